import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parseArgs } from 'node:util'
import { execaSync } from 'execa'
import { EXECUTABLE, hasExecutable } from '../../test/support/programs.ts'
import { PROGRAM } from '../../test/support/streams.ts'
import { type BenchInput, CRD_MEGABYTES, prepareInputs } from './inputs.ts'
import { measureLocking } from './locking.ts'
import { raceLocks } from './locks.ts'
import { benchEnvironment, firstQuartile, type Job, type Measured, measurePeak, time } from './measure.ts'
import { raceSlots } from './slots.ts'

interface Contestant {
  name: string
  command: string
  /** The arguments; the file is a fresh copy of the input, which is also stdin. */
  args(file: string): string[]
  env?: NodeJS.ProcessEnv
  /** What its `--version` prints, if another program has the same name. */
  version?: RegExp
}

interface Result {
  input: BenchInput
  contestant: Contestant
  /** First quartiles in milliseconds. */
  wall: number
  cpu: number
  /** Bytes. */
  peak: number | undefined
  /** Where it is not 0, the time is that of a failure. */
  code: number
}

const isThere = ({ command, version }: Contestant): boolean => {
  if (!(process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))) return false
  return version === undefined || version.test(execaSync(command, ['--version'], { reject: false }).stdout)
}

const listContestants = (folder: string): Contestant[] => {
  const peers: Contestant[] = [
    { name: 'yq', command: 'yq', args: () => ['.'], version: /mikefarah/ },
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
    ...peers.filter(isThere),
  ]
}

/** Runs all contestants in turn, so that whatever else the machine does hits each of them alike. */
const race = async (input: BenchInput, contestants: Contestant[], folder: string): Promise<Result[]> => {
  const copy = join(folder, 'copy.yaml')
  const jobs = contestants.map(({ command, args, env }): Job => {
    const job = { command, args: args(copy), input: input.path, output: join(folder, 'output.yaml') }
    return { ...job, env: { ...benchEnvironment(), ...env } }
  })
  const taken = jobs.map((): Measured[] => [])
  // The first round only warms the file cache.
  for (let round = 0; round <= input.rounds; round++) {
    for (const [index, job] of jobs.entries()) {
      copyFileSync(input.path, copy)
      const measured = time(job)
      if (round > 0) taken[index]?.push(measured)
    }
  }
  const results: Result[] = []
  for (const [index, contestant] of contestants.entries()) {
    const runs = taken[index] ?? []
    const quartile = (of: (run: Measured) => number): number => firstQuartile(runs.map(of))
    const peak = await measurePeak(jobs[index] as Job)
    const code = runs.at(-1)?.code ?? 0
    results.push({ input, contestant, wall: quartile(({ wall }) => wall), cpu: quartile(({ cpu }) => cpu), peak, code })
  }
  return results
}

const BARE = 'node -e 0'

const rounded = (milliseconds: number): string => `${Math.round(milliseconds)} ms`

const printResults = (results: Result[]): void => {
  const find = (input: BenchInput, name: string): Result =>
    results.find((result) => result.input === input && result.contestant.name === name) as Result
  console.log(`| input | program | time | over ${BARE} | CPU time | time / ${BARE} | CPU / ${BARE} | peak memory |`)
  console.log('|---|---|--:|--:|--:|--:|--:|--:|')
  for (const { input, contestant, wall, cpu, peak, code } of results) {
    const bare = find(input, BARE)
    const memory = peak === undefined ? '-' : `${Math.round(peak / 1e6)} MB`
    const name = code === 0 ? contestant.name : `${contestant.name} (fails with exit code ${code})`
    const times = [rounded(wall), rounded(wall - bare.wall), rounded(cpu)]
    const ratios = [(wall / bare.wall).toFixed(1), (cpu / bare.cpu).toFixed(1)]
    console.log(`| ${[input.name, name, ...times, ...ratios, memory].join(' | ')} |`)
  }
  const [small, , padded] = [...new Set(results.map(({ input }) => input))]
  if (small === undefined || padded === undefined) return
  const perMegabyte = (find(padded, 'casehard').wall - find(small, 'casehard').wall) / CRD_MEGABYTES
  console.log(`\nEach megabyte of CRDs adds ${perMegabyte.toFixed(1)} ms to casehard.`)
}

/** Any file of certificates; Node.js reads all of them at every start. */
const CERTIFICATES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/cert.pem', '/etc/pki/tls/certs/ca-bundle.crt']

/** Shows how much a slow start flatters a ratio: with NODE_EXTRA_CA_CERTS, both sides have the same time added. */
const printFlattered = async (input: BenchInput, contestants: Contestant[], folder: string): Promise<void> => {
  const certificates = process.env.NODE_EXTRA_CA_CERTS ?? CERTIFICATES.find((path) => existsSync(path))
  if (certificates === undefined) return
  const two = contestants.filter(({ name }) => [BARE, 'casehard'].includes(name))
  const set = two.map((one) => ({ ...one, env: { ...one.env, NODE_EXTRA_CA_CERTS: certificates } }))
  const [bare, hardening, slowBare, slowHardening] = await race(input, [...two, ...set], folder)
  const ratio = (one?: Result, other?: Result): string => ((one?.wall ?? 0) / (other?.wall ?? 0)).toFixed(1)
  console.log(
    `\nNODE_EXTRA_CA_CERTS unset: ${ratio(hardening, bare)} times ${BARE}; set: ${ratio(slowHardening, slowBare)} times.`,
  )
}

const main = async (): Promise<void> => {
  if (!existsSync(PROGRAM)) throw new Error('dist is missing: run npm run build')
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '21' }, lock: { type: 'boolean' } } })
  if (values.lock) return measureLocking()
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: a whole number from 1`)
  const folder = mkdtempSync(join(tmpdir(), 'casehard-bench-'))
  try {
    const contestants = listContestants(folder)
    const results: Result[] = []
    const inputs = prepareInputs(folder, rounds)
    for (const input of inputs) results.push(...(await race(input, contestants, folder)))
    console.log(
      `npm run bench -- --rounds ${rounds}    (Node ${process.versions.node}, interleaved runs, first quartiles, NODE_EXTRA_CA_CERTS and NODE_OPTIONS unset)\n`,
    )
    printResults(results)
    await printFlattered(inputs[0] as BenchInput, contestants, folder)
    raceLocks(inputs[0] as BenchInput, folder)
    await raceSlots(rounds)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

await main()
