import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import type { Terminal } from '../../io/io.ts'
import { type RunResult, type RunSetup, run } from '../../testing.ts'

/** For tests: the result of a review, and what was on the screen. */
export interface ReviewResult extends RunResult {
  /** All that was printed on the terminal, without escape sequences. */
  screen: string
  /** The same with them. */
  raw: string
}

/** What the review prints last when it waits for keys. */
const WAITS = /(?:quit|no|reason|empty\)): $/

/**
 * For tests: runs a review on a terminal without a process.
 * @param answers what is typed, each when the review waits; the terminal is closed after the last one
 */
export const review = async (
  argv: readonly string[],
  answers: readonly string[],
  setup: RunSetup & { columns?: number } = {},
): Promise<ReviewResult> => {
  const input = new PassThrough()
  const output = new PassThrough()
  const left = [...answers]
  let raw = ''
  output.on('data', (chunk: Buffer) => {
    raw += chunk.toString()
    if (!WAITS.test(stripVTControlCharacters(raw))) return
    const next = left.shift()
    // A key arrives after the prompt has set itself up.
    setImmediate(() => (next === undefined ? input.end() : input.write(next)))
  })
  const terminal: Terminal = {
    input,
    output,
    columns: () => setup.columns ?? 80,
    close: () => input.destroy(),
  }
  const result = await run(['review', ...argv], { stdinIsTTY: true, ...setup, terminal })
  await new Promise(setImmediate)
  return { ...result, raw, screen: stripVTControlCharacters(raw) }
}
