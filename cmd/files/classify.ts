import { dirname } from 'node:path'
import type { Problem } from './problems.ts'
import type { Exclusions } from './search/exclude.ts'
import type { Root } from './search/roots.ts'
import type { FoundFile, SkippedEntry, WalkResult } from './search/walk.ts'

/** A file that may contain manifests. */
export interface Candidate extends FoundFile {
  evidenceOnly: boolean
  /** Read in any case, because the user named it. */
  named: boolean
}

/** A file or folder that is not hardened although it may contain manifests. */
export interface SkippedFile {
  name: string
  reason: string
  /** The line of its first object, if it holds one that kubectl would apply: it is left out. */
  line?: number
}

/** The files to read, and those that are not read. */
export interface ClassifiedFiles {
  candidates: Candidate[]
  skipped: SkippedFile[]
  /** Absolute paths of the files that kustomizations use as patches. */
  patches: ReadonlySet<string>
  problems: Problem[]
  /** The number of files that the user excluded. */
  excluded: number
  /** Whether the user named a folder. */
  walked: boolean
}

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
  const found = new Map(walks.flatMap(({ candidates }) => candidates.map((candidate) => [candidate.path, candidate])))
  const candidates: Candidate[] = []
  const entries: SkippedEntry[] = []
  for (const entry of named) {
    const known = found.get(entry.path)
    const why = findSkipped(skipped, entry.path)
    if (known !== undefined)
      candidates.push(entry.named ? { ...entry, ...known, name: entry.name, named: false } : entry)
    else if (why === undefined) candidates.push(entry)
    if (entry.named && why !== undefined) entries.push({ ...why, name: entry.name })
  }
  return { candidates, entries }
}

/** Removes repeated files; the first occurrence counts. */
const withoutRepeats = <T extends { path: string }>(list: readonly T[]): T[] => {
  const seen = new Set<string>()
  return list.filter(({ path }) => !seen.has(path) && seen.add(path))
}

/** Classifies the files that the user named, and those that a search found. */
export const classifyFiles = (
  roots: readonly Root[],
  evidenceRoots: readonly Root[],
  exclusions: Exclusions,
): ClassifiedFiles => {
  const walks = walksOf(roots)
  const all = [...walks, ...walksOf(evidenceRoots)]
  const given = candidatesOf(roots, false)
  const kept = given.filter(({ path, named }) => !named || !exclusions.covers(path, false))
  const named = classifyNamed(kept, walksOf(evidenceRoots))
  const entries = [...walks.flatMap(({ skipped }) => skipped), ...named.entries]
  return {
    candidates: withoutRepeats([...named.candidates, ...candidatesOf(evidenceRoots, true)]),
    skipped: withoutRepeats(entries).flatMap(({ name, reason, listed }) =>
      listed === undefined ? [] : [{ name, reason, ...(listed === 'left out' ? { line: 1 } : {}) }],
    ),
    patches: new Set(all.flatMap(({ patches }) => patches)),
    problems: all.flatMap(({ problems }) => problems),
    excluded: walks.reduce((count, walked) => count + walked.excluded, given.length - kept.length),
    walked: walks.length > 0,
  }
}
