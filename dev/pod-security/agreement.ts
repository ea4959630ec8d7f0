import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { BASELINE_CHECKS } from '../../src/pod-security/baseline.ts'
import { RESTRICTED_CHECKS } from '../../src/pod-security/restricted.ts'
import { COUNTED, listCorpus } from '../../test/support/streams.ts'
import { loadOracles } from '../corpus/oracles.ts'
import { printTable } from '../corpus/program.ts'
import { EDITS, nameOf } from './edits.ts'
import { readPods } from './ours.ts'
import { type Draft, generateDrafts } from './pods.ts'
import { compare, runAll } from './policy-comparison.ts'

/** So many pods are generated, from this seed, of which so many at least have to be valid. */
const GENERATED = { count: 26_000, seed: 20, valid: 20_000 }

const MOST_PRINTED = 20

/** Pods that the current API refuses but other versions or paths accept. */
const ELSEWHERE = [
  /^spec\.ephemeralContainers: Forbidden: cannot be set on create$/,
  /`hostUsers` must be false to use `Unmasked`$/,
]

interface Validity {
  name: string
  verdict: string
  errors?: string[]
}

/** The drafts by name that are valid, and those that are judged besides. */
const sortDrafts = async (kubecheck: string, file: string): Promise<{ valid: Set<string>; judged: Set<string> }> => {
  const { stdout } = await execa(kubecheck, ['valid', '--json', file], { reject: false, maxBuffer: 2 ** 29 })
  const objects = JSON.parse(stdout).objects as Validity[]
  const isFine = ({ errors = [] }: Validity): boolean =>
    errors.every((error) => ELSEWHERE.some((pattern) => pattern.test(error)))
  const namesOf = (list: readonly Validity[]): Set<string> => new Set(list.map(({ name }) => name))
  return {
    valid: namesOf(objects.filter(({ verdict }) => verdict === 'valid')),
    judged: namesOf(objects.filter(isFine)),
  }
}

/** What the generated pods would have to cover and do not. */
const findGaps = (drafts: readonly Draft[], judged: ReadonlySet<string>): string[] => {
  const covered = new Set(drafts.filter((_, i) => judged.has(`p${i}`)).flatMap(({ edits }) => edits))
  return EDITS.filter((edit) => !covered.has(edit)).map((edit) => `no judged pod has ${nameOf(edit)}`)
}

const main = async (): Promise<number> => {
  const oracles = await loadOracles()
  if (typeof oracles === 'string') {
    console.log(`pod-security: skipped, ${oracles}`)
    return 0
  }
  const { kubecheck } = oracles
  const folder = mkdtempSync(join(tmpdir(), 'casehard-pod-security-'))
  const [all, generated] = [join(folder, 'all.yaml'), join(folder, 'generated.yaml')] as const
  const drafts = generateDrafts(GENERATED.count, GENERATED.seed)
  const write = (file: string, list: readonly Draft[]): void =>
    writeFileSync(file, list.map(({ object }) => `---\n${JSON.stringify(object)}\n`).join(''))
  write(all, drafts)
  const { valid, judged } = await sortDrafts(kubecheck, all)
  write(
    generated,
    drafts.filter((_, i) => judged.has(`p${i}`)),
  )
  const failures = findGaps(drafts, judged)
  if (valid.size < GENERATED.valid) failures.push(`only ${valid.size} of the generated pods are valid`)
  const corpus = listCorpus([...COUNTED, 'answer-key']).map(({ path }) => path)
  const read = [...corpus, generated].map((file) => ({ file, pods: readPods(file) }))
  const files = read.filter(({ pods }) => pods !== undefined).map(({ file }) => file)
  const own = read.flatMap(({ pods = [] }) => pods)
  const rounds = await runAll((round) => compare(kubecheck, files, own, round))
  printTable([
    ['policy', 'pods', 'forbidden', 'disagreements'],
    ...rounds.map(({ minor, level, pods, forbidden, disagreements }) => [
      `${level} 1.${minor}`,
      ...[pods, forbidden, disagreements.length].map(String),
    ]),
  ])
  const violated = new Set(rounds.flatMap((round) => [...round.violated]))
  for (const { id } of [...BASELINE_CHECKS, ...RESTRICTED_CHECKS])
    if (!violated.has(id)) failures.push(`no pod violates ${id}`)
  const disagreements = rounds.flatMap((round) => round.disagreements)
  for (const text of [...failures, ...disagreements].slice(0, MOST_PRINTED)) console.log(text)
  if (corpus.length === 0) console.log('pod-security: no corpus here')
  console.log(
    `pod-security: ${valid.size} valid generated pods and ${judged.size - valid.size} others, ${corpus.length} files ` +
      `(${read.length - files.length} refused), ${rounds.length} policies, ${disagreements.length} disagreements, ` +
      `${failures.length} other failures`,
  )
  const isFine = failures.length + disagreements.length === 0
  if (isFine) rmSync(folder, { recursive: true })
  else console.log(`the generated pods are in ${folder}`)
  return isFine ? 0 : 1
}

process.exitCode = await main()
