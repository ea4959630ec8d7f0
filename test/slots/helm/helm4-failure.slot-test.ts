import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scalarDocument } from '../../../cmd/commands/plugin/helm-post-render.ts'
import { WEB_CHART, wrapAsChart } from '../../support/charts.ts'
import { cleanEnvironmentIn, makeFolder, testWith } from '../../support/slots.ts'
import { helm4, installPlugin } from './helm4.ts'

/** Helm's message in front of the text of a plugin's only document. */
const SHOWN = /wrong node kind: expected MappingNode but got ScalarNode: node contents:\n\|\d?-?\n((?: {2}.*\n|\n)+)/

/** Returns the message of the post-renderer in Helm's output, without indentation. */
const shownBy = (stderr: string): string => (SHOWN.exec(stderr)?.[1] ?? '').replace(/^ {2}/gm, '').trimEnd()

interface Failure {
  args?: string[]
  env?: NodeJS.ProcessEnv
  chart?: string
  says: RegExp
}

const FAILURES: Record<string, Failure> = {
  'a profile that is not there': {
    env: { CASEHARD_PROFILE: 'strikt' },
    says: /^CASEHARD_PROFILE: unknown profile "strikt"/,
  },
  'an option that is not there': {
    args: ['--profil=strict'],
    says: /^casehard: --profil is not an option.*"--profile"\?$/,
  },
  'an option and its value in one argument': { args: ['--profile strict'], says: /two arguments, or as one with =$/ },
  'an argument that is empty': { args: [''], says: /^casehard: an argument is empty; / },
  'input that is refused': {
    chart: 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: {app: {image: a}}\n',
    says: /^stdin:5:3: document 0 \(Pod web\): containers is a mapping, not a list; correct the manifest$/,
  },
  'a report that cannot be written': {
    env: { CASEHARD_REPORT: 'absent/report.json' },
    says: /^casehard: absent\/report\.json: the report cannot be written \(no such file or folder\); /,
  },
  'findings that --fail-on names': {
    args: ['--fail-on', 'changed'],
    says: /^casehard: 5 pods: [\s\S]+\ncasehard: \d+ changed; exit code 1 because of --fail-on changed$/,
  },
}

for (const [name, { args = [], env = {}, chart, says }] of Object.entries(FAILURES)) {
  testWith('helm4')(`Helm 4 shows why it fails, although it throws stderr away: ${name}`, async (t) => {
    const folder = makeFolder()
    const installed = await installPlugin(folder)
    const { path } = chart === undefined ? WEB_CHART : wrapAsChart(folder, 'made', chart)
    const passed = args.flatMap((arg) => ['--post-renderer-args', arg])
    const command = ['template', 'shop', path, '--post-renderer', 'casehard', ...passed]
    const { exitCode, stdout, stderr } = await helm4(command, { ...installed, ...env })
    t.is(exitCode, 1)
    t.is(stdout, '')
    t.regex(shownBy(stderr), says)
  })
}

const TEXTS: Record<string, string> = {
  'lines that are indented, or empty': 'a bug\n\n    at run (casehard.cjs:1:2)\n  b',
  'leading blanks': '   a\nb',
  'what YAML means something by': '# a: "b"\n--- {c: [d\n...\n- e\n%f &g *h !i |',
  'letters of the world, and what is no letter': 'ä é 中 → “x”',
  'lines longer than a terminal': 'word '.repeat(100).trim(),
}

for (const [name, text] of Object.entries(TEXTS)) {
  testWith('helm4')(`Helm 4 shows a message as it is, line by line: ${name}`, async (t) => {
    const { exitCode, stderr } = await renderBy(makeFolder(), scalarDocument(text))
    t.is(exitCode, 1)
    t.is(shownBy(stderr), text)
  })
}

testWith('helm4')('Helm 4 shows a message with characters that it would not take, escaped', async (t) => {
  const text = 'a\u0000b\u001b[1mc\u007f d\u2028e\uffff 😀\r\n\tf \n'
  const { exitCode, stderr } = await renderBy(makeFolder(), scalarDocument(text))
  t.is(exitCode, 1)
  t.is(shownBy(stderr), 'a\\u{0}b\\u{1b}[1mc\\u{7f} d\\u{2028}e\\u{ffff} \\u{1f600}\n\tf')
})

/** Renders a chart by a plugin that answers with a text. */
const renderBy = (folder: string, text: string) => {
  const plugin = join(folder, 'plugins', 'answer')
  mkdirSync(plugin, { recursive: true })
  writeFileSync(join(plugin, 'answer.yaml'), text)
  const command = '{command: cat, args: ["$HELM_PLUGIN_DIR/answer.yaml"]}'
  const type = 'apiVersion: v1\ntype: postrenderer/v1\nname: answer\nversion: 1.0.0\nruntime: subprocess\n'
  writeFileSync(join(plugin, 'plugin.yaml'), `${type}runtimeConfig: {platformCommand: [${command}]}\n`)
  const env = { ...cleanEnvironmentIn(folder), HELM_PLUGINS: join(folder, 'plugins') }
  return helm4(['template', 'shop', WEB_CHART.path, '--post-renderer', 'answer'], env)
}

testWith('helm4')('where there is no node, Helm 4 says so', async (t) => {
  const env = { ...(await installPlugin(makeFolder())), PATH: '/nowhere' }
  const { exitCode, stdout, stderr } = await helm4(
    ['template', 'shop', WEB_CHART.path, '--post-renderer', 'casehard'],
    env,
  )
  t.deepEqual([exitCode, stdout], [1, ''])
  t.regex(stderr, /plugin "casehard": exec: "node": executable file not found in \$PATH/)
})

testWith('helm4')('a failed run leaves its report with the error', async (t) => {
  const folder = makeFolder()
  const env = { ...(await installPlugin(folder)), CASEHARD_PROFILE: 'strikt' }
  await helm4(['template', 'shop', WEB_CHART.path, '--post-renderer', 'casehard'], env)
  t.like(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).error, { code: 'configuration' })
})

testWith('helm4')('Helm 4 fails where the program is broken, and writes nothing', async (t) => {
  const folder = makeFolder()
  const env = await installPlugin(folder)
  rmSync(join(folder, 'casehard', 'dist', 'casehard.cjs'))
  const { exitCode, stdout } = await helm4(['template', 'shop', WEB_CHART.path, '--post-renderer', 'casehard'], env)
  t.deepEqual([exitCode, stdout], [1, ''])
})
