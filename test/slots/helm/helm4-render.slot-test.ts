import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../../../src/model.ts'
import { prepareCharts, WEB_CHART } from '../../support/charts.ts'
import { harden, identities, makeFolder, objectsByName, readReport, runSlot, testWith } from '../../support/slots.ts'
import { callPlugin, helm4, installPlugin } from './helm4.ts'

const RENDER = ['--post-renderer', 'casehard']
const CHART = WEB_CHART.path

/** Makes a chart of templates by their names. */
const makeChart = (folder: string, templates: Record<string, string>): string => {
  const path = join(folder, 'made')
  mkdirSync(join(path, 'templates'), { recursive: true })
  writeFileSync(join(path, 'Chart.yaml'), 'apiVersion: v2\nname: made\nversion: 0.1.0\n')
  for (const [name, text] of Object.entries(templates)) writeFileSync(join(path, 'templates', name), text)
  return path
}

const sourcesOf = (stream: string): string[] => stream.match(/^# Source: .*$/gm) ?? []

testWith('helm4')('Helm 4 renders each chart by the plugin as the pipe does, hooks and tests with it', async (t) => {
  const folder = makeFolder()
  const env = await installPlugin(folder)
  for (const { name, path } of prepareCharts(folder)) {
    const rendered = await runSlot('helm4', ['template', 'shop', path], env)
    const stdout = await runSlot('helm4', ['template', 'shop', path, ...RENDER], env)
    const wanted = await harden(rendered, env)
    t.not(wanted, rendered, name)
    t.deepEqual(objectsByName(stdout), objectsByName(wanted), name)
  }
})

testWith('helm4')('order and file names are those that Helm gives without a post-renderer', async (t) => {
  const folder = makeFolder()
  const env = await installPlugin(folder)
  // It changes nothing, as Helm alone would not: for any post-renderer it takes a List apart, and sorts the items.
  const audit = ['--post-renderer-args', '--profile', '--post-renderer-args', 'audit']
  for (const { name, path } of prepareCharts(folder)) {
    const untouched = await runSlot('helm4', ['template', 'shop', path, ...RENDER, ...audit], env)
    const stdout = await runSlot('helm4', ['template', 'shop', path, ...RENDER], env)
    t.deepEqual(identities(stdout), identities(untouched), name)
    t.deepEqual(sourcesOf(stdout), sourcesOf(untouched), name)
    t.notRegex(stdout, /postrender/, name)
    const plain = await runSlot('helm4', ['template', 'shop', path], env)
    t.deepEqual([...new Set(sourcesOf(stdout))].sort(), [...new Set(sourcesOf(plain))].sort(), name)
    if (!/^kind: List$/m.test(plain)) t.deepEqual(identities(stdout), identities(plain), name)
  }
})

testWith('helm4')('CRDs never come to the plugin, and stand in the output as they were', async (t) => {
  const folder = makeFolder()
  const env = await installPlugin(folder)
  const plain = await runSlot('helm4', ['template', 'shop', CHART, '--include-crds'], env)
  const stdout = await runSlot('helm4', ['template', 'shop', CHART, '--include-crds', ...RENDER], env)
  const { changes, held, summary } = readReport(folder)
  t.deepEqual(objectsByName(stdout), objectsByName(await harden(plain, env)))
  const isDefinition = ([name]: [string, unknown]) => name.startsWith('CustomResourceDefinition/')
  t.is(objectsByName(stdout).filter(isDefinition).length, 1)
  t.is(summary.documents, objectsByName(stdout).length - 1)
  t.false([...changes, ...held].some(({ resource }) => resource.kind === 'CustomResourceDefinition'))
})

testWith('helm4')('hooks come to the plugin even where --no-hooks leaves them out', async (t) => {
  const folder = makeFolder()
  const env = await installPlugin(folder)
  const stdout = await runSlot('helm4', ['template', 'shop', CHART, '--no-hooks', ...RENDER], env)
  t.notRegex(stdout, /prepare/)
  t.true(readReport(folder).changes.some(({ resource }) => resource.name === 'shop-web-prepare'))
})

testWith('helm4')('--show-only finds a template by its name, and --output-dir writes what is hardened', async (t) => {
  const folder = makeFolder()
  const env = await installPlugin(folder)
  const shown = await runSlot('helm4', ['template', 'shop', CHART, '-s', 'templates/job.yaml', ...RENDER], env)
  t.deepEqual(identities(shown), ['Job/shop-web-migrate-1'])
  t.regex(shown, /allowPrivilegeEscalation: false/)
  const out = join(folder, 'out')
  await runSlot('helm4', ['template', 'shop', CHART, '--output-dir', out, ...RENDER], env)
  t.is(readFileSync(join(out, 'web/templates/job.yaml'), 'utf8').trim(), shown.trim())
  t.regex(readFileSync(join(out, 'web/templates/hook.yaml'), 'utf8'), /allowPrivilegeEscalation: false/)
})

/** A pod as text. */
const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n    - name: app\n      image: registry.example/app:1\n`

const TRAPS: Record<string, Record<string, string>> = {
  'a comment above an object stays with it': { 'a.yaml': `# ours\n${pod('web')}` },
  'a template of JSON, which Helm makes half YAML of': {
    'a.json.yaml':
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"j"},"spec":{"containers":[{"name":"a","image":"b"}]}}',
  },
  'the same object twice': { 'a.yaml': pod('web'), 'b.yaml': pod('web') },
  'a key that stands twice': { 'a.yaml': pod('web').replace('image:', 'image: registry.example/old:1\n      image:') },
  'ends of lines as on Windows': { 'a.yaml': pod('web').replaceAll('\n', '\r\n') },
  'anchors and their aliases': {
    'a.yaml': pod('web')
      .replace('{name: web}', '{name: web, labels: &all {tier: web}}')
      .replace('spec:', 'spec:\n  nodeSelector: *all'),
  },
  'several documents in one file, and an empty one': { 'a.yaml': `---\n${pod('a')}---\n---\n# none\n---\n${pod('b')}` },
}

