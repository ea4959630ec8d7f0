import { usageFailure } from '../../cli/failure.ts'
import { isOn, type Values } from '../../cli/values.ts'
import { type Deliver, hardenPaths, pathsText } from '../../files/harden-paths.ts'
import { endRun } from '../../files/outcome.ts'
import { replaceFiles } from '../../files/replace.ts'
import type { Io } from '../../io/io.ts'
import { mayColor, print } from '../../run/output.ts'

const FIXABLE = { stdin: false, pipes: false, complete: true, instead: 'name files or folders' }

/** `casehard fix`: changes files in place, all of them or none. */
export const runFix = async (io: Io, requested: Values, paths: readonly string[]): Promise<number> => {
  if (paths.length === 0)
    throw usageFailure('fix: name files or folders, e.g. casehard fix clusters/ or casehard fix .')
  if (isOn(requested, 'dry-run')) return (await import('../diff/run.ts')).runDiff(io, requested, paths, FIXABLE)
  const replace: Deliver = async (outcomes, progress) => {
    const replacements = outcomes.flatMap(({ file: { name, path, text }, after, changes }) =>
      changes.length === 0 || path === undefined ? [] : [{ name, path, before: text, after }],
    )
    await replaceFiles(io, replacements, progress('writing'))
  }
  const outcome = await hardenPaths(io, requested, paths, FIXABLE, { deliver: replace })
  if (outcome.summarize) {
    const color = mayColor(io, io.stdout)
    await print(io, pathsText(outcome, 'fixed', color))
  }
  return endRun(io, outcome, false)
}
