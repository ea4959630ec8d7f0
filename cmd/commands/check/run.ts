import type { Change, KnownFinding } from '../../../src/model.ts'
import { reportText } from '../../../src/report/text/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import { hardenPaths } from '../../files/harden-paths.ts'
import { filesText } from '../../files/summary.ts'
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

/** Prints the changes that are not known; returns exit code 1 if there are any. */
const printNewFindings = async (
  io: Io,
  { newFindings, message }: KnownComparison<FoundChange>,
  name: string,
  summarize: boolean,
): Promise<number> => {
  const { formatFinding } = await import('../../../src/report/known-findings.ts')
  const lines = newFindings.map(({ change }) => formatFinding(change, change.control, name))
  if (summarize) await print(io, lines.join(''))
  io.stderr.write(message)
  return newFindings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}

/** `casehard check`: prints what hardening would change and hold; returns exit code 1 if it would change anything. */
export const runCheck = async (io: Io, requested: Values, paths: readonly string[]): Promise<number> => {
  const named = paths.length === 0 ? ['-'] : paths
  if (requested.standard !== undefined)
    return (await import('./standard.ts')).runCheckStandard(io, requested, named, requested.standard)
  const lone = STANDARD_ONLY.map((name) => requested[name]).find((option) => option?.origin.startsWith('--'))
  if (lone !== undefined)
    throw usageFailure(`check: ${lone.origin} requires --standard, e.g. --standard pss:restricted`)
  const usesKnown = requested.known !== undefined || requested['write-known'] !== undefined
  let comparison: KnownComparison<FoundChange> | undefined
  const allowed = { stdin: true, pipes: true, instead: 'name files or folders, or pipe manifests in' }
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
  if (comparison !== undefined) return printNewFindings(io, comparison, gathered.files[0]?.name ?? STDIN, summarize)
  if (summarize) {
    const isPlain = !gathered.walked && gathered.skipped.length === 0
    const files = isPlain ? '' : filesText(outcome, 'to change')
    await print(io, reportText(report, { color: mayColor(io, io.stdout), full: false }) + files)
  }
  return report.changes.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
