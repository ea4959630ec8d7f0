import { dirname } from 'node:path'
import type { SourceFile } from './sources.ts'

/** A folder has at most this many source files, tests aside. */
export const MOST_FILES = 16

/** A file with fewer lines needs two importers. */
export const FEWEST_LINES = 30

/** No file has more lines. */
export const MOST_LINES = 250

/** A file with more lines needs a reason in `LONG_FILES`. */
export const MANY_LINES = 200

/** Folders that may contain more files: catalogues with one file per entry. */
const CATALOGUES = ['src/controls']

/** The row of a command and its code, which is loaded when it runs. */
const COMMAND_FILE = /^cmd\/commands\/[^/]+\/(?:command|run)\.ts$/

/** Short files with fewer than two importers, and the reason for each. */
const SHORT_FILES: Record<string, string> = {
  'cmd/casehard.ts': 'entry of the program',
  'dev/docs/docs.ts': 'entry of npm run docs',
}

/** Files above 200 lines, and why each is not split. */
const LONG_FILES: Record<string, string> = {
  'cmd/images/layer/tar.ts': 'one reader of one format, from bytes to headers',
  'src/yaml/full/tree.ts': 'one walk over the syntax tree of `yaml`',
  'src/pipeline/write/report.ts': 'one report, from its entries to its totals',
  'src/evidence/shell/parser.ts': 'one reader of shell text, with the brackets that its substitutions share',
  'src/evidence/shell/writing-programs.ts': 'one table of programs, with how each names its files',
}

/** Returns a line for each violation of the rules. */
export const findShapeProblems = (sources: readonly SourceFile[]): string[] => [
  ...crowdedFolders(sources),
  ...shortFiles(sources),
  ...longFiles(sources),
  ...idleExceptions(sources),
]

/** Counts the source files of each folder, tests aside, the largest folder first. */
export const countByFolder = (sources: readonly SourceFile[]): [folder: string, files: number][] => {
  const counts = new Map<string, number>()
  for (const { path, isTest } of sources) {
    const folder = dirname(path)
    if (!isTest) counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
}

const crowdedFolders = (sources: readonly SourceFile[]): string[] =>
  countByFolder(sources)
    .filter(([folder, files]) => files > MOST_FILES && !CATALOGUES.includes(folder))
    .map(([folder, files]) => `${folder} has ${files} source files; group them by topic (at most ${MOST_FILES})`)

const isShort = ({ path, lines, isTest }: SourceFile, sources: readonly SourceFile[]): boolean => {
  if (isTest || lines >= FEWEST_LINES || COMMAND_FILE.test(path)) return false
  return sources.filter((other) => !other.isTest && other.imports.some(({ to }) => to === path)).length < 2
}

const shortFiles = (sources: readonly SourceFile[]): string[] =>
  sources
    .filter((source) => isShort(source, sources) && SHORT_FILES[source.path] === undefined)
    .map(({ path, lines }) => `${path} has ${lines} lines and fewer than two importers; merge it into its importer`)

const longFiles = (sources: readonly SourceFile[]): string[] =>
  sources
    .filter(({ path, lines }) => lines > MOST_LINES || (lines > MANY_LINES && LONG_FILES[path] === undefined))
    .map(({ path, lines }) => `${path} has ${lines} lines; split it by concept (at most ${MANY_LINES})`)

/** Exceptions that no file needs, which would hide the next one that does. */
const idleExceptions = (sources: readonly SourceFile[]): string[] => {
  const short = sources.filter((source) => isShort(source, sources)).map(({ path }) => path)
  const long = sources.filter(({ lines }) => lines > MANY_LINES).map(({ path }) => path)
  const idle = [
    ...Object.keys(SHORT_FILES).filter((path) => !short.includes(path)),
    ...Object.keys(LONG_FILES).filter((path) => !long.includes(path)),
  ]
  return idle.map((path) => `${path} needs no exception any more; remove it from dev/shape/rules.ts`)
}
