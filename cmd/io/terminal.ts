import { openSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import type { Terminal } from './io.ts'

const DEFAULT_COLUMNS = 80

/** Opens the terminal of the process although stdin is something else; undefined if there is none. */
const openControllingTerminal = (): ReadStream | undefined => {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'))
  } catch {
    return undefined
  }
}

/** Opens the terminal that the user types on; see `Io`. */
export const openTerminal = (): Terminal | undefined => {
  if (process.stdout.isTTY !== true) return undefined
  const input = process.stdin.isTTY === true ? process.stdin : openControllingTerminal()
  if (input === undefined) return undefined
  return {
    input,
    output: process.stdout,
    columns: () => process.stdout.columns ?? DEFAULT_COLUMNS,
    close: () => {
      input.pause()
      if (input !== process.stdin) input.destroy()
    },
  }
}
