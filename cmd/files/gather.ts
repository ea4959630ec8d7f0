import { isUtf8 } from 'node:buffer'
import { sep } from 'node:path'
import type { InputFile } from '../../src/model.ts'
import type { OptionValue } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { decodeInput, readBytes, readStdin } from '../run/input.ts'
import { type Candidate, classifyFiles, type SkippedFile } from './classify.ts'
import { attemptFile, type Problem } from './problems.ts'
import { type Content, firstObjectLine, isPatch, readContent } from './search/content.ts'
import { readExclusions } from './search/exclude.ts'
import { type AllowedInputs, type Root, readRoots } from './search/roots.ts'
import { askGitIn } from './search/tracked.ts'

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
const coverageOf = (
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

/** A file that is hardened, or only read as evidence. */
export interface GatheredFile extends InputFile {
  /** Absolute path; absent for stdin. */
  path?: string
}

/** The input of a run. */
export interface GatheredFiles {
  files: GatheredFile[]
  skipped: SkippedFile[]
  /** The number of files that the user excluded, and what set the exclusions. */
  excluded: { count: number; origin: string }
  /** What could not be read. */
  problems: Problem[]
  /** Whether the user named a folder. */
  walked: boolean
  /** The part of the manifests that is read. */
  coverage: Coverage
}

/** The files that the user named. */
export interface FileArguments extends AllowedInputs {
  /** Files and folders to harden, and `-`. */
  paths: readonly string[]
  /** Files and folders that are only read as evidence, unless they are in `paths`. */
  evidence: readonly string[]
  /** Patterns of files to leave out. */
  exclude: OptionValue | undefined
  /** What to do if stdin is a terminal, for the message. */
  instead: string
  /** Receives the number of files that are read. */
  progress?: (done: number, total: number) => void
}

/** The input of a run without any. */
export const NO_FILES: GatheredFiles = {
  files: [],
  skipped: [],
  excluded: { count: 0, origin: '' },
  problems: [],
  walked: false,
  coverage: partialCoverage([]),
}

const PATCH = 'a Kustomize patch, which is not a complete manifest'
const PATCH_LIKE = 'it looks like a patch: a workload without a selector or an image is not a complete manifest'
const TEMPLATE = 'an unrendered template'

/** Reads a candidate; returns undefined if it is neither UTF-8 nor looks like manifests in another encoding. */
const readText = (io: Io, { name, named }: Candidate): string | undefined => {
  const bytes = readBytes(io, name)
  // Sufficient to find the keys; in UTF-16 there may be a byte order mark, and zero bytes between the letters.
  const rough = () =>
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/^\xff\xfe|^\xfe\xff/, '')
      .replaceAll('\0', '')
  const isOurs = () => readContent(rough()) === 'manifests'
  return named || isUtf8(bytes) || isOurs() ? decodeInput(bytes, name) : undefined
}

/** Returns why a file of manifests is left out; undefined if it is to be hardened. */
const reasonToLeaveOut = (text: string, { leftOut }: Candidate, isNamedPatch: boolean): string | undefined => {
  if (leftOut !== undefined) return leftOut.reason
  if (isNamedPatch) return PATCH
  return isPatch(text) ? PATCH_LIKE : undefined
}

/** Describes a file that is not hardened. A template of a chart is listed by its folder, unless it holds a whole object. */
const skippedFile = (
  text: string,
  { name, leftOut }: Candidate,
  content: Content,
  reason = TEMPLATE,
): SkippedFile[] => {
  const line = firstObjectLine(text)
  if (line !== undefined) return [{ name, reason, line }]
  return content === 'template' && leftOut === undefined ? [{ name, reason: TEMPLATE }] : []
}

/**
 * Reads the files, folders and stdin that the user named. From folders it reads only manifests. A file in a folder that cannot
 * be read is a problem in the result.
 * @throws Failure if a name does not exist, or stdin cannot be read
 */
export const gather = async (io: Io, args: FileArguments): Promise<GatheredFiles> => {
  const exclusions = readExclusions(args.exclude, io.cwd)
  const askGit = askGitIn(io)
  const roots = await readRoots(io, args.paths, args, { exclusions, askGit })
  const evidenceRoots = await readRoots(io, args.evidence, { stdin: false, pipes: true }, { exclusions, askGit })
  const { candidates, skipped, patches, problems, excluded, walked } = classifyFiles(roots, evidenceRoots, exclusions)
  const files: GatheredFile[] = roots.includes('stdin') ? [await readStdin(io, args.instead)] : []
  for (const [i, candidate] of candidates.entries()) {
    const { name, path, evidenceOnly, named: isNamed, leftOut } = candidate
    args.progress?.(i, candidates.length)
    const isTaken = async () => leftOut?.unlessTracked === true && (await askGit(path)) === 'tracked'
    if (evidenceOnly && leftOut !== undefined && !(await isTaken())) continue
    const read = () => readText(io, candidate)
    const text = isNamed ? read() : attemptFile(problems, name, read)
    if (text === undefined) continue
    const content = isNamed ? 'manifests' : readContent(text)
    if (content === 'other') continue
    const reason = isNamed || (await isTaken()) ? undefined : reasonToLeaveOut(text, candidate, patches.has(path))
    if (content === 'manifests' && reason === undefined)
      files.push({ name, text, path, isNamed: true, ...(evidenceOnly ? { evidenceOnly } : {}) })
    else if (!evidenceOnly) skipped.push(...skippedFile(text, candidate, content, reason))
  }
  const coverage = problems.length === 0 ? coverageOf(io, files, roots, evidenceRoots) : partialCoverage(files)
  return { files, skipped, excluded: { count: excluded, origin: exclusions.origin ?? '' }, problems, walked, coverage }
}
