import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { prepareCharts, WEB_CHART, wrapAsChart } from '../../support/charts.ts'
import { harden, makeFolder, readReport, testWith } from '../../support/slots.ts'
import { asInstalled, chartAt, POST_RENDERER, prepareHelm, withCluster } from './helms.ts'

const test = testWith('helm3')
const WEB = ['template', 'shop', chartAt(WEB_CHART.path)]
const HARD = /allowPrivilegeEscalation: false/

test('Helm 3 hands over no hook and no test, and prints them as they were', async (t) => {
  const helm = prepareHelm('helm3')
  const stdout = asInstalled(await helm.run([...WEB, ...POST_RENDERER]))
  const plain = asInstalled(await helm.run(WEB))
  for (const hook of ['Job/shop-web-prepare', 'Pod/shop-web-connection']) {
    t.truthy(plain[hook])
    t.deepEqual(stdout[hook], plain[hook])
  }
  t.is(readReport(helm.folder).pods.length, 3)
  t.notRegex(JSON.stringify(readReport(helm.folder)), /shop-web-(?:prepare|connection)/)
})

test('Helm 3 hands over definitions of custom resources with --include-crds, and they pass through', async (t) => {
  const helm = prepareHelm('helm3')
  const stdout = await helm.run([...WEB, '--include-crds', ...POST_RENDERER])
  const crd = readFileSync(join(WEB_CHART.path, 'crds/baskets.yaml'), 'utf8')
  t.true(stdout.includes(`# Source: web/crds/baskets.yaml\n${crd}`), stdout)
  t.is(readReport(helm.folder).summary.documents, 7)
})

test('Helm 3 writes with --output-dir before it post-renders: the files are not hardened, and the report contains a notice', async (t) => {
  const helm = prepareHelm('helm3')
  await helm.run([...WEB, '--output-dir', 'out', ...POST_RENDERER])
  const written = readFileSync(join(helm.folder, 'out/web/templates/deployment.yaml'), 'utf8')
  t.notRegex(written, HARD)
  const { notices, summary } = readReport(helm.folder)
  t.is(summary.pods, 0)
  t.is(notices[0]?.code, 'empty-input')
  t.regex(notices[0]?.message ?? '', /--output-dir/)
})

test('Helm 3 hands over the text of the templates, and keeps each byte that comes back', async (t) => {
  const helm = prepareHelm('helm3')
  for (const { name, path } of prepareCharts(makeFolder())) {
    const template = ['template', 'shop', chartAt(path), '--no-hooks', '--include-crds']
    const stdout = await helm.run([...template, ...POST_RENDERER])
    t.is(stdout.trim(), (await harden(await helm.run(template), helm.env)).trim(), name)
  }
})

test('Helm 3 takes the name of one program: from the PATH, and not from its folder, with no arguments in it', async (t) => {
  const helm = prepareHelm('helm3')
  symlinkSync(join(helm.folder, 'bin/casehard'), join(helm.folder, 'local'))
  t.regex((await helm.try([...WEB, '--post-renderer', 'local'])).stderr, /unable to find binary at local/)
  t.regex(await helm.run([...WEB, '--post-renderer', './local']), HARD)
  t.not((await helm.try([...WEB, '--post-renderer', 'casehard --quiet'])).code, 0)
})

test('of two post-renderers Helm 3 silently uses the last', async (t) => {
  const helm = prepareHelm('helm3')
  const cat = ['--post-renderer', 'cat']
  t.regex(await helm.run([...WEB, ...cat, ...POST_RENDERER]), HARD)
  const { stdout, stderr } = await helm.try([...WEB, ...POST_RENDERER, ...cat])
  t.notRegex(stdout, HARD)
  t.is(stderr, '')
})

test('Helm 3 shows the whole message of a casehard that refuses, and renders nothing', async (t) => {
  const helm = prepareHelm('helm3')
  const { path } = wrapAsChart(helm.folder, 'broken', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec: []\n')
  const { code, stdout, stderr } = await helm.try(['template', 'shop', path, ...POST_RENDERER])
  t.not(code, 0)
  t.is(stdout, '')
  const error = readReport(helm.folder).error
  t.is(error?.code, 'pod')
  t.regex(
    stderr,
    /^Error: error while running post render on files: .+ error output:\nstdin:\d+:\d+: document 0 \(Pod web\): /,
  )
  t.true(stderr.includes(error?.message ?? 'no message'))
})

const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\nstringData:\n  key: geheim\n'

test('a Secret that Helm 3 hides in a dry run is a comment, and passes through', async (t) => {
  await withCluster('helm3', async (helm) => {
    const { path } = wrapAsChart(
      helm.folder,
      'hidden',
      `${SECRET}---\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: registry.example/shop/web:1.0.0}]}\n`,
    )
    const dryRun = ['install', 'shop', path, '--dry-run', '--hide-secret']
    const stdout = await helm.run([...dryRun, ...POST_RENDERER])
    t.regex(stdout, /^# HIDDEN: The Secret output has been suppressed$/m)
    t.notRegex(stdout, /geheim/)
    t.regex(stdout, HARD)
  })
})

test('a List whose items share a value by an anchor is one document for Helm 3', async (t) => {
  const helm = prepareHelm('helm3')
  const template = ['template', 'shop', chartAt('testdata/charts/shared')]
  const stdout = await helm.run([...template, ...POST_RENDERER])
  t.regex(stdout, /data: \*hours/)
  t.is(stdout.trim(), (await harden(await helm.run(template), helm.env)).trim())
})
