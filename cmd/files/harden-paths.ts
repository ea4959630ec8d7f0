import type { Hardened } from '../../src/harden.ts'
import { formatCount } from '../../src/lib/format.ts'
import { printable, printableLines } from '../../src/lib/printable.ts'
import type { Change, Configuration, Edit, InputFile, Report } from '../../src/model.ts'
import { shortenMiddle } from '../../src/report/format.ts'
import { MOST_SUMMARY_LINES, type SummaryOptions, summaryText } from '../../src/report/text/summary.ts'
import { isOn, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { explainCommandFor } from '../run/next-commands.ts'
import { type HardeningHooks, type HardeningOutcome, runHardening } from '../run/run.ts'
import { type GatheredFile, type GatheredFiles, gather, NO_FILES, partialCoverage } from './gather.ts'
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

/** Notices that a line about the file replaces. */
const ABOUT_FILES = ['left-out', 'refused']

/** The most lines for files. */
const MOST_FILE_LINES = 12

const MOST_FILE_NAME = 60

/** Returns the report without the notices that `filesText` replaces. */
export const withoutFileNotices = (report: Report): Report => ({
  ...report,
  notices: report.notices.filter(({ code }) => !ABOUT_FILES.includes(code)),
})

/** Returns the first rows; of too many, those of files that are not hardened have priority. */
const firstRows = <T>(changed: readonly T[], skipped: readonly T[], most: number): T[] => {
  if (changed.length + skipped.length <= most) return [...changed, ...skipped]
  return [...changed.slice(0, Math.max(0, most - 1 - skipped.length)), ...skipped].slice(0, most - 1)
}

/**
 * Formats the outcome of each file: a line of totals, a line for each changed file, and a line for each skipped file that
 * may contain manifests; of many files, the first.
 * @param done the word for a changed file, e.g. `fixed`
 */
export const filesText = ({ outcomes, gathered }: PathsOutcome, done: string, most = MOST_FILE_LINES): string => {
  const { files, skipped, excluded, problems } = gathered
  const leftOut = skipped.filter(({ line }) => line !== undefined).length
  const changed = outcomes.filter(({ changes }) => changes.length > 0)
  const evidenceFiles = files.filter(({ evidenceOnly }) => evidenceOnly).length
  const parts = [
    `${changed.length} ${done}`,
    ...(leftOut === 0 ? [] : [`${leftOut} left out`]),
    ...(skipped.length === leftOut ? [] : [`${skipped.length - leftOut} skipped`]),
    ...(problems.length === 0 ? [] : [`${problems.length} refused`]),
    ...(excluded.count === 0 ? [] : [`${excluded.count} excluded by ${printable(excluded.origin)}`]),
    ...(evidenceFiles === 0 ? [] : [`${evidenceFiles} more read as evidence`]),
  ]
  const changedRows = changed.map(({ file, changes, held }): [string, string] => [
    file.name,
    `${done}: ${formatCount(changes.length, 'change')}${held === 0 ? '' : `, ${held} held`}`,
  ])
  const skippedRows = skipped.map(({ name, reason, line }): [string, string] => [
    name,
    `${line === undefined ? 'skipped' : 'left out'}: ${reason}`,
  ])
  const shown = firstRows(changedRows, skippedRows, most).map(
    ([name, words]) => [shortenMiddle(printable(name), MOST_FILE_NAME), words] as const,
  )
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  const lines = shown.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`)
  const rest = changed.length + skipped.length - shown.length
  const more = rest === 0 ? '' : `  and ${formatCount(rest, 'more file')}\n`
  const text = `${formatCount(outcomes.length, 'file')} of manifests: ${parts.join(', ')}\n${lines.join('')}${more}`
  return printableLines(text)
}

/** Formats the summary of the report and then of the files. */
export const pathsText = (
  outcome: PathsOutcome,
  done: string,
  layout: Pick<SummaryOptions, 'color' | 'columns' | 'next'>,
): string => {
  const most = MOST_SUMMARY_LINES - MOST_FILE_LINES - 1
  const next = `${explainCommandFor(outcome.report)} explains one`
  return summaryText(withoutFileNotices(outcome.report), { next, most, ...layout }) + filesText(outcome, done)
}
