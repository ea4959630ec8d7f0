import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { listCorpus } from './streams.ts'

/** A chart in a folder. */
export interface Chart {
  name: string
  path: string
}

/** A chart with a hook, a CustomResourceDefinition, a List and a test. */
export const WEB_CHART: Chart = { name: 'web', path: 'testdata/charts/web' }

const WANTED = ['grafana-loki-distributed', 'prometheus-alertmanager', 'bitnami-redis']

/** Creates a chart of rendered manifests, which are no templates, because they may contain `{{`. */
export const wrapAsChart = (folder: string, name: string, manifests: Uint8Array | string): Chart => {
  const path = join(folder, name)
  mkdirSync(join(path, 'templates'), { recursive: true })
  writeFileSync(join(path, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`)
  writeFileSync(join(path, 'manifests.yaml'), manifests)
  writeFileSync(join(path, 'templates', 'all.yaml'), '{{ .Files.Get "manifests.yaml" }}\n')
  return { name, path }
}

/** Returns the test chart, and charts of the corpus in a folder; logs if the corpus is absent. */
export const prepareCharts = (folder: string): Chart[] => {
  const found = listCorpus(['charts']).filter(({ name }) => WANTED.includes(basename(name)))
  if (found.length < WANTED.length) console.warn('skipped: charts of the corpus, which is absent')
  return [WEB_CHART, ...found.map(({ name, path }) => wrapAsChart(folder, basename(name), readFileSync(path)))]
}
