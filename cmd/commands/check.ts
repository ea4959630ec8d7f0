import type { Change, KnownFinding } from '../../src/model.ts'
import { reportText } from '../../src/report/text/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../cli/failure.ts'
import type { Values } from '../cli/values.ts'
import { hardenPaths } from '../files/harden-paths.ts'
import { filesText } from '../files/summary.ts'
import type { Io } from '../io/io.ts'
import { STDIN } from '../run/input.ts'
import type { KnownComparison } from '../run/known.ts'
import { mayColor, print } from '../run/output.ts'

/** What goes with `--standard` alone, and was said without one. */
const LONE = ['after', 'format'] as const

interface FoundChange {
  change: Change
  known: KnownFinding
}

/** Prints the changes that are not known, and fails if there are any. */
const tellNews = async (
  io: Io,
  { fresh, told }: KnownComparison<FoundChange>,
  name: string,
  summarize: boolean,
): Promise<number> => {
  const { formatFinding: findingLine } = await import('../../src/report/known-findings.ts')
  const lines = fresh.map(({ change }) => findingLine(change, change.control, name))
  if (summarize) await print(io, lines.join(''))
  io.stderr.write(told)
  return fresh.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}

/** `casehard check`: prints what hardening would change and hold, and fails if it would change anything. */
export const runCheck = async (io: Io, said: Values, paths: readonly string[]): Promise<number> => {
  const named = paths.length === 0 ? ['-'] : paths
  if (said.standard !== undefined)
    return (await import('./check-standard.ts')).runCheckStandard(io, said, named, said.standard)
  const lone = LONE.map((name) => said[name]).find((option) => option?.origin.startsWith('--'))
  if (lone !== undefined) throw usageFailure(`check: ${lone.origin} goes with --standard, e.g. pss:restricted`)
  const asksForKnown = said.known !== undefined || said['write-known'] !== undefined
  let news: KnownComparison<FoundChange> | undefined
  const taking = { stdin: true, pipes: true, instead: 'name files or folders, or pipe them in' }
  const outcome = await hardenPaths(io, said, named, taking, async (outcomes) => {
    if (!asksForKnown) return
    const { compareWithKnown: weighKnown } = await import('../run/known.ts')
    const { knownChange } = await import('../../src/report/known-findings.ts')
    const changes = outcomes.flatMap((one) => one.changes)
    news = weighKnown(
      io,
      said,
      changes.map((change) => ({ change, known: knownChange(change) })),
    )
  })
  const { report, summarize, gathered } = outcome
  if (news !== undefined) return tellNews(io, news, gathered.files[0]?.name ?? STDIN, summarize)
  if (summarize) {
    const isPlain = !gathered.walked && gathered.leftAlone.length === 0
    const files = isPlain ? '' : filesText(outcome, 'to change')
    await print(io, reportText(report, { color: mayColor(io, io.stdout), full: false }) + files)
  }
  return report.changes.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
