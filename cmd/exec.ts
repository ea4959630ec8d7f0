import { readCommandOutput } from './command-output.ts'
import { usageFailure } from './failure.ts'
import type { Io } from './io.ts'
import { runHardening } from './run.ts'
import { writeHardened } from './tell.ts'
import type { Values } from './values.ts'

/** `casehard exec -- COMMAND...`: hardens what a command prints, and prints nothing where it failed. */
export const runExec = async (io: Io, said: Values, words: readonly string[]): Promise<number> => {
  const [program, ...args] = words
  if (program === undefined || program === '')
    throw usageFailure('exec: no command is named; say casehard exec -- helm template NAME CHART')
  const outcome = await runHardening(io, said, async () => [await readCommandOutput(io, [program, ...args])])
  return writeHardened(io, outcome)
}
