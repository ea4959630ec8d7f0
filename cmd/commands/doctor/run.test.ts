import { readFileSync } from 'node:fs'
import test from 'ava'
import { VERSION } from '../../cli/version.ts'
import { type FakeExit, run } from '../../testing.ts'
import { OLDEST_NODE } from './run.ts'
import { CASEHARD, examine, HELM3, setupOf } from './testing.ts'

test('doctor shows each program with its version, its place and the line to type', async (t) => {
  const answers = {
    ...CASEHARD,
    ...HELM3,
    'kustomize version': { stdout: '{Version:kustomize/v4.5.4 GitCommit:cf3a452 BuildDate:2022-03-28T23:12:45Z}\n' },
    'kubectl version --client -o json': { stdout: '{"clientVersion": {"gitVersion": "v1.35.2"}}' },
    'kpt version': { stdout: '1.0.0-beta.56\n' },
  }
  const { code, stdout, stderr } = await run(['doctor'], setupOf(answers))
  t.deepEqual([code, stderr], [0, ''])
  t.is(
    stdout,
    `casehard ${VERSION}  /opt/bin/casehard
  i note  runs on node 20.20.2

settings in this folder
  i note  no casehard.yaml is used: the profile is restricted; casehard config init -f FILE proposes a
          configuration
  i note  no casehard.images.yaml is used; casehard images lock PATH looks up your images and writes one

helm 3.17.3  /opt/bin/helm
  + post-renderer  helm upgrade --install NAME CHART --post-renderer casehard
  + wrapper        casehard helm upgrade --install NAME CHART
  + wrapper        casehard helm template NAME CHART
  i note           Helm 3 does not pass hooks to the post-renderer; casehard helm template hardens hooks too

kustomize 4.5.4  /opt/bin/kustomize
  + function  kustomize build --enable-alpha-plugins --enable-exec DIR
  + wrapper   casehard kustomize build DIR
  i note      the kustomization.yaml in DIR lists the function under transformers; without --enable-exec,
              Kustomize silently ignores it
  i note      the function has the annotation config.kubernetes.io/function with exec: {path: casehard};
              Kustomize before 5.7.0 does not support args in it

kubectl 1.35.2  /opt/bin/kubectl
  + wrapper  casehard exec -- kubectl kustomize DIR
  i note     kubectl kustomize silently ignores functions that are programs; the wrapper works without them

kpt 1.0.0-beta.56  /opt/bin/kpt
  + function  kpt fn eval DIR --exec "casehard fn"
`,
  )
})

test('doctor lists the programs that are not on the PATH, and exits with 1 if no command line works', async (t) => {
  const nothing = await run(['doctor'], setupOf(CASEHARD))
  t.is(nothing.code, 1)
  t.regex(
    nothing.stdout,
    /^helm, kustomize, kubectl, kpt {2}not on the PATH\n\ncasehard works without these programs: /m,
  )
  const some = await run(['doctor'], setupOf({ ...CASEHARD, ...HELM3 }))
  t.regex(some.stdout, /^kustomize, kubectl, kpt {2}not on the PATH\n$/m)
  t.is((await examine({ ...CASEHARD, ...HELM3 })).code, 0)
})

test('doctor explains how to put casehard on the PATH', async (t) => {
  const { code, casehard, of } = await examine(HELM3)
  t.is(code, 1)
  const archive = `npm install --global ./casehard-${VERSION}.tgz`
  t.true(casehard.problems.join().startsWith('not on the PATH: put casehard on the PATH: run npm pack in a clone'))
  t.true(casehard.problems.join().endsWith(archive), 'no package of a registry, where nobody has published casehard')
  const executable = await examine(HELM3, { runtime: { name: 'bun', version: '1.2.0' } })
  t.deepEqual(executable.casehard.problems, [
    'not on the PATH: put the executable into a folder on the PATH, with the name casehard',
  ])
  t.true(of('helm').lines.every(({ missing }) => missing?.startsWith('put casehard on the PATH')))
})

test('doctor reports another casehard on the PATH, and one that only npx finds', async (t) => {
  const other = await examine({ ...HELM3, 'casehard --version': { stdout: '0.0.9\n' } })
  t.deepEqual(other.casehard.problems, [
    `the casehard on the PATH is 0.0.9, but this is ${VERSION}; update or remove the one on the PATH`,
  ])
  const files = { '/project/node_modules/.bin/casehard': '' }
  const npx = await examine(CASEHARD, { files, env: { PATH: '/project/node_modules/.bin' } })
  t.regex(npx.casehard.problems.join(), /only npx and npm run find casehard there; put casehard/)
})

test('doctor knows the Node that the package asks for', async (t) => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.is(engines.node, `>=${OLDEST_NODE.slice(0, 2).join('.')}`)
  const old = await examine(CASEHARD, { runtime: { name: 'node', version: '20.18.3' } })
  t.regex(old.casehard.problems.join(), /^casehard needs Node 20\.19\.0 or newer, but this is 20\.18\.3/)
  t.deepEqual((await examine(CASEHARD, { runtime: { name: 'bun', version: '1.2.0' } })).casehard.problems, [])
})

