import type { Change, InputFile, Report } from '../../src/model.ts'
import { isOn, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { type Outcome, runHardening } from '../run/run.ts'
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

/** Entries of a report by the file that they are about; a report about one file alone does not name it. */
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

/** The outcome of each file that is hardened. */
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
