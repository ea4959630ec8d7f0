import { execa } from 'execa'
import type { Ended, SpawnMode } from './io.ts'

/** Signals that ask a command to end; what a terminal or a service manager sends to us is meant for the child, too. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Milliseconds in which the last words of a program that failed are read. */
const GRACE = 1000

/** Passes signals on to a child until it has ended; `stop` gives the first of them. */
const passSignals = (kill: (signal: NodeJS.Signals) => void): { stop(): NodeJS.Signals | undefined } => {
  let first: NodeJS.Signals | undefined
  const pass = (signal: NodeJS.Signals): void => {
    first ??= signal
    kill(signal)
  }
  for (const signal of PASSED_ON) process.on(signal, pass)
  return {
    stop: () => {
      for (const signal of PASSED_ON) process.off(signal, pass)
      return first
    },
  }
}

/**
 * Runs a program without a shell to its end. Its output counts as whole when nobody holds stdout any more; of a
 * program that failed nothing is waited for, since a process that it left behind could hold it for ever.
 */
export const spawn = async (command: readonly string[], mode: SpawnMode): Promise<Ended> => {
  const [file = '', ...args] = command
  const foreground = mode === 'foreground'
  // Before the child is there, which may say that it is ready sooner than we go on; signals are handled after this turn.
  const signals = foreground ? passSignals((signal) => child.kill(signal)) : undefined
  const child = execa(file, args, {
    stdin: foreground ? 'inherit' : 'ignore',
    stderr: foreground ? 'inherit' : 'pipe',
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
    // By default a command that prints 100 MB would be killed.
    maxBuffer: Number.POSITIVE_INFINITY,
    // A command that cleans up after SIGTERM may take its time, as it could without us.
    ...(foreground ? { forceKillAfterDelay: false } : { timeout: mode.timeout }),
  })
  const letGo = (): void => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  child.on('exit', (exitCode) => {
    if (exitCode === 0) return
    if (foreground) letGo()
    else setTimeout(letGo, GRACE).unref()
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
