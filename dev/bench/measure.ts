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

/** What a process took so far. */
interface Usage {
  /** Peak resident memory in bytes: the kernel's high-water mark. */
  peak: number
  /** User and system time of all its threads in milliseconds. */
  cpu: number
}

/** Milliseconds of a tick, in which Linux counts CPU time. */
const TICK = 10

/** Reads what a process took; undefined without /proc or after the process has ended. */
const readUsage = (pid: number): Usage | undefined => {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    // The fields after the name, which may contain blanks, are those from the third on: proc_pid_stat(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const cpu = (Number(fields[11]) + Number(fields[12])) * TICK
    return kilobytes === undefined ? undefined : { peak: Number(kilobytes) * 1024, cpu }
  } catch {
    return undefined
  }
}

/**
 * Runs a process and asks for what it took until it ends.
 * @param interval milliseconds between two questions
 * @returns its usage, undefined without /proc, and its exit code (-1 after a signal)
 */
export const watch = (job: Job, interval: number): Promise<{ usage: Usage | undefined; code: number }> =>
  new Promise((resolve, reject) => {
    const child = withFiles(job, (stdio) => spawn(job.command, job.args, { stdio, cwd: job.cwd, env: job.env }))
    let usage: Usage | undefined
    const read = (): void => {
      usage = (child.pid === undefined ? undefined : readUsage(child.pid)) ?? usage
    }
    read()
    const timer = setInterval(read, interval)
    child.on('error', reject)
    child.on('exit', (code) => {
      clearInterval(timer)
      resolve({ usage, code: code ?? -1 })
    })
  })

/** Runs a process; returns its peak resident memory in bytes by polling, or undefined without /proc. */
export const measurePeak = async (job: Job): Promise<number | undefined> => (await watch(job, 1)).usage?.peak

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
