import { reportText } from '../src/report/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN } from './exit-codes.ts'
import { readManifests } from './input.ts'
import type { Io } from './io.ts'
import { mayColor, print } from './output.ts'
import { runHardening } from './run.ts'
import type { Values } from './values.ts'

/** `casehard check`: prints what hardening would change and hold, and fails if it would change anything. */
export const runCheck = async (io: Io, said: Values, paths: readonly string[]): Promise<number> => {
  const named = paths.length === 0 ? ['-'] : paths
  const { report, summarize } = await runHardening(io, said, () =>
    readManifests(io, named, 'name files, or pipe them in'),
  )
  if (summarize) await print(io, reportText(report, { color: mayColor(io, io.stdout), full: false }))
  return report.changes.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
