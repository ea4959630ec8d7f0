import { reportText } from '../../../src/report/text/text.ts'
import { EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import { type Deliver, hardenPaths } from '../../files/harden-paths.ts'
import { replaceFiles } from '../../files/replace.ts'
import { filesText } from '../../files/summary.ts'
import type { Io } from '../../io/io.ts'
import { mayColor, print } from '../../run/output.ts'

/** `casehard fix`: changes files in place, all of them or none. */
export const runFix = async (io: Io, requested: Values, paths: readonly string[]): Promise<number> => {
  if (paths.length === 0)
    throw usageFailure('fix: name files or folders, e.g. casehard fix clusters/ or casehard fix .')
  const replace: Deliver = async (outcomes, progress) => {
    const replacements = outcomes.flatMap(({ file: { name, path, text }, after, changes }) =>
      changes.length === 0 || path === undefined ? [] : [{ name, path, before: text, after }],
    )
    await replaceFiles(io, replacements, progress('writing'))
  }
  const allowed = { stdin: false, pipes: false, instead: 'name files or folders' }
  const outcome = await hardenPaths(io, requested, paths, allowed, replace)
  if (outcome.summarize) {
    const color = mayColor(io, io.stdout)
    await print(io, reportText(outcome.report, { color, full: false }) + filesText(outcome, 'fixed'))
  }
  return EXIT_WRITTEN
}
