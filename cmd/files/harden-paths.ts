import type { Hardened } from '../../src/harden.ts'
import type { Change, Configuration, Edit, InputFile, Report } from '../../src/model.ts'
import { isOn, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { type HardeningHooks, type HardeningOutcome, runHardening } from '../run/run.ts'
import { partialCoverage } from './coverage.ts'
import { type GatheredFile, type GatheredFiles, gather, NO_FILES } from './gather.ts'
import { noticesOf } from './outcome.ts'
import { combineProblems, withoutRefused } from './problems.ts'
import { type Progress, withProgress } from './progress.ts'
import type { AllowedInputs } from './search/roots.ts'

/** The result of hardening one file. */
export interface FileOutcome {
  file: GatheredFile
  /** Its text after hardening. */
  after: string
  changes: Change[]
  /** The edits that were made, which may contain secrets, unlike those of the changes. */
  edits: readonly Edit[]
  held: number
}

/** The result of hardening files and folders. */
export interface PathsOutcome extends Pick<HardeningOutcome, 'report' | 'summarize' | 'isPrinted' | 'failOn'> {
  outcomes: FileOutcome[]
  gathered: GatheredFiles
}

/** Writes the outcome; an error fails the run. */
export type Deliver = (outcomes: readonly FileOutcome[], progress: Progress) => Promise<void>

/** Steps besides reading and hardening; see `HardeningHooks`. */
export interface PathsHooks extends Pick<HardeningHooks, 'freeStdout'> {
  review?: (report: Report, configuration: Configuration, gathered: GatheredFiles) => Promise<Report>
  deliver?: Deliver
}

/** Groups report entries by file; the report of a single file does not name it. */
const group = <T extends { document: { file?: string } }>(entries: readonly T[], only: string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    const file = entry.document.file ?? only
    const known = groups.get(file)
    if (known === undefined) groups.set(file, [entry])
    else known.push(entry)
  }
  return groups
}

/** Returns the outcome of each hardened file. */
const byFile = (gathered: readonly GatheredFile[], { files, edits, report }: Hardened): FileOutcome[] => {
  const only = gathered[0]?.name ?? ''
  const changes = group(report.changes, only)
  const held = group(report.held, only)
  return gathered.flatMap((file, i) => {
    if (file.evidenceOnly) return []
    const own = changes.get(file.name) ?? []
    const after = own.length === 0 ? file.text : (files[i] as InputFile).text
    return [{ file, after, changes: own, edits: edits[i] ?? [], held: held.get(file.name)?.length ?? 0 }]
  })
}

/**
 * Hardens files and folders, with a progress bar on a terminal; see `gather` and `runHardening`. Files that cannot be read are
 * problems in the result; with `complete` they fail the run.
 */
export const hardenPaths = (
  io: Io,
  requested: Values,
  paths: readonly string[],
  allowed: AllowedInputs & { instead: string; complete: boolean },
  { review, deliver, ...hooks }: PathsHooks = {},
): Promise<PathsOutcome> =>
  withProgress(io, isOn(requested, 'quiet'), async (progress) => {
    let gathered: GatheredFiles = NO_FILES
    let outcomes: FileOutcome[] = []
    const read = async ({ exclude, evidence }: Values) => {
      const found = { paths, exclude, evidence: evidence?.values ?? [] }
      gathered = await gather(io, { ...allowed, ...found, progress: progress('reading') })
      return gathered.files
    }
    const { report, summarize, isPrinted, failOn } = await runHardening(io, requested, read, {
      ...hooks,
      run: (files, harden) => {
        const { result, kept } = withoutRefused(files, gathered.problems, harden)
        const { problems } = gathered
        if (problems.length > 0 && (allowed.complete || kept.length === 0)) throw combineProblems(problems)
        gathered = { ...gathered, files: kept }
        if (problems.length > 0) gathered.coverage = partialCoverage(kept)
        const notices = [...result.report.notices, ...noticesOf(gathered, paths)]
        return { ...result, report: { ...result.report, notices } }
      },
      watch: progress('hardening'),
      covers: (folder) => gathered.coverage.hasStdin || gathered.coverage.coversFolder(folder),
      ...(review && { review: (hardened, configuration) => review(hardened, configuration, gathered) }),
      deliver: async (hardened) => {
        outcomes = byFile(gathered.files, hardened)
        await deliver?.(outcomes, progress)
      },
    })
    return { report, summarize, isPrinted, outcomes, gathered, ...(failOn === undefined ? {} : { failOn }) }
  })
