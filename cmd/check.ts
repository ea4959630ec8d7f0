import { reportText } from '../src/report/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN } from './exit-codes.ts'
import { usageFailure } from './failure.ts'
import { hardenPaths } from './files/harden-paths.ts'
import { filesText } from './files/summary.ts'
import type { Io } from './io.ts'
import { mayColor, print } from './output.ts'
import type { Values } from './values.ts'

/** What goes with `--standard` alone, and was said without one. */
const LONE = ['after', 'format'] as const

/** `casehard check`: prints what hardening would change and hold, and fails if it would change anything. */
export const runCheck = async (io: Io, said: Values, paths: readonly string[]): Promise<number> => {
  const named = paths.length === 0 ? ['-'] : paths
  if (said.standard !== undefined)
    return (await import('./check-standard.ts')).runCheckStandard(io, said, named, said.standard)
  const lone = LONE.map((name) => said[name]).find((option) => option?.origin.startsWith('--'))
  if (lone !== undefined) throw usageFailure(`check: ${lone.origin} goes with --standard, e.g. pss:restricted`)
  const taking = { stdin: true, pipes: true, instead: 'name files or folders, or pipe them in' }
  const outcome = await hardenPaths(io, said, named, taking)
  const { report, summarize, gathered } = outcome
  if (summarize) {
    const isPlain = !gathered.walked && gathered.leftAlone.length === 0
    const files = isPlain ? '' : filesText(outcome, 'to change')
    await print(io, reportText(report, { color: mayColor(io, io.stdout), full: false }) + files)
  }
  return report.changes.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
