import { isUtf8 } from 'node:buffer'
import { dirname } from 'node:path'
import type { InputFile } from '../../src/model.ts'
import type { Io } from '../io/io.ts'
import { decodeInput, readBytes, readStdin } from '../run/input.ts'
import { readContent } from './content.ts'
import { type Root, readRoots, type Taking } from './roots.ts'
import type { Named, Passed, Walked } from './walk.ts'

/** A file that is hardened, or only read for evidence. */
export interface GatheredFile extends InputFile {
  /** Absolute path; absent for stdin. */
  path?: string
}

/** A file or folder that is not hardened, although the user could expect that it is. */
export interface LeftAlone {
  name: string
  reason: string
}

/** All that a run works on. */
export interface Gathered {
  files: GatheredFile[]
  leftAlone: LeftAlone[]
  /** Whether a folder is among what the user named. */
  walked: boolean
}

/** What the user asks for. */
export interface FileArguments extends Taking {
  /** Files and folders to harden, and `-`. */
  paths: readonly string[]
  /** Files and folders that are only read for evidence, unless they are among `paths`. */
  evidence: readonly string[]
  /** What to do where stdin is a terminal, for the message. */
  instead: string
  /** Is told how many of how many files are read. */
  progress?: (done: number, total: number) => void
}

/** A file that may hold manifests. */
interface Candidate extends Named {
  evidenceOnly: boolean
  /** Taken whatever it holds, since the user named it. */
  named: boolean
}

const PATCH = 'a patch of Kustomize, which holds only what differs from its base'
const TEMPLATE = 'a template that was not rendered'

const walksOf = (roots: readonly Root[]): Walked[] =>
  roots.flatMap((root) => (root === 'stdin' || root.walked === undefined ? [] : [root.walked]))

const candidatesOf = (roots: readonly Root[], evidenceOnly: boolean): Candidate[] =>
  roots.flatMap((root) => {
    if (root === 'stdin') return []
    const { name, path, walked } = root
    if (walked === undefined) return [{ name, path, evidenceOnly, named: !evidenceOnly }]
    return walked.candidates.map((candidate) => ({ ...candidate, evidenceOnly, named: false }))
  })

/** What a walk passed by: this path, or a folder above it. */
const findPassed = (passed: ReadonlyMap<string, Passed>, path: string): Passed | undefined => {
  for (let at = path; ; at = dirname(at)) {
    const found = passed.get(at)
    if (found !== undefined || dirname(at) === at) return found
  }
}

/**
 * What the user named and a walk for evidence covers counts as what that walk takes it for: whoever names the changed
 * files of a repository, as pre-commit does, can not tell a chart's template or a patch from a manifest.
 */
const cover = (named: readonly Candidate[], walks: readonly Walked[]): { taken: Candidate[]; passed: Passed[] } => {
  const passed = new Map(walks.flatMap((walked) => walked.passed.map((entry) => [entry.path, entry])))
  const found = new Set(walks.flatMap(({ candidates }) => candidates.map(({ path }) => path)))
  const taken = named.filter(({ path }) => findPassed(passed, path) === undefined)
  return {
    taken: taken.map((entry) => (found.has(entry.path) ? { ...entry, named: false } : entry)),
    passed: named.flatMap((entry) => {
      const why = findPassed(passed, entry.path)
      return entry.named && why !== undefined ? [{ ...why, name: entry.name }] : []
    }),
  }
}

/** The text of a candidate; undefined where its bytes are no UTF-8 and do not look like manifests in another encoding. */
const readText = (io: Io, { name, named }: Candidate): string | undefined => {
  const bytes = readBytes(io, name)
  // Good enough to see the keys; the first two bytes may be the mark of UTF-16, whose letters have zeros between them.
  const rough = () =>
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/^\xff\xfe|^\xfe\xff/, '')
      .replaceAll('\0', '')
  const isOurs = () => readContent(rough()) === 'manifests'
  return named || isUtf8(bytes) || isOurs() ? decodeInput(bytes, name) : undefined
}

/** Each file once; what is hardened goes before what is only read. */
const withoutRepeats = (candidates: readonly Candidate[]): Candidate[] => {
  const seen = new Set<string>()
  return candidates.filter(({ path }) => !seen.has(path) && seen.add(path))
}

/**
 * Reads what the user named: files, folders, stdin. Of what a walk finds only manifests are taken.
 * @throws Failure, InputError where something can not be read
 */
export const gather = async (io: Io, asked: FileArguments): Promise<Gathered> => {
  const roots = readRoots(io, asked.paths, asked)
  const witnesses = readRoots(io, asked.evidence, { stdin: false, pipes: true })
  const { taken, passed } = cover(candidatesOf(roots, false), walksOf(witnesses))
  const patches = new Set([...walksOf(roots), ...walksOf(witnesses)].flatMap((walked) => walked.patches))
  const told = [...walksOf(roots).flatMap((walked) => walked.passed), ...passed].filter((entry) => entry.told)
  const leftAlone: LeftAlone[] = told.map(({ name, reason }) => ({ name, reason }))
  const files: GatheredFile[] = roots.includes('stdin') ? [await readStdin(io, asked.instead)] : []
  const candidates = withoutRepeats([...taken, ...candidatesOf(witnesses, true)])
  for (const [i, candidate] of candidates.entries()) {
    const { name, path, evidenceOnly, named } = candidate
    asked.progress?.(i, candidates.length)
    const isPatch = !named && patches.has(path)
    const text = isPatch ? undefined : readText(io, candidate)
    const content = named ? 'manifests' : text === undefined ? 'other' : readContent(text)
    if (content === 'manifests' && text !== undefined)
      files.push({ name, text, path, isNamed: true, ...(evidenceOnly ? { evidenceOnly } : {}) })
    else if (!evidenceOnly && (isPatch || content === 'template'))
      leftAlone.push({ name, reason: isPatch ? PATCH : TEMPLATE })
  }
  return { files, leftAlone, walked: walksOf(roots).length > 0 }
}
