import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Report } from '../../src/model.ts'
import { EXIT_REFUSED } from '../exit-codes.ts'
import { loadOracles, type Oracles } from './oracles.ts'
import { explainViolations, findUnexplained, judgePods, type PodVerdict } from './pod-security.ts'
import { hardenFile, printTable } from './program.ts'
import { CORPUS, COUNTED, type CorpusFile, listCorpus, PROGRAM } from './streams.ts'

/** The pods of the full corpus, and how many of them have to pass Pod Security `restricted` after hardening. */
const FULL = { pods: 91, restricted: 70 }

interface Outcome {
  file: CorpusFile
  output: string
  /** Absent where the input was refused, rightly or not. */
  report?: Report
  findings: string[]
}

/** Runs an oracle and gives its findings: its lines but the last, which is the summary. */
const ask = async (oracle: string, args: readonly string[]): Promise<string[]> => {
  const { exitCode, stdout, stderr } = await execa(oracle, args, { reject: false })
  if (exitCode === 0) return []
  const lines = stdout.trimEnd().split('\n').slice(0, -1)
  return [...lines, ...stderr.trimEnd().split('\n')].filter((line) => line !== '')
}

const isReadable = async (kubecheck: string, path: string): Promise<boolean> => {
  const { stdout } = await execa(kubecheck, ['valid', '--json', path], { reject: false })
  return JSON.parse(stdout).summary.unreadable === 0
}

/** Takes one file through casehard and its generators twice, and gives what the oracles find. */
const checkGenerated = async (file: CorpusFile, folder: string, { judge, kubecheck }: Oracles): Promise<string[]> => {
  const [output, again, report, second] = ['yaml', 'again.yaml', 'json', 'again.json'].map((extension) =>
    join(folder, `${file.name.replace('/', '-')}.generated.${extension}`),
  ) as [string, string, string, string]
  const { code, message } = await hardenFile(file.path, output, report, ['--generate'])
  if (code !== 0) return [`exit code ${code}: ${message}`]
  await hardenFile(output, again, second, ['--generate'])
  const added = (JSON.parse(readFileSync(report, 'utf8')) as Report).changes.filter((change) => change.document.new)
  const names = new Set(added.map(({ resource }) => resource.name))
  const { stdout } = await execa(kubecheck, ['valid', '--all', '--json', output], { reject: false })
  const valid = (JSON.parse(stdout).objects as { name: string; verdict: string }[]).filter(
    ({ name, verdict }) => verdict === 'valid' && names.has(name),
  )
  return [
    ...(await ask(judge, ['stream', file.path, output, report])),
    ...(await ask(judge, ['same', output, again])).map((finding) => `second pass: ${finding}`),
    ...(valid.length === added.length ? [] : [`${added.length} objects are added, ${valid.length} of them are valid`]),
  ].map((finding) => `--generate: ${finding}`)
}

/** Takes one file through casehard twice and asks the oracles what they think of it. */
const check = async (file: CorpusFile, folder: string, { judge, kubecheck }: Oracles): Promise<Outcome> => {
  const [output, again, report, second] = ['yaml', 'again.yaml', 'json', 'again.json'].map((extension) =>
    join(folder, `${file.name.replace('/', '-')}.${extension}`),
  ) as [string, string, string, string]
  const { code, message } = await hardenFile(file.path, output, report)
  if (code !== 0) {
    const right = code === EXIT_REFUSED && !(await isReadable(kubecheck, file.path))
    return { file, output, findings: right ? [] : [`exit code ${code}: ${message}`] }
  }
  const repeat = await hardenFile(output, again, second)
  const findings = [
    ...(repeat.code === 0 ? [] : [`the output is refused as input: exit code ${repeat.code}: ${repeat.message}`]),
    ...(await ask(judge, ['stream', file.path, output, report])),
    ...(await ask(judge, ['same', output, again])).map((finding) => `second pass: ${finding}`),
    ...(await ask(kubecheck, ['compare', file.path, output])),
    ...(await checkGenerated(file, folder, { judge, kubecheck })),
  ]
  const fresh = repeat.code === 0 ? (JSON.parse(readFileSync(second, 'utf8')) as Report).changes.length : 0
  if (fresh > 0) findings.push(`second pass: ${fresh} changes reported`)
  return { file, output, report: JSON.parse(readFileSync(report, 'utf8')), findings }
}

