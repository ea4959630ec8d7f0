import { isUtf8 } from 'node:buffer'
import { dirname } from 'node:path'
import type { InputFile } from '../../src/model.ts'
import type { Io } from '../io/io.ts'
import { decodeInput, readBytes, readStdin } from '../run/input.ts'
import { readContent } from './content.ts'
import { type AllowedInputs, type Root, readRoots } from './roots.ts'
import type { NamedPath, SkippedEntry, WalkResult } from './walk.ts'

/** A file that is hardened, or only read as evidence. */
export interface GatheredFile extends InputFile {
  /** Absolute path; absent for stdin. */
  path?: string
}

/** A file or folder that is not hardened although it may contain manifests. */
export interface SkippedFile {
  name: string
  reason: string
}

/** The input of a run. */
export interface GatheredFiles {
  files: GatheredFile[]
  skipped: SkippedFile[]
  /** Whether the user named a folder. */
  walked: boolean
}

/** The files that the user named. */
export interface FileArguments extends AllowedInputs {
  /** Files and folders to harden, and `-`. */
  paths: readonly string[]
  /** Files and folders that are only read as evidence, unless they are in `paths`. */
  evidence: readonly string[]
  /** What to do if stdin is a terminal, for the message. */
  instead: string
  /** Receives the number of files that are read. */
  progress?: (done: number, total: number) => void
}

/** A file that may contain manifests. */
interface Candidate extends NamedPath {
  evidenceOnly: boolean
  /** Read in any case, because the user named it. */
  named: boolean
}

const PATCH = 'a Kustomize patch, which is not a complete manifest'
const TEMPLATE = 'an unrendered template'

const walksOf = (roots: readonly Root[]): WalkResult[] =>
  roots.flatMap((root) => (root === 'stdin' || root.walk === undefined ? [] : [root.walk]))

const candidatesOf = (roots: readonly Root[], evidenceOnly: boolean): Candidate[] =>
  roots.flatMap((root) => {
    if (root === 'stdin') return []
    const { name, path, walk } = root
    if (walk === undefined) return [{ name, path, evidenceOnly, named: !evidenceOnly }]
    return walk.candidates.map((candidate) => ({ ...candidate, evidenceOnly, named: false }))
  })

/** Finds the skipped entry that is the path or a folder above it. */
const findSkipped = (skipped: ReadonlyMap<string, SkippedEntry>, path: string): SkippedEntry | undefined => {
  for (let at = path; ; at = dirname(at)) {
    const found = skipped.get(at)
    if (found !== undefined || dirname(at) === at) return found
  }
}

/**
 * Treats a named file that is also in a folder of evidence as that folder's search classifies it. pre-commit names all
 * changed files of a repository, including chart templates and patches.
 */
const classifyNamed = (
  named: readonly Candidate[],
  walks: readonly WalkResult[],
): { candidates: Candidate[]; entries: SkippedEntry[] } => {
  const skipped = new Map(walks.flatMap((walked) => walked.skipped.map((entry) => [entry.path, entry])))
  const found = new Set(walks.flatMap(({ candidates }) => candidates.map(({ path }) => path)))
  const taken = named.filter(({ path }) => findSkipped(skipped, path) === undefined)
  return {
    candidates: taken.map((entry) => (found.has(entry.path) ? { ...entry, named: false } : entry)),
    entries: named.flatMap((entry) => {
      const why = findSkipped(skipped, entry.path)
      return entry.named && why !== undefined ? [{ ...why, name: entry.name }] : []
    }),
  }
}

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

/** Removes repeated files; the first occurrence counts. */
const withoutRepeats = (candidates: readonly Candidate[]): Candidate[] => {
  const seen = new Set<string>()
  return candidates.filter(({ path }) => !seen.has(path) && seen.add(path))
}

/**
 * Reads the files, folders and stdin that the user named. From folders it reads only manifests.
 * @throws Failure, InputError if something cannot be read
 */
export const gather = async (io: Io, args: FileArguments): Promise<GatheredFiles> => {
  const roots = readRoots(io, args.paths, args)
  const evidenceRoots = readRoots(io, args.evidence, { stdin: false, pipes: true })
  const named = classifyNamed(candidatesOf(roots, false), walksOf(evidenceRoots))
  const patches = new Set([...walksOf(roots), ...walksOf(evidenceRoots)].flatMap((walked) => walked.patches))
  const entries = [...walksOf(roots).flatMap((walked) => walked.skipped), ...named.entries]
  const skipped: SkippedFile[] = entries
    .filter(({ reported }) => reported)
    .map(({ name, reason }) => ({ name, reason }))
  const files: GatheredFile[] = roots.includes('stdin') ? [await readStdin(io, args.instead)] : []
  const candidates = withoutRepeats([...named.candidates, ...candidatesOf(evidenceRoots, true)])
  for (const [i, candidate] of candidates.entries()) {
    const { name, path, evidenceOnly, named: isNamed } = candidate
    args.progress?.(i, candidates.length)
    const isPatch = !isNamed && patches.has(path)
    const text = isPatch ? undefined : readText(io, candidate)
    const content = isNamed ? 'manifests' : text === undefined ? 'other' : readContent(text)
    if (content === 'manifests' && text !== undefined)
      files.push({ name, text, path, isNamed: true, ...(evidenceOnly ? { evidenceOnly } : {}) })
    else if (!evidenceOnly && (isPatch || content === 'template'))
      skipped.push({ name, reason: isPatch ? PATCH : TEMPLATE })
  }
  return { files, skipped, walked: walksOf(roots).length > 0 }
}
