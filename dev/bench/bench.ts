import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parseArgs } from 'node:util'
import { EXECUTABLE, hasExecutable } from '../../test/support/programs.ts'
import { cleanEnvironment, PROGRAM } from '../../test/support/streams.ts'
import { type BenchInput, CRD_MEGABYTES, prepareInputs } from './inputs.ts'
import { type Job, measurePeak, median, time } from './measure.ts'
import { raceSlots } from './slots.ts'

interface Contestant {
  name: string
  command: string
  /** The arguments; the file is a fresh copy of the input, which is also stdin. */
  args(file: string): string[]
  env?: NodeJS.ProcessEnv
}

interface Result {
  input: BenchInput
  contestant: Contestant
  /** Milliseconds. */
  median: number
  /** Bytes. */
  peak: number | undefined
  /** Where it is not 0, the time is that of a failure. */
  code: number
}

const isOnPath = ({ command }: Contestant): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))

const listContestants = (folder: string): Contestant[] => {
  const peers: Contestant[] = [
    { name: 'yq', command: 'yq', args: () => ['.'] },
    { name: 'kubeaudit autofix', command: 'kubeaudit', args: (file) => ['autofix', '-f', file, '-o', `${file}.fixed`] },
    { name: 'polaris fix', command: 'polaris', args: (file) => ['fix', '--files-path', file, '--checks', 'all'] },
    {
      name: 'kyverno apply',
      command: 'kyverno',
      args: (file) => ['apply', 'testdata/peers/kyverno-policy.yaml', '--resource', file],
    },
  ]
  const reported = { CASEHARD_REPORT: join(folder, 'report.json') }
  return [
    { name: 'node -e 0', command: process.execPath, args: () => ['-e', '0'] },
    { name: 'cat', command: 'cat', args: () => [] },
    {
      name: 'casehard',
      command: process.execPath,
      args: () => [PROGRAM],
      env: reported,
    },
    ...(hasExecutable()
      ? [{ name: 'casehard, executable', command: EXECUTABLE.command, args: () => [], env: reported }]
      : []),
    ...peers.filter(isOnPath),
  ]
}

/** Runs all contestants in turn, so that whatever else the machine does hits each of them alike. */
const race = async (input: BenchInput, contestants: Contestant[], folder: string): Promise<Result[]> => {
  const copy = join(folder, 'copy.yaml')
  const jobs = contestants.map(({ command, args, env }): Job => {
    const job = { command, args: args(copy), input: input.path, output: join(folder, 'output.yaml') }
    return { ...job, env: { ...cleanEnvironment(), ...env } }
  })
  const times = jobs.map((): number[] => [])
  const codes = jobs.map(() => 0)
  // The first round only warms the file cache.
  for (let round = 0; round <= input.rounds; round++) {
    for (const [index, job] of jobs.entries()) {
      copyFileSync(input.path, copy)
      const { took, code } = time(job)
      codes[index] = code
      if (round > 0) times[index]?.push(took)
    }
  }
  const results: Result[] = []
  for (const [index, contestant] of contestants.entries()) {
    const peak = await measurePeak(jobs[index] as Job)
    results.push({ input, contestant, median: median(times[index] ?? []), peak, code: codes[index] ?? 0 })
  }
  return results
}

const printResults = (results: Result[]): void => {
  const find = (input: BenchInput, name: string): number =>
    results.find((result) => result.input === input && result.contestant.name === name)?.median ?? Number.NaN
  console.log('| input | program | median | x node -e 0 | x cat | peak memory |')
  console.log('|---|---|--:|--:|--:|--:|')
  for (const { input, contestant, median, peak, code } of results) {
    const toNode = (median / find(input, 'node -e 0')).toFixed(1)
    const toCat = (median / find(input, 'cat')).toFixed(1)
    const memory = peak === undefined ? '-' : `${Math.round(peak / 1e6)} MB`
    const name = code === 0 ? contestant.name : `${contestant.name} (fails with exit code ${code})`
    console.log(`| ${input.name} | ${name} | ${Math.round(median)} ms | ${toNode} | ${toCat} | ${memory} |`)
  }
  const [small, , padded] = [...new Set(results.map(({ input }) => input))]
  if (small === undefined || padded === undefined) return
  const perMegabyte = (find(padded, 'casehard') - find(small, 'casehard')) / CRD_MEGABYTES
  console.log(`\nEach megabyte of CRDs adds ${perMegabyte.toFixed(1)} ms to casehard.`)
}

const main = async (): Promise<void> => {
  if (!existsSync(PROGRAM)) throw new Error('dist is missing: run npm run build')
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '21' } } })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: a whole number from 1`)
  const folder = mkdtempSync(join(tmpdir(), 'casehard-bench-'))
  try {
    const contestants = listContestants(folder)
    const results: Result[] = []
    for (const input of prepareInputs(folder, rounds)) results.push(...(await race(input, contestants, folder)))
    console.log(`npm run bench -- --rounds ${rounds}    (Node ${process.versions.node}, interleaved runs, medians)\n`)
    printResults(results)
    await raceSlots(rounds)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

await main()
