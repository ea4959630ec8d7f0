import type { Change, InputFile, Report } from '../../src/model.ts'
import { isOn, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { type HardeningOutcome, runHardening } from '../run/run.ts'
import { type GatheredFile, type GatheredFiles, gather } from './gather.ts'
import { type Progress, withProgress } from './progress.ts'
import type { AllowedInputs } from './roots.ts'

/** The result of hardening one file. */
export interface FileOutcome {
  file: GatheredFile
  /** Its text after hardening. */
  after: string
  changes: Change[]
  held: number
}

/** The result of hardening files and folders. */
export interface PathsOutcome extends Pick<HardeningOutcome, 'report' | 'summarize'> {
  outcomes: FileOutcome[]
  gathered: GatheredFiles
}

/** Writes the outcome; an error fails the run. */
export type Deliver = (outcomes: readonly FileOutcome[], progress: Progress) => Promise<void>

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
const byFile = (gathered: readonly GatheredFile[], files: readonly InputFile[], report: Report): FileOutcome[] => {
  const only = gathered[0]?.name ?? ''
  const changes = group(report.changes, only)
  const held = group(report.held, only)
  return gathered.flatMap((file, i) => {
    if (file.evidenceOnly) return []
    const own = changes.get(file.name) ?? []
    const after = own.length === 0 ? file.text : (files[i] as InputFile).text
    return [{ file, after, changes: own, held: held.get(file.name)?.length ?? 0 }]
  })
}

/** Hardens files and folders, with a progress bar on a terminal; see `gather` and `runHardening`. */
export const hardenPaths = (
  io: Io,
  requested: Values,
  paths: readonly string[],
  allowed: AllowedInputs & { instead: string },
  deliver?: Deliver,
): Promise<PathsOutcome> =>
  withProgress(io, isOn(requested, 'quiet'), async (progress) => {
    let gathered: GatheredFiles = { files: [], skipped: [], walked: false }
    let outcomes: FileOutcome[] = []
    const read = async () => {
      const evidence = requested.evidence?.values ?? []
      gathered = await gather(io, { ...allowed, paths, evidence, progress: progress('reading') })
      return gathered.files
    }
    const { report, summarize } = await runHardening(io, requested, read, {
      watch: progress('hardening'),
      deliver: async (hardened) => {
        outcomes = byFile(gathered.files, hardened.files, hardened.report)
        await deliver?.(outcomes, progress)
      },
    })
    return { report, summarize, outcomes, gathered }
  })
