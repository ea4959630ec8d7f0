import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRestricted, type Row, summaryOf, tableOf } from './table.ts'
import type { Workload } from './workload.ts'

/* The pages of the last run, which `docs` contains. */

/** The images that come with the cluster, and those of them that a workload has which passes `restricted`. */
export interface ImageCount {
  all: number
  restricted: number
}

const imagesIn = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/\bimage: ?['"]?([^\s'",}]+)/g)].map(([, image = '']) =>
    image.replace(/^docker\.io\/library\//, ''),
  )

/**
 * Counts the images of workloads without those that the project builds itself.
 * @param own the workloads with the names of images that the manifests have
 * @param folder the folder of the manifests, with the recipes of the project's own images
 */
export const countImages = (rows: readonly Row[], own: readonly Workload[], folder: string): ImageCount => {
  const recipes = join(folder, 'images')
  const built = new Set(readdirSync(recipes).flatMap((name) => imagesIn(join(recipes, name, 'Dockerfile'))))
  const passed = new Set(rows.filter(isRestricted).map(({ workload }) => workload.name))
  const imagesOf = (workloads: readonly Workload[]): Set<string> =>
    new Set(workloads.flatMap(({ path }) => imagesIn(path)).filter((image) => !built.has(image)))
  return { all: imagesOf(own).size, restricted: imagesOf(own.filter(({ name }) => passed.has(name))).size }
}

/** Says the counts in a sentence. */
export const sayImages = ({ all, restricted }: ImageCount): string =>
  `${restricted} of the ${all} images that come with the cluster have a workload that passes \`restricted\`.`

const KEPT = 'With `--keep`, results of earlier runs count if the manifest is the\nsame in both forms, byte for byte.'

/** What a run found: its date and commit, counts in sentences, the table and the problems. */
const resultOf = (
  rows: readonly Row[],
  counts: readonly string[],
  problems: readonly string[],
  commit: string,
): string[] => [
  '',
  `Last run: ${new Date().toISOString().slice(0, 10)}, commit ${commit}.`,
  '',
  ...counts.map((line) => `- ${line}`),
  '',
  tableOf(rows),
  '',
  problems.length === 0 ? 'No workload that worked fails hardened.' : problems.map((line) => `- ${line}`).join('\n'),
  '',
]

/** Formats the page of a run without a lock file. */
export const pageOf = (rows: readonly Row[], problems: readonly string[], commit: string): string =>
  [
    '# Proof on a real cluster',
    '',
    'This page lists workloads that ran on a real cluster, as they are and hardened. [Proof with a lock file](proof-locked.md) has',
    'the same workloads with images that only a lock file knows.',
    '',
    'Written by `npm run prove -- --write docs/proof.md`. Each workload of `testdata/prove` runs in a namespace of its',
    'own, as it is and hardened with the profile `restricted`. "Works" means that all its containers run, that each step',
    'in the header of its manifest holds, and that no log says that the kernel refused something. On nodes with closed',
    `ports, only root may listen on ports below 1024. ${KEPT}`,
    'The images are built from Debian packages in the form of the official ones; no official image ran.',
    ...resultOf(rows, summaryOf(rows), problems, commit),
  ].join('\n')

/** Formats the page of a run with `--locked`. */
export const lockedPageOf = (
  rows: readonly Row[],
  images: ImageCount,
  problems: readonly string[],
  commit: string,
): string =>
  [
    '# Proof with a lock file',
    '',
    'This page lists the workloads of the [proof](proof.md) if casehard knows their images only by a lock file.',
    '',
    'Written by `npm run prove -- --locked --write docs/proof-locked.md`, which gives the images names that no built-in fact',
    'knows, such as `registry.test/team/a1:1`, has `casehard images lock` read them from a registry on loopback, and hardens the',
    'workloads with that lock file, without a configuration. Without the lock file, the images are unknown, and what could stop',
    `a container is held. ${KEPT}`,
    ...resultOf(rows, [...summaryOf(rows), sayImages(images)], problems, commit),
  ].join('\n')
