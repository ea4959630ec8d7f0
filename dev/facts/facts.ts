import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { canonicalImage, parseImage } from '../../src/evidence/image/names.ts'
import type { ImageFacts } from '../../src/model.ts'
import { withAdditions } from './add.ts'
import { type ChartImage, chartFacts } from './charts.ts'
import { type DockerfileImage, dockerfileFacts } from './dockerfiles.ts'
import { mergePaths } from './paths.ts'
import { printFacts } from './print.ts'

/** Where observations of images and charts are looked for. */
export const KNOWLEDGE = join('..', 'shared', 'knowledge', 'image-facts')

interface Source {
  repo: string
  commit: string
}

/** A file of images that charts run. */
export interface Charts {
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

const isBitnami = ({ image }: ImageFacts): boolean => image.startsWith('docker.io/bitnami/')

/** Merges paths from charts and build files. A path that charts show has a source; data is what either says. */
const mergeWritable = (built: ImageFacts, charts: ImageFacts): Pick<ImageFacts, 'writable'> => {
  if (built.writable === undefined || charts.writable === undefined) return {}
  const shown = new Map(charts.writable.map((one) => [one.path, one]))
  const paths = built.writable.map(({ unsourced, ...one }) => {
    const seen = shown.get(one.path)
    return { ...seen, ...one, ...(unsourced === undefined || seen !== undefined ? {} : { unsourced }) }
  })
  // A read-only root that charts show is shown with their volumes of data.
  const more = charts.writable.filter(({ data }) => isBitnami(built) || (charts.readOnlyRoot === true && data === true))
  return { writable: mergePaths([...paths, ...more]) }
}

/** Merges what charts show of a Bitnami image with its build files: the ids and paths of charts are known to work. */
const completeBitnami = (built: ImageFacts, charts: ImageFacts): ImageFacts => {
  const { user, group, fsGroup, root } = charts
  // An application that installs itself as root into its own folder is not shown to work as the user of the charts.
  const installs = built.imageUser === 0 && charts.readOnlyRoot === false
  const ids = Object.entries({ user, group, fsGroup }).filter(([, id]) => id !== undefined && !installs)
  const { stored, ...more } = { ...built, ...Object.fromEntries(ids), ...mergeWritable(built, charts) }
  const { root: _, user: __, group: ___, fsGroup: ____, ...others } = charts
  return {
    ...others,
    ...more,
    ...(root !== undefined && !isNonRoot(built) ? { root } : {}),
    // A build file of unknown age counts as current if charts of today run the image as its user.
    ...(stored === undefined || built.imageUser === user ? {} : { stored }),
    status: 'observed',
    source: [built.source, charts.source].join(', '),
  }
}

const isNonRoot = ({ imageUser }: ImageFacts): boolean => imageUser !== undefined && imageUser !== 0

/**
 * Merges the facts from the build files of an image with those from charts. Build files win. That charts run an image as
 * root shows no need if it is built for another user.
 */
const complete = (built: ImageFacts, charts: ImageFacts | undefined): ImageFacts => {
  if (charts === undefined) return built
  if (isBitnami(built)) return completeBitnami(built, charts)
  const { root, user, group, fsGroup, writable, readOnlyRoot, ...more } = charts
  const isOfFiles = built.groupZero !== true
  const ids = Object.entries({ user, ...(isOfFiles ? { group } : {}), ...(built.base ? {} : { fsGroup }) })
  const known = ids.filter(([, id]) => id !== undefined)
  // What the command of a base image writes to is no fact about the image.
  const volumes = built.base ? {} : { writable, readOnlyRoot }
  const isSame = built.user === undefined || built.user === user
  return {
    ...more,
    ...Object.fromEntries(Object.entries(volumes).filter(([, value]) => value !== undefined)),
    ...(isSame && built.root === undefined ? Object.fromEntries(known) : {}),
    ...(root !== undefined && !isNonRoot(built) && built.user === undefined ? { root } : {}),
    ...built,
    ...mergeWritable(built, charts),
    source: [built.source, charts.source].join(', '),
  }
}

const commentOf = (text: string, sources: readonly string[]): string =>
  [text, ...sources.map((source) => `  ${source}`), 'Written by `npm run facts`.'].map((line) => ` ${line}`).join('\n')

const listSources = ({ meta }: Charts): string[] => [
  ...new Set(Object.values(meta.sources).map(({ repo, commit }) => `${repo} at ${commit}`)),
]

/** What the files of facts are made from. */
export interface Knowledge {
  dockerfiles: readonly DockerfileImage[]
  charts: Charts
  bitnami: Charts
}

/** The facts of each file of `profiles/images/`. */
export const factsOf = ({ dockerfiles, charts, bitnami }: Knowledge): Record<string, ImageFacts[]> => {
  const shown = [...readCharts(charts), ...readCharts(bitnami)]
  const built = withAdditions(dockerfileFacts(dockerfiles)).map((facts) =>
    complete(
      facts,
      shown.find(({ image }) => image === facts.image),
    ),
  )
  const names = new Set(built.flatMap(({ image, mirrors = [] }) => [image, ...mirrors]))
  const rest = shown.filter(({ image }) => !names.has(image))
  return {
    'bitnami.yaml': [...built, ...rest].filter(isBitnami),
    'charts.yaml': rest.filter((facts) => !isBitnami(facts)),
    'dockerfiles.yaml': built.filter((facts) => !isBitnami(facts)),
  }
}

/**
 * The texts of `profiles/images/`, by file name.
 * @param folder contains `dockerfiles.json`, `others.json` and `bitnami.json`
 */
export const factFiles = (folder: string): Record<string, string> => {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
  const { images: dockerfiles } = read('dockerfiles') as { images: DockerfileImage[] }
  const [charts, bitnami] = [read('others') as Charts, read('bitnami') as Charts]
  const comments: Record<string, string> = {
    'bitnami.yaml': commentOf('What the charts and build files of Bitnami show of its images:', listSources(bitnami)),
    'charts.yaml': commentOf('What the charts of its publishers show of an image that they run:', listSources(charts)),
    'dockerfiles.yaml': commentOf('What images need, read from their build files and entrypoints:', [
      'the repositories and commits that each entry names',
    ]),
  }
  const facts = factsOf({ dockerfiles, charts, bitnami })
  return Object.fromEntries(
    Object.entries(facts).map(([name, entries]) => [name, printFacts(comments[name] ?? '', entries)]),
  )
}

/** Writes the facts: `node build/dev/facts/facts.js [FOLDER]`. */
if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const files = factFiles(process.argv[2] ?? KNOWLEDGE)
  for (const [name, text] of Object.entries(files)) writeFileSync(join('profiles', 'images', name), text)
}
