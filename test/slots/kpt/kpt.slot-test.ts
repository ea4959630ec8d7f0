import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { prepareCharts, WEB_CHART } from '../../support/charts.ts'
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
} from '../../support/slots.ts'
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
  const { changes, held } = readReport(folder)
  t.is(results.length, changes.length + held.length)
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
