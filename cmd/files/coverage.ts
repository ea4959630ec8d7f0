import { sep } from 'node:path'
import type { InputFile } from '../../src/model.ts'
import type { Io } from '../io/io.ts'
import type { Root } from './search/roots.ts'

/** The part of the manifests that a run reads. */
export interface Coverage {
  /** Whether it reads stdin, whose text may be from any file. */
  hasStdin: boolean
  /** Whether it hardens the file, or would if the file still existed. */
  covers(path: string): boolean
  /** Whether it reads everything in the folder, at least as evidence. */
  coversFolder(path: string): boolean
}

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

const foldersOf = (roots: readonly Root[]): string[] =>
  roots.flatMap((root) => (root === 'stdin' || root.walk === undefined ? [] : [root.path]))

/** A file that is read; stdin has no path. */
type ReadFile = InputFile & { path?: string }

const hardenedPaths = (files: readonly ReadFile[]): Set<string> =>
  new Set(files.flatMap(({ path, evidenceOnly }) => (path === undefined || evidenceOnly ? [] : [path])))

/** Describes the part that a run reads if there are files that it cannot read: these files, and no whole folder. */
export const partialCoverage = (files: readonly ReadFile[]): Coverage => {
  const read = hardenedPaths(files)
  return { hasStdin: false, covers: (path) => read.has(path), coversFolder: () => false }
}

/**
 * Describes the part that a run over these files reads.
 * @param roots what is hardened
 * @param evidenceRoots what is read as evidence only
 */
export const coverageOf = (
  io: Io,
  files: readonly ReadFile[],
  roots: readonly Root[],
  evidenceRoots: readonly Root[],
): Coverage => {
  const read = hardenedPaths(files)
  const folders = foldersOf(roots)
  const all = [...folders, ...foldersOf(evidenceRoots)]
  return {
    hasStdin: roots.includes('stdin'),
    covers: (path) => read.has(path) || (folders.some((folder) => isInside(path, folder)) && !io.exists(path)),
    coversFolder: (path) => all.some((folder) => isInside(path, folder)),
  }
}