for (const [name, templates] of Object.entries(TRAPS)) {
  testWith('helm4')(`the plugin and the pipe say the same of ${name}`, async (t) => {
    const folder = makeFolder()
    const env = await installPlugin(folder)
    const chart = makeChart(folder, templates)
    const rendered = await runSlot('helm4', ['template', 'shop', chart], env)
    const stdout = await runSlot('helm4', ['template', 'shop', chart, ...RENDER], env)
    const wanted = await harden(rendered, env)
    t.not(wanted, rendered)
    t.deepEqual(objectsByName(stdout), objectsByName(wanted))
    t.is(stdout.includes('# ours'), rendered.includes('# ours'))
  })
}

testWith('helm4')('a chart that renders nothing is no failure, although Helm takes empty output for one', async (t) => {
  const folder = makeFolder()
  const env = await installPlugin(folder)
  const chart = makeChart(folder, { 'a.yaml': '# nothing today\n' })
  const { exitCode, stdout, stderr } = await helm4(['template', 'shop', chart, ...RENDER], env)
  t.deepEqual([exitCode, stderr], [0, ''])
  t.deepEqual(identities(stdout), [])
  t.is(readReport(folder).summary.documents, 0)
})

const handedOver = (file: string, text: string): string =>
  text.replace(/^metadata:.*$/m, (line) =>
    line.replace('{', `{annotations: {postrenderer.helm.sh/postrender-filename: ${file}}, `),
  )

testWith('helm4')(
  'the separate strategy calls the plugin twice: jsonl keeps both reports, json the last',
  async (t) => {
    const folder = makeFolder()
    const env = await installPlugin(folder)
    const files = ['report.jsonl', 'report.json'].map((name) => join(folder, name))
    const [lines = '', last = ''] = files
    const twice = { ...env, CASEHARD_REPORT: files.join(',') }
    for (const [file, name] of [
      ['web/hook.yaml', 'prepare'],
      ['web/web.yaml', 'web'],
    ] as const) {
      const plugin = join(env.HELM_DATA_HOME ?? '', 'plugins', 'casehard')
      const { exitCode, stdout } = await callPlugin(plugin, handedOver(file, pod(name)), twice)
      t.is(exitCode, 0)
      t.true(stdout.includes(`postrenderer.helm.sh/postrender-filename: ${file}`))
      t.regex(stdout, /allowPrivilegeEscalation: false/)
    }
    const reports: Report[] = readFileSync(lines, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    t.deepEqual(
      reports.map(({ changes }) => changes[0]?.resource.name),
      ['prepare', 'web'],
    )
    t.deepEqual(JSON.parse(readFileSync(last, 'utf8')), reports[1])
  },
)
