import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, PROGRAM } from '../../test/support/streams.ts'
import { boundPod, container, pod, times } from './manifests.ts'

/** A run of the built program on a large input. */
export interface LargeRun {
  name: string
  /** Writes the input into a folder. */
  prepare(folder: string): { args: string[]; stdin: string }
  /** The exit code that it ends with. */
  status: number
}

/** What a run took. */
export interface LargeResult {
  /** Of CPU, in all threads. */
  seconds: number
  /** The most memory that was resident at a time. */
  megabytes: number
  status: number | null
  /** Whether it took no more than is allowed and ended with the expected exit code. */
  passes: boolean
}

export const MOST_SECONDS = 60
export const MOST_MEGABYTES = 2000

export const LARGE_RUNS: readonly LargeRun[] = [
  {
    name: '20,000 containers in one pod',
    status: 0,
    prepare: () => ({
      args: [],
      stdin: pod(
        'web',
        times(20_000, (i) => container(i)),
      ),
    }),
  },
  {
    name: '10,000 pods, each with an account and a binding',
    status: 0,
    prepare: () => ({ args: [], stdin: times(10_000, (i) => boundPod(i).join('---\n'), '---\n') }),
  },
  {
    name: 'check of 20,000 files',
    // There are findings.
    status: 1,
    prepare: (folder) => {
      mkdirSync(folder, { recursive: true })
      for (let i = 0; i < 20_000; i++) writeFileSync(join(folder, `f${i}.yaml`), pod(`p${i}`))
      return { args: ['check', '--quiet', folder], stdin: '' }
    },
  },
]

/** Writes what the process used to file descriptor 3 when it ends. */
const USAGE = `
import { writeSync } from 'node:fs'
process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())))
`

/** Runs the program on a large input in a process of its own. */
export const runLarge = ({ prepare, status: expected }: LargeRun, folder: string): LargeResult => {
  const { args, stdin } = prepare(join(folder, 'files'))
  const usage = `data:text/javascript,${encodeURIComponent(USAGE)}`
  const { output, status } = spawnSync(process.execPath, ['--import', usage, PROGRAM, ...args], {
    input: stdin,
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    env: cleanEnvironment(),
    cwd: folder,
  })
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(String(output[3])) as NodeJS.ResourceUsage
  const seconds = (userCPUTime + systemCPUTime) / 1e6
  const megabytes = maxRSS / 1000
  const passes = seconds <= MOST_SECONDS && megabytes <= MOST_MEGABYTES && status === expected
  return { seconds, megabytes, status, passes }
}
