import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { canonicalImage } from '../../src/evidence/image/match.ts'
import { parseImage } from '../../src/kube/image-reference.ts'
import type { ImageFacts } from '../../src/model.ts'
import { type ChartImage, chartFacts } from './charts.ts'
import { type OfficialImage, officialFacts } from './official.ts'
import { printFacts } from './print.ts'

/** Where observations of images and charts are looked for. */
export const KNOWLEDGE = join('..', 'shared', 'knowledge', 'image-facts')

interface Source {
  repo: string
  commit: string
}

interface Charts {
  meta: { sources: Record<string, Source> }
  images: ChartImage[]
}

/** The facts of a file of charts, one entry for each image, under whichever of its names the charts run it. */
const readCharts = ({ images, meta }: Charts): ImageFacts[] => {
  const byName = new Map<string, ChartImage[]>()
  for (const entry of images) {
    const name = canonicalImage(parseImage(entry.image))
    byName.set(name, [...(byName.get(name) ?? []), entry])
  }
  const [{ repo, commit }, ...others] = Object.values(meta.sources) as [Source, ...Source[]]
  return [...byName].map(([image, entries]) => {
    const charts = [...new Set(entries.flatMap((entry) => entry.charts))].sort().join(', ')
    return chartFacts(image, entries, others.length === 0 ? `${repo}@${commit.slice(0, 8)}` : `charts ${charts}`)
  })
}

/** Merges the facts from an image with those from charts; the image wins, except that paths of data come from both. */
const complete = (official: ImageFacts, charts: ImageFacts | undefined): ImageFacts => {
  if (official.writable === undefined || charts === undefined) return official
  const shown = charts.writable ?? []
  const writable = official.writable.map((one) => ({ ...shown.find(({ path }) => path === one.path), ...one }))
  const { root: _, ...more } = charts
  return { ...more, ...official, writable }
}

const commentOf = (text: string, sources: readonly Source[]): string => {
  const lines = new Set(sources.map(({ repo, commit }) => `  ${repo} at ${commit}`))
  return [text, ...lines, 'Written by `npm run facts`.'].map((line) => ` ${line}`).join('\n')
}

/**
 * The texts of `profiles/images/`, by file name.
 * @param folder contains `official.json`, `others.json` and `bitnami.json`
 */
export const factFiles = (folder: string): Record<string, string> => {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
  const { images } = read('official') as { images: OfficialImage[] }
  const official = officialFacts(images)
  const [others, bitnami] = [read('others') as Charts, read('bitnami') as Charts]
  const charts = readCharts(others)
  const names = new Set(official.map(({ image }) => image))
  const shown = 'What the charts of its publishers show of an image that they run:'
  return {
    'official.yaml': printFacts(
      commentOf(
        'What images need, read from their build files and entrypoints where an entry has a source:',
        images.flatMap(({ source }) => source ?? []),
      ),
      official.map((facts) =>
        complete(
          facts,
          charts.find(({ image }) => image === facts.image),
        ),
      ),
    ),
    'charts.yaml': printFacts(
      commentOf(shown, Object.values(others.meta.sources)),
      charts.filter(({ image }) => !names.has(image)),
    ),
    'bitnami.yaml': printFacts(commentOf(shown, Object.values(bitnami.meta.sources)), readCharts(bitnami)),
  }
}

/** Writes the facts: `node build/dev/facts/facts.js [FOLDER]`. */
if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const files = factFiles(process.argv[2] ?? KNOWLEDGE)
  for (const [name, text] of Object.entries(files)) writeFileSync(join('profiles', 'images', name), text)
}
