import { extname, join } from 'node:path'
import { systemCause, usageFailure } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { enterFolder, type IgnoreRules, isIgnored, rulesAbove } from './ignore.ts'
import { KUSTOMIZATIONS, patchesOf } from './kustomization.ts'

/** A file or folder: its name in messages, and its absolute path. */
export interface NamedPath {
  name: string
  path: string
}

/** A file or folder that is not read. */
export interface SkippedEntry extends NamedPath {
  reason: string
  /** Whether the summary lists it, because it may contain manifests. */
  reported: boolean
}

/** The content of a folder. */
export interface WalkResult {
  /** Files that may contain manifests, by their names. */
  candidates: NamedPath[]
  skipped: SkippedEntry[]
  /** Absolute paths of the files that kustomizations use as patches. */
  patches: string[]
}

/** Extensions of files that may contain manifests. */
const EXTENSIONS = ['.yaml', '.yml', '.json']

/** Configuration files of tools, which are not applied to a cluster. */
const TOOL_FILES = new Set([
  ...['Chart.yaml', 'values.yaml', 'values.yml', 'casehard.yaml', 'package.json', 'package-lock.json'],
  ...KUSTOMIZATIONS,
])

const SKIPPED_FOLDERS = new Set(['.git', 'node_modules'])

const namesIn = (io: Io, { name, path }: NamedPath): string[] => {
  try {
    return io.disk.list(path).sort()
  } catch (error) {
    throw usageFailure(
      `${name}: the folder cannot be read (${systemCause(error)}); check its mode, or name the files in it`,
    )
  }
}

/** Returns why an entry is skipped; undefined for a file that may contain manifests and for a folder to search. */
const reasonToSkip = (
  io: Io,
  entry: NamedPath,
  base: string,
  { isChart, rules }: { isChart: boolean; rules: IgnoreRules },
): Omit<SkippedEntry, keyof NamedPath> | undefined => {
  const kind = io.disk.kindOf(entry.path, 'stay')
  const mayContain = EXTENSIONS.includes(extname(base))
  if (kind === 'folder' && SKIPPED_FOLDERS.has(base)) return { reason: 'not a folder of manifests', reported: false }
  if (isIgnored(rules, entry.path, kind === 'folder'))
    return { reason: 'ignored by .gitignore or .helmignore', reported: false }
  if (kind === 'link') {
    const reported = mayContain || io.disk.kindOf(entry.path, 'follow') === 'folder'
    return { reason: 'a symbolic link, which is not followed', reported }
  }
  if (kind === 'folder')
    return isChart && base === 'templates' ? { reason: 'the templates of a chart', reported: true } : undefined
  if (!mayContain || TOOL_FILES.has(base)) return { reason: 'not a manifest, by its name', reported: false }
  return kind === 'file' ? undefined : { reason: 'neither a file nor a folder', reported: true }
}

const walkFolder = (io: Io, folder: NamedPath, above: IgnoreRules, walked: WalkResult): void => {
  const names = namesIn(io, folder)
  const rules = enterFolder(io, above, folder.path)
  const isChart = names.includes('Chart.yaml')
  for (const base of names) {
    const entry = { name: join(folder.name, base), path: join(folder.path, base) }
    if (KUSTOMIZATIONS.includes(base) && io.disk.kindOf(entry.path, 'stay') === 'file')
      walked.patches.push(...patchesOf(io, folder.path, entry.name, base))
    const skipped = reasonToSkip(io, entry, base, { isChart, rules })
    if (skipped !== undefined) walked.skipped.push({ ...entry, ...skipped })
    else if (io.disk.kindOf(entry.path, 'stay') === 'folder') walkFolder(io, entry, rules, walked)
    else walked.candidates.push(entry)
  }
}

/**
 * Finds the files below a folder that may contain manifests, sorted by name. It skips files ignored by `.gitignore` and
 * `.helmignore`, chart templates, configuration files of tools, and symbolic links: nothing outside of the folder is read,
 * and loops are impossible.
 * @throws Failure for a folder that cannot be read, InputError for a kustomization that cannot be read
 */
export const walk = (io: Io, root: NamedPath): WalkResult => {
  const walked: WalkResult = { candidates: [], skipped: [], patches: [] }
  walkFolder(io, root, rulesAbove(io, root.path), walked)
  return walked
}
