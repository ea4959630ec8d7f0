import { extname, join } from 'node:path'
import { systemCause, usageFailure } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { enterFolder, type IgnoreRules, isIgnored, rulesAbove } from './ignore.ts'
import { KUSTOMIZATIONS, patchesOf } from './kustomization.ts'

/** A file or folder: as the user would call it, and where it is. */
export interface Named {
  name: string
  path: string
}

/** Something that is not looked into. */
export interface Passed extends Named {
  reason: string
  /** Whether the user should hear of it, as of what could hold manifests; not of what nobody expects them in. */
  told: boolean
}

/** What there is below a folder. */
export interface Walked {
  /** Files that may hold manifests, by their names. */
  candidates: Named[]
  passed: Passed[]
  /** Absolute paths of what kustomizations take as patches. */
  patches: string[]
}

/** Endings of files that may hold manifests. */
const ENDINGS = ['.yaml', '.yml', '.json']

/** Files that tools look for under these names; none is applied to a cluster. */
const TOOL_FILES = new Set([
  ...['Chart.yaml', 'values.yaml', 'values.yml', 'casehard.yaml', 'package.json', 'package-lock.json'],
  ...KUSTOMIZATIONS,
])

const SKIPPED_FOLDERS = new Set(['.git', 'node_modules'])

const namesIn = (io: Io, { name, path }: Named): string[] => {
  try {
    return io.disk.list(path).sort()
  } catch (error) {
    throw usageFailure(
      `${name}: the folder can not be read (${systemCause(error)}); check its mode, or name what is in it`,
    )
  }
}

/** Why an entry of a folder is passed by; undefined for a file that may hold manifests and a folder to walk. */
const reasonToPass = (
  io: Io,
  entry: Named,
  base: string,
  { isChart, rules }: { isChart: boolean; rules: IgnoreRules },
): Omit<Passed, keyof Named> | undefined => {
  const kind = io.disk.kindOf(entry.path, 'stay')
  const mayHold = ENDINGS.includes(extname(base))
  if (kind === 'folder' && SKIPPED_FOLDERS.has(base)) return { reason: 'no folder of manifests', told: false }
  if (isIgnored(rules, entry.path, kind === 'folder'))
    return { reason: 'left out by .gitignore or .helmignore', told: false }
  if (kind === 'link') {
    const told = mayHold || io.disk.kindOf(entry.path, 'follow') === 'folder'
    return { reason: 'a symbolic link, which is not followed', told }
  }
  if (kind === 'folder')
    return isChart && base === 'templates' ? { reason: 'the templates of a chart', told: true } : undefined
  if (!mayHold || TOOL_FILES.has(base)) return { reason: 'no manifest, by its name', told: false }
  return kind === 'file' ? undefined : { reason: 'neither a file nor a folder', told: true }
}

const walkFolder = (io: Io, folder: Named, above: IgnoreRules, walked: Walked): void => {
  const names = namesIn(io, folder)
  const rules = enterFolder(io, above, folder.path)
  const isChart = names.includes('Chart.yaml')
  for (const base of names) {
    const entry = { name: join(folder.name, base), path: join(folder.path, base) }
    if (KUSTOMIZATIONS.includes(base) && io.disk.kindOf(entry.path, 'stay') === 'file')
      walked.patches.push(...patchesOf(io, folder.path, entry.name, base))
    const passed = reasonToPass(io, entry, base, { isChart, rules })
    if (passed !== undefined) walked.passed.push({ ...entry, ...passed })
    else if (io.disk.kindOf(entry.path, 'stay') === 'folder') walkFolder(io, entry, rules, walked)
    else walked.candidates.push(entry)
  }
}

/**
 * Finds what may hold manifests below a folder, in the order of the names. What `.gitignore` and `.helmignore` leave
 * out, the templates of charts and the files of tools are passed by; so are symbolic links, so that nothing outside of
 * the folder is ever touched and no loop is followed.
 * @throws Failure for a folder that can not be read, InputError for a kustomization that can not
 */
export const walk = (io: Io, root: Named): Walked => {
  const walked: Walked = { candidates: [], passed: [], patches: [] }
  walkFolder(io, root, rulesAbove(io, root.path), walked)
  return walked
}