for (const { title, answer, problem } of [
  { title: 'hangs', answer: { timedOut: true }, problem: /^"helm version --short" did not end within 10 seconds$/ },
  { title: 'cannot be run', answer: { code: 'EACCES' }, problem: /cannot be run \(permission denied\)/ },
  { title: 'crashes', answer: { signal: 'SIGSEGV', stderr: 'a\nb\n' }, problem: /ended with SIGSEGV: b/ },
  { title: 'fails', answer: { exitCode: 2, stderr: 'Error: no\n' }, problem: /ended with exit code 2: Error: no/ },
  {
    title: 'prints something else',
    answer: { stdout: 'steering wheel\n' },
    problem: /^"helm version --short" prints no version; check what this program is$/,
  },
  { title: 'is Helm 2', answer: { stdout: 'Client: v2.17.0+ga690bad\n' }, problem: /Helm 2 has no post-renderers/ },
] as { title: string; answer: FakeExit; problem: RegExp }[])
  test(`doctor continues if helm ${title}`, async (t) => {
    const answers = { ...CASEHARD, 'helm version --short': answer, 'kpt version': { stdout: '1.0.0\n' } }
    const { code, of } = await examine(answers)
    t.regex(of('helm').problems.join('\n'), problem)
    t.is(of('kpt').version, '1.0.0')
    t.is(code, 0)
  })

test('doctor starts programs without stdin, and runs kubectl only with --client', async (t) => {
  const modes: unknown[] = []
  const kubectl = (args: readonly string[], mode: unknown): FakeExit => {
    modes.push([...args, mode])
    return { stdout: '{"clientVersion": {"gitVersion": "v1.35.2"}}' }
  }
  const files = { '/opt/bin/kubectl': '' }
  await run(['doctor'], { programs: { kubectl }, files, env: { PATH: '/opt/bin' } })
  t.deepEqual(modes, [['version', '--client', '-o', 'json', { timeout: 10_000 }]])
})

test('what a program prints does nothing to the terminal', async (t) => {
  const answers = { ...CASEHARD, ...HELM3, 'helm plugin list': { exitCode: 1, stderr: '\u001b[31mboo\n' } }
  t.false((await run(['doctor'], setupOf(answers))).stdout.includes('\u001b'))
  t.true((await run(['doctor'], setupOf(answers, { stdoutIsTTY: true }))).stdout.includes('\u001b[1mhelm'))
})

test('doctor finds a program on Windows by its extension, and ignores folders', async (t) => {
  const programs = { kpt: () => ({ stdout: '1.0.0\n' }) }
  const env = { PATH: '/opt', PATHEXT: '.EXE;.CMD' }
  const found = await run(['doctor', '--format', 'json'], { programs, env, files: { '/opt/kpt.CMD': '' } })
  t.is(JSON.parse(found.stdout).programs[3].path, '/opt/kpt.CMD')
  const folder = await run(['doctor', '--format', 'json'], { programs, env, files: { '/opt/kpt/x': '' } })
  t.is(JSON.parse(folder.stdout).programs[3].path, undefined)
})

for (const { program, answer, notes } of [
  {
    program: 'kustomize',
    answer: 'v5.6.0',
    notes:
      /^the function has the annotation config\.kubernetes\.io\/function with exec: \{path: casehard\}; Kustomize before 5\.7\.0 does not support args/m,
  },
  { program: 'kustomize', answer: 'v5.7.0', notes: /exec: \{path: casehard\}; args: \[fn\] works too$/ },
  {
    program: 'kubectl',
    answer: '{"clientVersion": {"gitVersion": "v1.33.4"}, "kustomizeVersion": "v5.6.0"}',
    notes:
      /^kubectl before 1\.34\.0 fails with unknown field "args" if the annotation of a function has args; use exec: \{path: casehard\}$/m,
  },
])
  test(`doctor tells for ${program} ${answer} whether a function may set args`, async (t) => {
    const line = program === 'kubectl' ? 'kubectl version --client -o json' : 'kustomize version'
    const { of } = await examine({ ...CASEHARD, [line]: { stdout: `${answer}\n` } })
    t.regex(of(program).notes.join('\n'), notes)
  })

test('doctor says nothing about args to a kubectl that supports them', async (t) => {
  const stdout = '{"clientVersion": {"gitVersion": "v1.34.0"}, "kustomizeVersion": "v5.7.1"}'
  const { of } = await examine({ ...CASEHARD, 'kubectl version --client -o json': { stdout } })
  t.notRegex(of('kubectl').notes.join('\n'), /args/)
})

test('doctor takes no arguments', async (t) => {
  const result = await run(['doctor', 'helm'])
  t.is(result.code, 2)
  t.regex(result.stderr, /doctor: unexpected argument "helm"/)
})
