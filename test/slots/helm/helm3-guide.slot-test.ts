import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { WEB_CHART } from '../../support/charts.ts'
import { readBlocks } from '../../support/page-blocks.ts'
import { readReport, slot, testWith } from '../../support/slots.ts'
import { asInstalled, type Helm, inCluster, withCluster } from './helms.ts'

const test = testWith('helm3')

const [upgrade = '', withArguments = '', pipe = '', ...others] = readBlocks('docs/guides/helm.md', 'Helm 3').map(
  ({ text }) => text,
)

/** Prepares the chart and the program as in the guide; the API server stub cannot validate a List. */
const prepare = ({ folder }: Helm): void => {
  cpSync(WEB_CHART.path, join(folder, 'chart'), { recursive: true })
  rmSync(join(folder, 'chart/templates/list.yaml'))
  symlinkSync(slot('helm3'), join(folder, 'bin/helm'))
}

const runShown = async ({ folder, env }: Helm, block: string): Promise<void> => {
  const { CASEHARD_REPORT, ...rest } = env
  await execa('sh', ['-euc', block], { cwd: folder, env: rest, extendEnv: false })
}

const HARD = /"allowPrivilegeEscalation":false/

test('the guide shows three lines for Helm 3', (t) => {
  t.deepEqual(others, [])
  t.regex(upgrade, /^helm upgrade --install .* --post-renderer casehard\n$/)
})

test('the line of the guide hardens the release and leaves its hook alone', async (t) => {
  await withCluster('helm3', async (helm, cluster) => {
    prepare(helm)
    await runShown(helm, upgrade)
    const objects = inCluster(cluster)
    for (const name of ['Deployment/web-web', 'Job/web-web-migrate-1']) t.regex(JSON.stringify(objects[name]), HARD)
    t.notRegex(JSON.stringify(objects['Job/web-web-prepare']), HARD)
  })
})

test('the line of the guide with a variable and arguments reaches casehard', async (t) => {
  await withCluster('helm3', async (helm, cluster) => {
    prepare(helm)
    await runShown(helm, withArguments)
    t.is(readReport(helm.folder).profile, 'cautious')
    t.regex(JSON.stringify(inCluster(cluster)['Deployment/web-web']), /"allowPrivilegeEscalation":false/)
  })
})

test('the pipe of the guide hardens the hook and the test, too', async (t) => {
  await withCluster('helm3', async (helm) => {
    prepare(helm)
    await runShown(helm, pipe)
    const objects = asInstalled(readFileSync(join(helm.folder, 'hardened.yaml'), 'utf8'))
    for (const name of ['Deployment/web-web', 'Job/web-web-prepare', 'Pod/web-web-connection'])
      t.regex(JSON.stringify(objects[name]), HARD)
    t.truthy(objects['CustomResourceDefinition/baskets.shop.example'])
  })
})