const checkAll = async (files: CorpusFile[], folder: string, oracles: Oracles): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  const queue = [...files.entries()]
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      outcomes[next[0]] = await check(next[1], folder, oracles)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return outcomes
}

const keyOf = ({ document, item, kind, name }: PodVerdict): string => [document, item, kind, name].join(' ')

interface Shares {
  shares: string
  /** A line for each thing that keeps a pod below `restricted`. */
  below: string[]
  failures: string[]
}

/** Compares Pod Security before and after; adds to the findings what is violated and not explained. */
const judgeShares = async (outcomes: Outcome[], kubecheck: string): Promise<Shares> => {
  const counted = outcomes.filter(({ file, report }) => report && COUNTED.includes(file.name.split('/')[0] ?? ''))
  const before = await judgePods(
    kubecheck,
    counted.map(({ file }) => file.path),
  )
  const after = await judgePods(
    kubecheck,
    counted.map(({ output }) => output),
  )
  const below: string[] = []
  for (const { file, output, report, findings } of counted) {
    const lines = new Map(before.filter((pod) => pod.file === file.path).map((pod) => [keyOf(pod), pod.line]))
    const left = after.filter((pod) => pod.file === output && !pod.allowed)
    for (const pod of left) {
      const line = lines.get(keyOf(pod)) ?? 0
      findings.push(...findUnexplained(pod, line, report as Report))
      below.push(...explainViolations(pod, line, report as Report).map((text) => `${file.name}: ${text}`))
    }
  }
  const passing = (pods: PodVerdict[]): number => pods.filter(({ allowed }) => allowed).length
  const shares = `Pod Security restricted: ${passing(before)} of ${before.length} pods pass before, ${passing(after)} after`
  const tooFew = before.length >= FULL.pods && passing(after) < FULL.restricted
  return { shares, below, failures: tooFew ? [`fewer than ${FULL.restricted} pods pass restricted`] : [] }
}

const printOutcomes = (outcomes: Outcome[]): void => {
  const rows = outcomes.map(({ file, report, findings }) => {
    const { pods, changed, held, skipped } = report?.summary ?? {}
    return [file.name, pods, changed, held, skipped, findings.length].map((cell) => String(cell ?? '-'))
  })
  printTable([['file', 'pods', 'changed', 'held', 'skipped', 'findings'], ...rows])
}

const main = async (): Promise<number> => {
  const files = listCorpus([...COUNTED, 'answer-key'])
  if (files.length === 0) return skip(`no corpus in ${CORPUS}`)
  if (!existsSync(PROGRAM)) throw new Error('dist is missing: run npm run build')
  const oracles = await loadOracles()
  if (typeof oracles === 'string') return skip(oracles)
  const folder = mkdtempSync(join(tmpdir(), 'casehard-corpus-'))
  const outcomes = await checkAll(files, folder, oracles)
  const { shares, below, failures } = await judgeShares(outcomes, oracles.kubecheck)
  printOutcomes(outcomes)
  const findings = [
    ...outcomes.flatMap(({ file, findings }) => findings.map((text) => `${file.name}: ${text}`)),
    ...failures,
  ]
  for (const finding of findings) console.log(finding)
  if (below.length > 0) console.log('\nbelow restricted after hardening, and what holds them there:')
  for (const line of below) console.log(`  ${line}`)
  console.log(`\n${shares}`)
  const refused = outcomes.filter(({ report }) => report === undefined).length
  console.log(`corpus: ${files.length} files, ${refused} refused, ${findings.length} findings`)
  if (findings.length === 0) rmSync(folder, { recursive: true })
  else console.log(`outputs and reports are in ${folder}`)
  return findings.length === 0 ? 0 : 1
}

const skip = (reason: string): number => {
  console.log(`corpus: skipped, ${reason}`)
  return 0
}

process.exitCode = await main()
