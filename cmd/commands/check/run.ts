import { printableLines } from '../../../src/lib/printable.ts'
import type { Change, Configuration, KnownFinding, Report } from '../../../src/model.ts'
import { totalsText } from '../../../src/report/text/summary.ts'
import { usageFailure } from '../../cli/failure.ts'
import { type OptionValue, single, type Values } from '../../cli/values.ts'
import type { GatheredFiles } from '../../files/gather.ts'
import { filesText, hardenPaths, type PathsOutcome, withoutFileNotices } from '../../files/harden-paths.ts'
import { endRun } from '../../files/outcome.ts'
import { namedPaths } from '../../files/search/roots.ts'
import type { Io } from '../../io/io.ts'
import { STDIN } from '../../run/input.ts'
import type { KnownComparison, KnownScope } from '../../run/known.ts'
import { explainCommandFor } from '../../run/next-commands.ts'
import { asCheck, mayColor, print } from '../../run/output.ts'

interface FoundChange {
  change: Change
  known: KnownFinding
  document: Change['document']
}

/** That an object is not marked is no finding. */
const NO_MARK: OptionValue = { origin: 'casehard', values: ['false'] }

type Comparison = KnownComparison<FoundChange>

/** Returns what a check of hardening looks at: findings of the controls that are on. */
const scopeOf = (report: Report, { controls }: Configuration, { files, coverage }: GatheredFiles): KnownScope => {
  const paths = new Map(files.map(({ name, path }) => [name, path]))
  return {
    coverage,
    pathOf: (file) => paths.get(file ?? files[0]?.name ?? ''),
    looksFor: ({ standard, check }) => standard === undefined && (controls[check] ?? 'off') !== 'off',
    resources: [...report.pods, ...report.changes, ...report.held].map(({ resource }) => resource),
  }
}

/** Marks each change as known or new. */
const markKnown = (report: Report, { newFindings }: Comparison): Report => {
  const fresh = new Set(newFindings.map(({ change }) => change))
  return {
    ...report,
    changes: report.changes.map(({ edits, references, ...change }, i) => {
      const known = !fresh.has(report.changes[i] as Change)
      return { ...change, known, edits, references }
    }),
  }
}

/** Formats a line for each change. */
const formatChanges = async (changes: readonly Change[], name: string): Promise<string> => {
  const { formatFinding } = await import('../../../src/report/known-findings.ts')
  return changes.map((change) => formatFinding(change, change.control, name)).join('')
}

/** Formats the totals, the count by control and the next commands. */
const formatTotals = (io: Io, outcome: PathsOutcome): string => {
  const { report, gathered } = outcome
  const explain = `${explainCommandFor(report)} explains one`
  const next = report.changes.length === 0 ? explain : `casehard fix PATH applies them; ${explain}`
  const { walked, skipped, excluded, problems } = gathered
  const isPlain = !walked && skipped.length + excluded.count + problems.length === 0
  const files = isPlain ? '' : filesText(outcome, 'to change')
  return `${totalsText(withoutFileNotices(report), { color: mayColor(io, io.stdout), next })}${files}`
}

/** Prints what was found, unless a report is on stdout, and returns the exit code. */
const printFindings = async (io: Io, outcome: PathsOutcome, comparison: Comparison | undefined): Promise<number> => {
  const { report, summarize, isPrinted, gathered } = outcome
  const name = gathered.files[0]?.name ?? STDIN
  const changes = comparison === undefined ? report.changes : comparison.newFindings.map(({ change }) => change)
  if (summarize && !isPrinted) {
    const totals = comparison === undefined ? formatTotals(io, outcome) : ''
    await print(io, `${await formatChanges(changes, name)}${totals}`)
  }
  if (comparison !== undefined) io.stderr.write(printableLines(comparison.message))
  return endRun(io, outcome, changes.length > 0)
}

/** `casehard check`: prints what hardening would change; returns exit code 1 if there is anything. */
export const runCheck = async (io: Io, requested: Values, words: readonly string[]): Promise<number> => {
  const paths = namedPaths(requested, words)
  const named = paths.length === 0 ? ['-'] : paths
  if (requested.standard !== undefined)
    return (await import('./standard.ts')).runCheckStandard(io, requested, named, requested.standard)
  if (requested.after?.origin.startsWith('--'))
    throw usageFailure('check: --after requires --standard, e.g. --standard pss:restricted')
  const format = single(requested, 'format') ?? 'text'
  let comparison: Comparison | undefined
  let found: { report: Report; scope: KnownScope } | undefined
  const compare = async (): Promise<Comparison | undefined> => {
    if (found === undefined) return undefined
    const { report, scope } = found
    const { compareWithKnown } = await import('../../run/known.ts')
    const { knownChange } = await import('../../../src/report/known-findings.ts')
    const changes = report.changes.map((change) => ({ change, known: knownChange(change), document: change.document }))
    return compareWithKnown(io, requested, changes, scope)
  }
  const allowed = { stdin: true, pipes: true, complete: false, instead: 'name files or folders, or pipe manifests in' }
  const outcome = await hardenPaths(io, { ...requested, mark: NO_MARK }, named, allowed, {
    freeStdout: format === 'text' ? {} : { format },
    review: async (hardened, configuration, gathered) => {
      const report = asCheck(hardened)
      found = { report, scope: scopeOf(report, configuration, gathered) }
      if (requested.known === undefined) return report
      comparison = await compare()
      return comparison === undefined ? report : markKnown(report, comparison)
    },
    deliver: async () => {
      if (requested.known === undefined && requested['write-known'] !== undefined) comparison = await compare()
    },
  })
  return printFindings(io, outcome, comparison)
}
