import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'

/** A process to measure: its command line, stdin and stdout. */
export interface Job {
  command: string
  args: readonly string[]
  /** The file for stdin. */
  input: string
  /** File that its stdout replaces. */
  output: string
  /** Its working directory; absent: ours. */
  cwd?: string
  env: NodeJS.ProcessEnv
}

const withFiles = <T>({ input, output }: Job, use: (stdio: [number, number, 'ignore']) => T): T => {
  const [stdin, stdout] = [openSync(input, 'r'), openSync(output, 'w')]
  try {
    return use([stdin, stdout, 'ignore'])
  } finally {
    closeSync(stdin)
    closeSync(stdout)
  }
}

/** Runs a process; returns its wall clock time in milliseconds and its exit code (-1 after a signal). */
export const time = (job: Job): { took: number; code: number } =>
  withFiles(job, (stdio) => {
    const start = process.hrtime.bigint()
    const { cwd, env } = job
    const { error, status } = spawnSync(job.command, job.args, { stdio, cwd, env })
    if (error !== undefined) throw error
    return { took: Number(process.hrtime.bigint() - start) / 1e6, code: status ?? -1 }
  })

/** Reads the kernel's high-water mark of memory in bytes; undefined without /proc or after the process has ended. */
const readPeak = (pid: number): number | undefined => {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

/** Runs a process; returns its peak resident memory in bytes by polling, or undefined without /proc. */
export const measurePeak = (job: Job): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const child = withFiles(job, (stdio) => spawn(job.command, job.args, { stdio, cwd: job.cwd, env: job.env }))
    let peak: number | undefined
    const watch = (): void => {
      peak = (child.pid === undefined ? undefined : readPeak(child.pid)) ?? peak
    }
    watch()
    const timer = setInterval(watch, 1)
    child.on('error', reject)
    child.on('exit', () => {
      clearInterval(timer)
      resolve(peak)
    })
  })

/** Gives the middle value; of an even number of values the upper one of the two. */
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
