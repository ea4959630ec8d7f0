import { systemCause, usageFailure } from './failure.ts'
import type { Io } from './io.ts'

/** Writes to stdout; throws a failure where that is impossible for another reason than a reader that went away. */
export const print = async (io: Io, text: string): Promise<void> => {
  try {
    await io.stdout.write(text)
  } catch (error) {
    throw usageFailure(`stdout: writing failed (${systemCause(error)}); do not use what was written`)
  }
}

/** Whether colour may be used on a stream: a terminal that can, and a user who did not decline. */
export const mayColor = (io: Io, stream: { isTTY: boolean }): boolean =>
  !io.env.NO_COLOR && io.env.TERM !== 'dumb' && stream.isTTY
