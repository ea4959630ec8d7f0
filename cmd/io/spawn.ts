import { execa } from 'execa'
import type { ProcessResult, SpawnMode } from './io.ts'

/** Signals that are forwarded to the child: a terminal or service manager may send them to this process only. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Time to read the remaining output of a program that failed, in milliseconds. */
const GRACE = 1000

/** Forwards signals to a child; `stop` ends that and returns the first signal. */
const forwardSignals = (kill: (signal: NodeJS.Signals) => void): { stop(): NodeJS.Signals | undefined } => {
  let first: NodeJS.Signals | undefined
  const forward = (signal: NodeJS.Signals): void => {
    first ??= signal
    kill(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  return {
    stop: () => {
      for (const signal of FORWARDED) process.off(signal, forward)
      return first
    },
  }
}

/** Returns the options of execa for the stdin of a program. */
const inputOf = (mode: SpawnMode): { stdin: 'inherit' | 'ignore' } | { input: string } => {
  if (mode === 'foreground' || !('timeout' in mode)) return { stdin: 'inherit' }
  return mode.input === undefined ? { stdin: 'ignore' } : { input: mode.input }
}

/**
 * Runs a program without a shell. Its output is complete when all processes have closed its stdout. If the program
 * failed, the output is not awaited: a background process that it started could keep stdout open forever.
 */
export const spawn = async (command: readonly string[], mode: SpawnMode): Promise<ProcessResult> => {
  const [file = '', ...args] = command
  const through = typeof mode === 'object' && 'through' in mode ? mode.through : undefined
  const foreground = !(typeof mode === 'object' && 'timeout' in mode)
  // Before the child starts, so that no signal is missed; handlers run after this turn, when `child` is set.
  const signals = foreground ? forwardSignals((signal) => child.kill(signal)) : undefined
  const child = execa(file, args, {
    ...(through === undefined ? {} : { env: through, stdout: 'inherit' as const }),
    ...inputOf(mode),
    stderr: foreground ? 'inherit' : 'pipe',
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
    // By default execa kills a command that prints more than 100 MB.
    maxBuffer: Number.POSITIVE_INFINITY,
    // By default execa kills a command that takes more than 5 seconds to handle SIGTERM.
    ...(typeof mode === 'object' && 'timeout' in mode ? { timeout: mode.timeout } : { forceKillAfterDelay: false }),
  })
  const closeOutput = (): void => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  child.on('exit', (exitCode) => {
    if (exitCode === 0) return
    if (foreground) closeOutput()
    else setTimeout(closeOutput, GRACE).unref()
  })
  const { exitCode, signal, code, stdout, stderr, timedOut } = await child
  const interrupted = signals?.stop()
  return {
    stdout: stdout ?? new Uint8Array(),
    stderr: Buffer.from(stderr ?? '').toString(),
    timedOut,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(code === undefined || exitCode !== undefined || signal !== undefined ? {} : { code }),
  }
}
