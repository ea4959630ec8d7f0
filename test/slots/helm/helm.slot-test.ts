import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { WEB_CHART } from '../../support/charts.ts'
import {
  harden,
  identities,
  installInto,
  makeFolder,
  objectsByName,
  readReport,
  runSlot,
  slot,
  testWith,
} from '../../support/slots.ts'
import { installPlugin } from './helm4.ts'

const CHART = WEB_CHART.path

const HARDENED = [/allowPrivilegeEscalation: false/, /enableServiceLinks: false/, /type: RuntimeDefault/]

for (const helm of ['helm3', 'helm4']) {
  testWith(helm, 'kustomize')(`what ${helm} renders comes out of the pipe hardened and readable`, async (t) => {
    const folder = makeFolder()
    const env = installInto(folder)
    const rendered = await runSlot(helm, ['template', 'shop', CHART], env)
    const stdout = await harden(rendered, env)
    for (const field of HARDENED) t.regex(stdout, field)
    t.deepEqual(identities(stdout), identities(rendered))
    t.regex(stdout, /- name: web {3}# the only container/)
    const report = readReport(folder)
    t.is(report.summary.pods, 5)
    t.true(report.changes.length > 0)
    writeFileSync(join(folder, 'hardened.yaml'), stdout)
    writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [hardened.yaml]\n')
    const built = await runSlot('kustomize', ['build', folder], env)
    t.deepEqual(objectsByName(built), objectsByName(stdout))
  })
}

testWith('helm3')('Helm 3 takes casehard from the PATH as its post-renderer', async (t) => {
  const folder = makeFolder()
  const env = installInto(folder)
  const stdout = await runSlot('helm3', ['template', 'shop', CHART, '--post-renderer', 'casehard'], env)
  for (const field of HARDENED) t.regex(stdout, field)
  t.deepEqual(identities(stdout), identities(await runSlot('helm3', ['template', 'shop', CHART], env)))
  t.is(readReport(folder).summary.pods, 3)
})

testWith('helm3')('Helm 3 shows what casehard says when it refuses', async (t) => {
  const env = { ...installInto(makeFolder()), CASEHARD_PROFILE: 'no-such-profile' }
  const args = ['template', 'shop', CHART, '--post-renderer', 'casehard']
  const { exitCode, stdout, stderr } = await execa(slot('helm3'), args, { env, extendEnv: false, reject: false })
  t.not(exitCode, 0)
  t.is(stdout, '')
  t.regex(stderr, /no-such-profile/)
})

testWith('helm4')('Helm 4 takes casehard as a plugin and puts every object back into its file', async (t) => {
  const env = await installPlugin(makeFolder())
  const stdout = await runSlot('helm4', ['template', 'shop', CHART, '--post-renderer', 'casehard'], env)
  for (const field of HARDENED) t.regex(stdout, field)
  t.regex(stdout, /^# Source: web\/templates\/deployment\.yaml$/m)
  t.notRegex(stdout, /postrender-filename/)
  const rendered = await runSlot('helm4', ['template', 'shop', CHART], env)
  t.deepEqual(objectsByName(stdout), objectsByName(await harden(rendered, env)))
})
