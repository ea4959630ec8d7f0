import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { prepareCharts, WEB_CHART } from './charts.ts'
import {
  asFiles,
  contentsOf,
  DEPLOYMENT,
  evaluate,
  HARDENING,
  KPTFILE,
  LOCAL_JOB,
  makePackage,
  resultsIn,
  streamOf,
} from './kpt-packages.ts'
import { blocksUnder } from './readme-blocks.ts'
import {
  harden,
  installInto,
  makeFolder,
  objectsByName,
  readReport,
  runSlot,
  slot,
  testWith,
  testWithInstalled,
} from './slots.ts'

const test = testWithInstalled('kpt')

const chartTest = existsSync(slot('helm3')) ? test : testWith('helm3')

chartTest('what kpt writes with casehard is what casehard makes of what kpt writes without it', async (t) => {
  const folder = makeFolder()
  const env = installInto(folder)
  for (const { name, path } of prepareCharts(folder)) {
    const rendered = await runSlot('helm3', ['template', 'shop', path, '--include-crds'], env)
    const [plain, hardened] = ['plain', 'hardened'].map((kind) =>
      makePackage(folder, asFiles(rendered), `${name}-${kind}`),
    )
    await execa('kpt', ['fn', 'eval', plain as string, '--exec', 'cat'], { env, extendEnv: false })
    await execa('kpt', ['fn', 'eval', hardened as string, '--exec', 'casehard fn'], { env, extendEnv: false })
    const want = await harden(streamOf(plain as string), env)
    t.not(want, streamOf(plain as string), name)
    t.deepEqual(objectsByName(streamOf(hardened as string)), objectsByName(want), name)
    t.is(streamOf(hardened as string), want, `${name}: not a byte but those that were reported`)
  }
})

test('comments, order and style of a package survive, and kpt leaves none of its notes behind', async (t) => {
  const folder = makeFolder()
  const path = makePackage(folder, { 'window.yaml': DEPLOYMENT })
  const { exitCode } = await evaluate(folder, installInto(folder))
  t.is(exitCode, 0)
  const after = contentsOf(path)
  t.is(after.Kptfile, KPTFILE)
  const lines = after['window.yaml']?.split('\n') ?? []
  for (const line of DEPLOYMENT.trimEnd().split('\n')) t.true(lines.includes(line), line)
  t.regex(after['window.yaml'] ?? '', /allowPrivilegeEscalation: false/)
  t.notRegex(after['window.yaml'] ?? '', /config\.k(?:ubernete)?8?s\.io/)
})

test('the Kptfile, local objects, definitions and the configuration itself stay as they are', async (t) => {
  const folder = makeFolder()
  const untouched = {
    'hardening.yaml': HARDENING('{profile: strict}'),
    'rehearsal.yaml': LOCAL_JOB,
    'baskets.yaml': readFileSync(join(WEB_CHART.path, 'crds', 'baskets.yaml'), 'utf8'),
  }
  const path = makePackage(folder, { ...untouched, 'window.yaml': DEPLOYMENT })
  const env = installInto(folder)
  await execa('kpt', ['fn', 'eval', path, '--exec', 'cat'], { env, extendEnv: false })
  const before = contentsOf(path)
  const args = ['--fn-config', join(path, 'hardening.yaml'), '--results-dir', 'results']
  t.is((await evaluate(folder, env, ...args)).exitCode, 0)
  t.like(contentsOf(path), { ...before, 'window.yaml': contentsOf(path)['window.yaml'] })
  t.not(contentsOf(path)['window.yaml'], before['window.yaml'])
  const skipped = resultsIn(folder).results?.filter(({ message }) => message.startsWith('skipped: '))
  t.deepEqual(
    skipped?.map(({ file }) => file?.path),
    ['rehearsal.yaml'],
  )
})

test('a package with nothing to harden keeps all of its files', async (t) => {
  for (const files of [{}, { 'rehearsal.yaml': LOCAL_JOB }]) {
    const folder = makeFolder()
    const path = makePackage(folder, files)
    t.is((await evaluate(folder, installInto(folder))).exitCode, 0)
    t.deepEqual(Object.keys(contentsOf(path)), ['Kptfile', ...Object.keys(files)])
  }
})

test('each change is a result with its field, file and proposed value', async (t) => {
  const folder = makeFolder()
  makePackage(folder, { 'window.yaml': DEPLOYMENT })
  t.is((await evaluate(folder, installInto(folder), '--results-dir', 'results')).exitCode, 0)
  const { exitCode, results = [] } = resultsIn(folder)
  t.is(exitCode, 0)
  t.is(results.length, readReport(folder).changes.length)
  t.like(
    results.find(({ message }) => message.startsWith('no-privilege-escalation: ')),
    {
      severity: 'info',
      resourceRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'window' },
      field: {
        path: 'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
        proposedValue: false,
      },
      file: { path: 'window.yaml' },
      tags: { tool: 'casehard', control: 'no-privilege-escalation', confidence: 'likely' },
    },
  )
})

