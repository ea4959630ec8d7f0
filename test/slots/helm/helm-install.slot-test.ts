import { type Chart, prepareCharts } from '../../support/charts.ts'
import { harden, makeFolder, testWith } from '../../support/slots.ts'
import { asInstalled, chartAt, type Helm, inCluster, POST_RENDERER, withCluster } from './helms.ts'

/** A List cannot be validated without schemas, which the API server stub does not have. */
const UNVALIDATED = ['--disable-openapi-validation']

/** Without the Job of our own chart, whose name has the number of the revision in it. */
const UNREVISED = ['--set', 'migration.enabled=false']

/** The expected objects in the cluster: hardened if this Helm passes them to the post-renderer, else unchanged. */
const expectedOf = async (
  binary: string,
  helm: Helm,
  chart: string,
  values: readonly string[] = [],
): Promise<Record<string, unknown>> => {
  const template = ['template', 'shop', chart, ...values]
  const given = await helm.run([...template, '--include-crds', '--skip-tests'])
  const handed = binary === 'helm3' ? await helm.run([...template, '--no-hooks']) : given
  return { ...asInstalled(given), ...asInstalled(await harden(handed, helm.env)) }
}

const charts = (): Chart[] => prepareCharts(makeFolder()).map(({ name, path }) => ({ name, path: chartAt(path) }))

for (const binary of ['helm3', 'helm4']) {
  const test = testWith(binary)

  test(`what ${binary} installs is what casehard makes of what it renders`, async (t) => {
    for (const { name, path } of charts())
      await withCluster(binary, async (helm, cluster) => {
        await helm.run(['install', 'shop', path, ...UNVALIDATED, ...POST_RENDERER])
        t.deepEqual(inCluster(cluster), await expectedOf(binary, helm, path), name)
      })
  })

  test(`a release that ${binary} installed without casehard is hardened by an upgrade with it, and softened by one without`, async (t) => {
    for (const { name, path } of charts())
      await withCluster(binary, async (helm, cluster) => {
        const upgrade = ['upgrade', '--install', 'shop', path, ...UNREVISED, ...UNVALIDATED]
        await helm.run(upgrade)
        const plain = await helm.run(['template', 'shop', path, '--include-crds', '--skip-tests', ...UNREVISED])
        t.deepEqual(inCluster(cluster), asInstalled(plain), name)
        await helm.run([...upgrade, ...POST_RENDERER])
        t.deepEqual(inCluster(cluster), await expectedOf(binary, helm, path, UNREVISED), name)
        // The renderer is no part of the release: the flag is missed once, and all is as soft as before.
        await helm.run(upgrade)
        t.deepEqual(inCluster(cluster), asInstalled(plain), name)
      })
  })
}
