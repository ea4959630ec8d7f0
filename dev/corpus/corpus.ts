import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../src/model.ts'
import { CORPUS, COUNTED, listCorpus, PROGRAM } from '../../test/support/streams.ts'
import { readContainers } from '../breakage/settings.ts'
import { explainViolations, findUnexplained, judgePods, type PodVerdict } from '../pod-security/checks.ts'
import { countAssumed, findUntoldUnknowns, judgeAssumed } from './assumed.ts'
import { checkAll, type Outcome } from './checks.ts'
import { loadOracles } from './oracles.ts'
import { hardenFile, printTable } from './program.ts'

/** The pods of the full corpus, and how many have to pass Pod Security `restricted` by default and with `--assume`. */
const FULL = { pods: 91, restricted: 60, assumed: 70 }

const keyOf = ({ document, item, kind, name }: PodVerdict): string => [document, item, kind, name].join(' ')

interface Shares {
  shares: string
  /** A line for each thing that keeps a pod below `restricted`. */
  below: string[]
  failures: string[]
}

const isCounted = ({ file, report }: Outcome): boolean =>
  report !== undefined && COUNTED.includes(file.name.split('/')[0] ?? '')

/** Prints how many changes are assumed, by control; returns what is above the limit, and unknowns that do not say enough. */
const judgeUnknowns = (outcomes: Outcome[]): string[] => {
  const counted = outcomes.filter(isCounted)
  const rows = countAssumed(counted.map(({ report }) => report as Report))
  const { text, isRight } = judgeAssumed(rows)
  console.log(`\n${text}:`)
  printTable(rows.map(({ control, changes, assumed }) => [`  ${control}`, String(assumed), 'of', String(changes)]))
  const untold = counted.flatMap(({ file, report }) =>
    findUntoldUnknowns(report as Report, readContainers(readFileSync(file.path, 'utf8'))).map(
      (finding) => `${file.name}: ${finding}`,
    ),
  )
  return [...(isRight ? [] : [text]), ...untold]
}

const passing = (pods: PodVerdict[]): number => pods.filter(({ allowed }) => allowed).length

/** Counts the pods that pass `restricted` if what is unknown is written, too. */
const countWithAssumptions = async (outcomes: Outcome[], kubecheck: string, folder: string): Promise<number> => {
  const outputs: string[] = []
  for (const { file } of outcomes.filter(isCounted)) {
    const output = join(folder, `${file.name.replaceAll('/', '-')}.assumed.yaml`)
    await hardenFile(file.path, output, `${output}.json`, ['--assume'])
    outputs.push(output)
  }
  return passing(await judgePods(kubecheck, outputs))
}

/** Compares Pod Security before and after; adds unexplained violations to the findings. */
const judgeShares = async (outcomes: Outcome[], kubecheck: string, folder: string): Promise<Shares> => {
  const counted = outcomes.filter(isCounted)
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
  const assumed = await countWithAssumptions(outcomes, kubecheck, folder)
  const shares = `Pod Security restricted: ${passing(before)} of ${before.length} pods pass before, ${passing(after)} after, ${assumed} with --assume`
  const isFull = before.length >= FULL.pods
  const failures = [
    ...(isFull && passing(after) < FULL.restricted ? [`fewer than ${FULL.restricted} pods pass restricted`] : []),
    ...(isFull && assumed < FULL.assumed ? [`fewer than ${FULL.assumed} pods pass restricted with --assume`] : []),
  ]
  return { shares, below, failures }
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
  const { shares, below, failures } = await judgeShares(outcomes, oracles.kubecheck, folder)
  printOutcomes(outcomes)
  const findings = [
    ...outcomes.flatMap(({ file, findings }) => findings.map((text) => `${file.name}: ${text}`)),
    ...failures,
    ...judgeUnknowns(outcomes),
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
