import type { Change, InputFile, Report } from '../../src/model.ts'
import type { Io } from '../io.ts'
import { type Outcome, runHardening } from '../run.ts'
import { isOn, type Values } from '../values.ts'
import { type Gathered, type GatheredFile, gather } from './gather.ts'
import { type Progress, withProgress } from './progress.ts'
import type { Taking } from './roots.ts'

/** What hardening makes of one file. */
export interface FileOutcome {
  file: GatheredFile
  /** Its text afterwards; the same where nothing is changed. */
  after: string
  changes: Change[]
  held: number
}

/** What hardening makes of all that the user named. */
export interface PathsOutcome extends Pick<Outcome, 'report' | 'summarize'> {
  outcomes: FileOutcome[]
  gathered: Gathered
}

/** What a command does with the outcome before the run counts as done. */
export type Deliver = (outcomes: readonly FileOutcome[], progress: Progress) => Promise<void>

/** The outcome of each file that is hardened; a report about one file alone does not name it. */
const byFile = (gathered: readonly GatheredFile[], files: readonly InputFile[], report: Report): FileOutcome[] => {
  const isOf = (file: GatheredFile) => (entry: { document: { file?: string } }) =>
    (entry.document.file ?? file.name) === file.name
  return gathered.flatMap((file, i) => {
    if (file.evidenceOnly) return []
    const changes = report.changes.filter(isOf(file))
    const after = changes.length === 0 ? file.text : (files[i] as InputFile).text
    return [{ file, after, changes, held: report.held.filter(isOf(file)).length }]
  })
}

/** Hardens what the user named, with a bar on the terminal where it takes long; see `gather` and `runHardening`. */
export const hardenPaths = (
  io: Io,
  said: Values,
  paths: readonly string[],
  taking: Taking & { instead: string },
  deliver?: Deliver,
): Promise<PathsOutcome> =>
  withProgress(io, isOn(said, 'quiet'), async (progress) => {
    let gathered: Gathered = { files: [], leftAlone: [], walked: false }
    let outcomes: FileOutcome[] = []
    const read = async () => {
      const evidence = said.evidence?.values ?? []
      gathered = await gather(io, { ...taking, paths, evidence, progress: progress('reading') })
      return gathered.files
    }
    const { report, summarize } = await runHardening(io, said, read, {
      watch: progress('hardening'),
      deliver: async (hardened) => {
        outcomes = byFile(gathered.files, hardened.files, hardened.report)
        await deliver?.(outcomes, progress)
      },
    })
    return { report, summarize, outcomes, gathered }
  })
