import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse, stringify } from 'yaml'
import { splitStream } from '../../src/text/split.ts'
import { prepareCharts, WEB_CHART } from './charts.ts'
import { filesBelow } from './hardening.ts'
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

const KPTFILE = `apiVersion: kpt.dev/v1
kind: Kptfile
metadata:
  name: shop
  annotations: {config.kubernetes.io/local-config: "true"}
`

const LOCAL_JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: rehearsal
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  template:
    spec:
      containers: [{name: rehearsal, image: registry.example/shop/rehearsal:1.0.0}]
`

const DEPLOYMENT = `# The shop window.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: window # as in the street
spec:
  selector:
    matchLabels: {app: window}
  template:
    metadata:
      labels: {app: window}
    spec:
      containers:
      # there is but one
      - name: window
        image: registry.example/shop/window:1.0.0
`

const HARDENING = (spec: string): string =>
  `apiVersion: casehard.dev/v1\nkind: Hardening\nmetadata:\n  name: shop\nspec: ${spec}\n`

/** Makes a package of files; the Kptfile is there of itself. */
const makePackage = (folder: string, files: Record<string, string>, name = 'package'): string => {
  const path = join(folder, name)
  mkdirSync(path)
  for (const [file, text] of Object.entries({ Kptfile: KPTFILE, ...files })) writeFileSync(join(path, file), text)
  return path
}

/** The files of a folder by their names. */
const contentsOf = (path: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'utf8')]))

/** All manifests of a package as one stream. */
const streamOf = (path: string): string =>
  filesBelow(path, '.yaml')
    .map((file) => `---\n${readFileSync(file, 'utf8')}`)
    .join('')

/** Has kpt run casehard on the package of a folder. */
const evaluate = (folder: string, env: NodeJS.ProcessEnv, ...args: string[]) =>
  execa('kpt', ['fn', 'eval', 'package', '--exec', 'casehard fn', ...args], {
    cwd: folder,
    env,
    extendEnv: false,
    reject: false,
  })

interface Result {
  severity: string
  message: string
  field?: { path: string; currentValue?: unknown; proposedValue?: unknown }
  file?: { path: string }
}

/** What kpt keeps of the only function of a run. */
const resultsIn = (folder: string): { exitCode: number; results?: Result[] } =>
  parse(readFileSync(join(folder, 'results', 'results.yaml'), 'utf8')).items[0]

/** Manifests as kpt takes them: one document a file, and the items of a List by themselves. */
const asFiles = (stream: string): Record<string, string> => {
  const documents = splitStream(stream)
    .filter(({ hasContent }) => hasContent)
    .flatMap(({ text }): string[] => {
      const value = parse(text)
      return value.kind === 'List' ? value.items.map((item: unknown) => stringify(item)) : [text]
    })
  return Object.fromEntries(documents.map((text, i) => [`${String(i).padStart(3, '0')}.yaml`, text]))
}

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
