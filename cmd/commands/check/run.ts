import type { Change, KnownFinding } from '../../../src/model.ts'
import { reportText } from '../../../src/report/text/text.ts'
import { usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import { hardenPaths } from '../../files/harden-paths.ts'
import { endRun } from '../../files/outcome.ts'
import { namedPaths } from '../../files/search/roots.ts'
import { pathsText } from '../../files/summary.ts'
import type { Io } from '../../io/io.ts'
import { STDIN } from '../../run/input.ts'
import type { KnownComparison } from '../../run/known.ts'
import { mayColor, print } from '../../run/output.ts'

/** Options that require `--standard`. */
const STANDARD_ONLY = ['after', 'format'] as const

interface FoundChange {
  change: Change
  known: KnownFinding
}

/** Prints the changes that are not known; returns whether there are any. */
const printNewFindings = async (
  io: Io,
  { newFindings, message }: KnownComparison<FoundChange>,
  name: string,
  summarize: boolean,
): Promise<boolean> => {
  const { formatFinding } = await import('../../../src/report/known-findings.ts')
  const lines = newFindings.map(({ change }) => formatFinding(change, change.control, name))
  if (summarize) await print(io, lines.join(''))
  io.stderr.write(message)
  return newFindings.length > 0
}

/** `casehard check`: prints what hardening would change and hold; returns exit code 1 if it would change anything. */
export const runCheck = async (io: Io, requested: Values, words: readonly string[]): Promise<number> => {
  const paths = namedPaths(requested, words)
  const named = paths.length === 0 ? ['-'] : paths
  if (requested.standard !== undefined)
    return (await import('./standard.ts')).runCheckStandard(io, requested, named, requested.standard)
  const lone = STANDARD_ONLY.map((name) => requested[name]).find((option) => option?.origin.startsWith('--'))
  if (lone !== undefined)
    throw usageFailure(`check: ${lone.origin} requires --standard, e.g. --standard pss:restricted`)
  const usesKnown = requested.known !== undefined || requested['write-known'] !== undefined
  let comparison: KnownComparison<FoundChange> | undefined
  const allowed = { stdin: true, pipes: true, complete: false, instead: 'name files or folders, or pipe manifests in' }
  const outcome = await hardenPaths(io, requested, named, allowed, async (outcomes) => {
    if (!usesKnown) return
    const { compareWithKnown } = await import('../../run/known.ts')
    const { knownChange } = await import('../../../src/report/known-findings.ts')
    const changes = outcomes.flatMap((one) => one.changes)
    comparison = compareWithKnown(
      io,
      requested,
      changes.map((change) => ({ change, known: knownChange(change) })),
    )
  })
  const { report, summarize, gathered } = outcome
  if (comparison !== undefined) {
    const isNew = await printNewFindings(io, comparison, gathered.files[0]?.name ?? STDIN, summarize)
    return endRun(io, outcome, isNew)
  }
  if (summarize) {
    const color = mayColor(io, io.stdout)
    const { walked, skipped, excluded, problems } = gathered
    const isPlain = !walked && skipped.length + excluded.count + problems.length === 0
    await print(io, isPlain ? reportText(report, { color, full: false }) : pathsText(outcome, 'to change', color))
  }
  return endRun(io, outcome, report.changes.length > 0)
}