test('options behind -- reach casehard as the data of a ConfigMap', async (t) => {
  const folder = makeFolder()
  makePackage(folder, { 'window.yaml': DEPLOYMENT })
  t.is((await evaluate(folder, installInto(folder), '--', 'profile=baseline', 'quiet=true')).exitCode, 0)
  t.is(readReport(folder).profile, 'baseline')
})

const broken: Record<string, { args: string[]; files?: Record<string, string>; says: RegExp; code: number }> = {
  'an unknown option': { args: ['--', 'profle=strict'], says: /data\.profle: .*did you mean "profile"\?/, code: 2 },
  'a configuration with a mistake': {
    args: ['--fn-config', 'package/hardening.yaml'],
    files: { 'hardening.yaml': HARDENING('{profile: strikt}') },
    says: /casehard\.dev\/v1\/Hardening\/shop spec\.profile: .*did you mean "strict"\?/,
    code: 2,
  },
  'an object that Kubernetes could not read': {
    args: [],
    files: {
      'broken.yaml': DEPLOYMENT.replace(/containers:[\s\S]*/, 'containers: none\n').replaceAll('window', 'broken'),
    },
    says: /apps\/v1\/Deployment\/broken: .*containers is a string, not a list/,
    code: 3,
  },
  'changes, where fail-on asks': { args: ['--', 'fail-on=changed'], says: /\d+ changed; exit code 1/, code: 1 },
}

for (const [what, { args, files = {}, says, code }] of Object.entries(broken))
  test(`a run that fails over ${what} leaves the package as it was, and kpt shows why`, async (t) => {
    const folder = makeFolder()
    const path = makePackage(folder, { ...files, 'window.yaml': DEPLOYMENT })
    const before = contentsOf(path)
    const { exitCode, stderr } = await evaluate(folder, installInto(folder), '--results-dir', 'results', ...args)
    t.is(exitCode, 1)
    t.regex(stderr, says)
    t.deepEqual(contentsOf(path), before)
    const kept = resultsIn(folder)
    t.is(kept.exitCode, code)
    t.is(kept.results?.[0]?.severity, 'error')
  })

test('every line of the README on kpt runs as it stands there', async (t) => {
  const blocks = blocksUnder('kpt')
  const pipeline = blocks.find(({ language }) => language === 'yaml')?.text ?? ''
  const lines = blocks.filter(({ language }) => language === '').map(({ text }) => text.trim())
  t.is(lines.length, 4)
  for (const line of lines) {
    const folder = makeFolder()
    const files = {
      Kptfile: KPTFILE + pipeline,
      'hardening.yaml': HARDENING('{profile: restricted}'),
      'window.yaml': DEPLOYMENT,
    }
    const path = makePackage(folder, files)
    const env = installInto(folder)
    const fails = line.includes('fail-on')
    const { exitCode, stderr } = await execa('sh', ['-c', line], { cwd: folder, env, extendEnv: false, reject: false })
    t.is(exitCode, fails ? 1 : 0, `${line}: ${stderr}`)
    const window = contentsOf(path)['window.yaml'] ?? ''
    t.is(/allowPrivilegeEscalation: false/.test(window), !fails, line)
    t.is(readReport(folder).configuration, /render|fn-config/.test(line) ? 'functionConfig' : undefined, line)
    if (line.includes('--results-dir')) t.true((resultsIn(folder).results ?? []).length > 0)
    if (fails) continue
    t.is((await execa('sh', ['-c', line], { cwd: folder, env, extendEnv: false })).exitCode, 0)
    t.is(contentsOf(path)['window.yaml'], window, `${line}: a second run changes nothing`)
  }
})

test('names of files in a configuration start from where kpt was started', async (t) => {
  const folder = makeFolder()
  makePackage(folder, { 'hardening.yaml': HARDENING('{profile: profiles/shop.yaml}'), 'window.yaml': DEPLOYMENT })
  mkdirSync(join(folder, 'profiles'))
  writeFileSync(join(folder, 'profiles', 'shop.yaml'), HARDENING('{profile: baseline}'))
  const { exitCode, stderr } = await evaluate(folder, installInto(folder), '--fn-config', 'package/hardening.yaml')
  t.is(exitCode, 0, stderr)
  t.is(readReport(folder).profile, 'shop')
})
