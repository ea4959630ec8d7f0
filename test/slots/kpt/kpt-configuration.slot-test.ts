import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installInto, makeFolder, readReport, testWithInstalled } from '../../support/slots.ts'
import { contentsOf, DEPLOYMENT, evaluate, HARDENING, makePackage, resultsIn } from './kpt-packages.ts'

const test = testWithInstalled('kpt')

test('options after -- reach casehard as the data of a ConfigMap', async (t) => {
  const folder = makeFolder()
  makePackage(folder, { 'window.yaml': DEPLOYMENT })
  t.is((await evaluate(folder, installInto(folder), '--', 'profile=baseline', 'quiet=true')).exitCode, 0)
  t.is(readReport(folder).profile, 'baseline')
})

test('file names in a configuration are relative to the working directory of kpt', async (t) => {
  const folder = makeFolder()
  makePackage(folder, { 'hardening.yaml': HARDENING('{profile: profiles/shop.yaml}'), 'window.yaml': DEPLOYMENT })
  mkdirSync(join(folder, 'profiles'))
  writeFileSync(join(folder, 'profiles', 'shop.yaml'), HARDENING('{profile: baseline}'))
  const { exitCode, stderr } = await evaluate(folder, installInto(folder), '--fn-config', 'package/hardening.yaml')
  t.is(exitCode, 0, stderr)
  t.is(readReport(folder).profile, 'shop')
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
  test(`a run that fails because of ${what} leaves the package unchanged, and kpt prints the reason`, async (t) => {
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
