import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../../src/model.ts'
import { wrapAsChart } from '../../support/charts.ts'
import { harden, readReport, runSlot, testWith } from '../../support/slots.ts'
import { inCluster, POST_RENDERER, withCluster } from './helms.ts'

/** A Job of the release, whose pod template is immutable. */
const SEED_JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: seed
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: seed
          image: registry.example/shop/seed:1.4.0
`

const templateOf = (job: JsonObject | undefined): string =>
  JSON.stringify((job?.spec as JsonObject | undefined)?.template)

for (const binary of ['helm3', 'helm4']) {
  const test = testWith(binary, 'kubectl')

  test(`an upgrade by ${binary} that hardens an installed Job fails as the report predicts, and its hint helps`, async (t) => {
    await withCluster(binary, async (helm, cluster) => {
      const { path } = wrapAsChart(helm.folder, 'seeds', SEED_JOB)
      await helm.run(['install', 'shop', path])
      const upgrade = ['upgrade', 'shop', path, ...POST_RENDERER]
      const refused = await helm.try(upgrade)
      t.not(refused.code, 0)
      const { changes, notices } = readReport(helm.folder)
      t.true(changes.some(({ immutable }) => immutable))
      const [notice, ...others] = notices
      t.deepEqual(others, [])
      t.is(notice?.code, 'immutable')
      const [, said = ''] = /'(Job\.batch .+ Invalid value: )\.\.\.(: .+)'/.exec(notice?.message ?? '') ?? []
      t.true(refused.stderr.replaceAll('\\"', '"').includes(said), refused.stderr)
      t.notRegex(templateOf(inCluster(cluster)['Job/seed']), /allowPrivilegeEscalation/)
      const [, remedy = ''] = /\(kubectl (delete .+?)\)/.exec(notice?.message ?? '') ?? []
      await runSlot('kubectl', remedy.split(' '), helm.env)
      await helm.run(upgrade)
      t.regex(templateOf(inCluster(cluster)['Job/seed']), /"allowPrivilegeEscalation":false/)
    })
  })

  test(`the first installation by ${binary} hardens a Job, and the next upgrade does not touch it`, async (t) => {
    await withCluster(binary, async (helm, cluster) => {
      const { path } = wrapAsChart(helm.folder, 'seeds', SEED_JOB)
      await helm.run(['install', 'shop', path, ...POST_RENDERER])
      const before = inCluster(cluster)
      t.regex(templateOf(before['Job/seed']), /"allowPrivilegeEscalation":false/)
      await helm.run(['upgrade', 'shop', path, ...POST_RENDERER])
      t.deepEqual(inCluster(cluster), before)
    })
  })

  test(`a rollback by ${binary} brings back what was stored, hardened or not`, async (t) => {
    await withCluster(binary, async (helm, cluster) => {
      const { path } = wrapAsChart(
        helm.folder,
        'webs',
        SEED_JOB.replace('kind: Job', 'kind: Deployment').replace('batch/v1', 'apps/v1'),
      )
      const isHard = (): boolean =>
        /"allowPrivilegeEscalation":false/.test(templateOf(inCluster(cluster)['Deployment/seed']))
      await helm.run(['install', 'shop', path, ...POST_RENDERER])
      await helm.run(['upgrade', 'shop', path])
      t.false(isHard())
      await helm.run(['rollback', 'shop', '1'])
      t.true(isHard())
      await helm.run(['rollback', 'shop', '2'])
      t.false(isHard())
    })
  })

  test(`nothing reaches the cluster if casehard refuses the output of ${binary}`, async (t) => {
    await withCluster(binary, async (helm, cluster) => {
      const { path } = wrapAsChart(helm.folder, 'seeds', SEED_JOB)
      const refused = await helm.try(['install', 'shop', path, ...POST_RENDERER, '--post-renderer-args=--profile=none'])
      t.not(refused.code, 0)
      t.is(refused.stdout, '')
      t.deepEqual(cluster.written(), [])
      await helm.run(['install', 'shop', path])
      const installed = inCluster(cluster)
      writeFileSync(join(path, 'manifests.yaml'), SEED_JOB.replace(/containers:[\s\S]+/, 'containers: 7\n'))
      t.not((await helm.try(['upgrade', 'shop', path, ...POST_RENDERER])).code, 0)
      t.deepEqual(inCluster(cluster), installed)
      t.is(readReport(helm.folder).error?.code, 'pod')
    })
  })

  test(`a chart that renders nothing is installed by ${binary}`, async (t) => {
    await withCluster(binary, async (helm, cluster) => {
      const { path } = wrapAsChart(helm.folder, 'empty', '')
      await helm.run(['install', 'shop', path, ...POST_RENDERER])
      t.deepEqual(inCluster(cluster), {})
      t.is(readReport(helm.folder).notices[0]?.code, 'empty-input')
      t.regex(await helm.run(['list']), /^shop\s.*\sdeployed\s/m)
    })
  })
}

testWith('helm3')(
  'the release of Helm 3 keeps the bytes that casehard wrote, with the names of their templates',
  async (t) => {
    await withCluster('helm3', async (helm) => {
      const { path } = wrapAsChart(helm.folder, 'seeds', SEED_JOB)
      const rendered = await helm.run(['template', 'shop', path, ...POST_RENDERER])
      t.regex(rendered, /^# Source: seeds\/templates\/all\.yaml$/m)
      t.is(rendered.trim(), (await harden(await helm.run(['template', 'shop', path]), helm.env)).trim())
      await helm.run(['install', 'shop', path, ...POST_RENDERER])
      t.is((await helm.run(['get', 'manifest', 'shop'])).trim(), rendered.trim())
    })
  },
)
