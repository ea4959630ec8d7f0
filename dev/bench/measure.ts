import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { cleanEnvironment } from '../../test/support/streams.ts'

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

/** What a process took, in milliseconds, and its exit code (-1 after a signal). */
export interface Measured {
  /** Wall clock time. */
  wall: number
  /** User and system time of all its threads. */
  cpu: number
  code: number
}

/** Node.js does not tell the CPU time of a child; the `time` of Bash does. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; time "$@" 2> /dev/null'

/** Runs a process and measures it. */
export const time = (job: Job): Measured =>
  withFiles(job, ([stdin, stdout]) => {
    const { cwd, env } = job
    const { error, status, stderr } = spawnSync('bash', ['-c', TIMED, 'bash', job.command, ...job.args], {
      stdio: [stdin, stdout, 'pipe'],
      cwd,
      env,
      encoding: 'utf8',
    })
    if (error !== undefined) throw error
    const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = stderr
      .trim()
      .split(' ')
      .map((seconds) => Number(seconds) * 1000)
    return { wall, cpu: user + system, code: status ?? -1 }
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

/** Returns the first quartile: what a machine takes that does little else. */
export const firstQuartile = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 4)] ?? Number.NaN

/** Variables that make every start of Node.js slower, or change how it runs; few users set them. */
const SLOWING = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS']

/** Returns an environment without the variables that slow Node.js down. */
export const withoutSlowing = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !SLOWING.includes(name)))

/** The environment of what is measured: without casehard's variables, and without those that slow Node.js down. */
export const benchEnvironment = (): NodeJS.ProcessEnv => withoutSlowing(cleanEnvironment())
