import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { ProgramStatus } from '../../../cmd/commands/doctor/probe.ts'
import { readBlocks } from '../../support/page-blocks.ts'
import { createSandbox, runIn, type Sandbox, withPlugin } from '../../support/sandbox.ts'
import { harden, objectsByName, testWith } from '../../support/slots.ts'

const PROGRAMS = { kustomize: 'kustomize', kubectl: 'kubectl' }
const [doctor = ''] = readBlocks(
  'docs/troubleshooting.md',
  'The program is not found, or Helm reports an unknown plugin',
).map(({ text }) => text.trim())

const examine = async (sandbox: Sandbox, more: NodeJS.ProcessEnv = {}) => {
  const { exitCode, stdout, stderr } = await runIn(sandbox, [...doctor.split(' '), '--format', 'json'], { more })
  const found = JSON.parse(stdout) as { casehard: ProgramStatus; programs: ProgramStatus[] }
  const of = (name: string) => found.programs.find(({ program }) => program === name) as ProgramStatus
  return { exitCode, stderr, casehard: found.casehard, of }
}

/** The sandbox with something to build in `./overlay`. */
const withOverlay = async (sandbox: Sandbox): Promise<Sandbox> => {
  const folder = join(sandbox.folder, 'overlay')
  mkdirSync(folder)
  writeFileSync(join(folder, 'web.yaml'), (await runIn(sandbox, ['helm', 'template', 'web', './chart'])).stdout)
  writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [web.yaml]\n')
  return sandbox
}

/** A line of the doctor for the sandbox: rendered, since an upgrade would want a cluster. */
const fill = (line: string): string[] =>
  line
    .replace('upgrade --install', 'template --no-hooks')
    .replace(/\bNAME\b/, 'web')
    .replace(/\bCHART\b/, './chart')
    .replace(/\bDIR\b/, './overlay')
    .split(' ')

/** The same without casehard. */
const without = (words: readonly string[]): string[] =>
  words[0] === 'casehard' ? words.slice(words[1] === 'exec' ? 3 : 1) : words.slice(0, words.indexOf('--post-renderer'))

for (const { helm, version } of [
  { helm: 'helm3', version: /^3\./ },
  { helm: 'helm4', version: /^4\./ },
])
  testWith(
    helm,
    'kustomize',
    'kubectl',
  )(`the lines that doctor gives with ${helm} harden as they say`, async (t) => {
    const plain = await withOverlay(createSandbox({ helm, ...PROGRAMS }))
    const sandbox = helm === 'helm4' ? withPlugin(plain) : plain
    const { exitCode, stderr, casehard, of } = await examine(sandbox)
    t.deepEqual([exitCode, stderr], [0, ''])
    t.is(casehard.path, join(sandbox.folder, 'bin', 'casehard'))
    t.deepEqual(casehard.problems, [])
    t.regex(of('helm').version ?? '', version)
    t.regex(of('kustomize').version ?? '', /^[45]\./)
    t.regex(of('kubectl').version ?? '', /^1\./)
    const ways = ['helm', 'kustomize', 'kubectl'].flatMap((name) => of(name).lines)
    const lines = ways.filter(({ way, missing }) => way !== 'function' && missing === undefined)
    t.is(lines.length, 5)
    for (const { line } of lines) {
      const words = fill(line)
      const ran = await runIn(sandbox, words)
      t.is(ran.exitCode, 0, `${line}: ${ran.stderr}`)
      const { stdout } = await runIn(sandbox, without(words))
      t.deepEqual(objectsByName(ran.stdout), objectsByName(await harden(stdout, sandbox.env)), line)
    }
  })

testWith('helm4')('doctor sees that Helm 4 has no plugin, and that its version is another one', async (t) => {
  const sandbox = createSandbox({ helm: 'helm4' })
  const bare = (await examine(sandbox)).of('helm')
  t.regex(bare.lines[0]?.missing ?? '', /^casehard plugin helm --dir/)
  const ran = await runIn(sandbox, fill(bare.lines[0]?.line ?? ''))
  t.is(ran.exitCode, 1, 'the line does not work as it stands')
  const old = (await examine(withPlugin(sandbox))).of('helm')
  t.regex(old.problems.join(), /the plugin is casehard 0\.0\.1/)
})

const LEGACY = 'name: diff\nversion: 3.1.0\nusage: diff\ndescription: diff\ncommand: echo\n'

testWith('helm3')('doctor sees that a plugin for Helm 4 takes all of its plugins from Helm 3', async (t) => {
  const sandbox = withPlugin(createSandbox({ helm: 'helm3' }))
  mkdirSync(join(sandbox.folder, 'plugins', 'diff'))
  writeFileSync(join(sandbox.folder, 'plugins', 'diff', 'plugin.yaml'), LEGACY)
  t.not((await runIn(sandbox, ['helm', 'diff'])).exitCode, 0, 'Helm 3 has lost its plugin diff')
  const { exitCode, of } = await examine(sandbox)
  t.regex(of('helm').problems.join(), /loads none of its plugins, because .*casehard\/plugin\.yaml is for Helm 4/)
  t.is(exitCode, 0)
  t.is((await runIn(sandbox, fill(of('helm').lines[0]?.line ?? ''))).exitCode, 0, 'a post-renderer still works')
})

testWith('helm4')('doctor sees that Helm 4 leaves out a plugin with a stray key', async (t) => {
  const sandbox = withPlugin(createSandbox({ helm: 'helm4' }))
  const file = join(sandbox.folder, 'plugins', 'casehard', 'plugin.yaml')
  writeFileSync(file, `apiVersion: v1\ntype: postrenderer/v1\n${LEGACY.replace('diff', 'casehard')}`)
  const { of } = await examine(sandbox)
  t.regex(of('helm').problems.join(), /Helm ignores .*casehard\/plugin\.yaml: .*field usage not found/)
})

for (const helm of ['helm3', 'helm4'])
  testWith(
    helm,
    'kustomize',
    'kubectl',
  )(`doctor asks no cluster with ${helm}`, async (t) => {
    let requests = 0
    const server = createServer((_request, response) => {
      requests += 1
      response.end('{}')
    })
    server.on('connection', () => {
      requests += 1
    })
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', ready)
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const sandbox = createSandbox({ helm, ...PROGRAMS })
    const cluster = { name: 'c', cluster: { server: url } }
    const context = { name: 'c', context: { cluster: 'c', user: 'u' } }
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [cluster],
      contexts: [context],
      'current-context': 'c',
    }
    writeFileSync(join(sandbox.folder, 'config'), JSON.stringify({ ...config, users: [{ name: 'u', user: {} }] }))
    const more = { KUBECONFIG: join(sandbox.folder, 'config') }
    await runIn(sandbox, ['kubectl', 'version'], { more })
    t.true(requests > 0, 'the cluster can be reached')
    requests = 0
    t.is((await examine(sandbox, more)).exitCode, 0)
    t.is(requests, 0)
    server.close()
  })
