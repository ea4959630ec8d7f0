import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { type CheckedLevel, NEWEST_POLICY, podSecurityJudge } from '../../src/kube/pod-security.ts'
import { BASELINE_CHECKS } from '../../src/kube/pod-security-baseline.ts'
import { RESTRICTED_CHECKS } from '../../src/kube/pod-security-restricted.ts'
import { loadOracles } from './oracles.ts'
import { judgePods } from './pod-security.ts'
import { printTable } from './program.ts'
import { EDITS, nameOf } from './psa-edits.ts'
import { keyOf, type OwnPod, readPods } from './psa-ours.ts'
import { type Draft, generateDrafts } from './psa-pods.ts'
import { COUNTED, listCorpus } from './streams.ts'

/** So many pods are generated, from this seed, of which so many at least have to be valid. */
const GENERATED = { count: 26_000, seed: 20, valid: 20_000 }

/** The policy versions that are compared: those where older checks change, and every one from 1.24 on. */
const MINORS = [0, 8, 19, 22, 23, ...Array.from({ length: NEWEST_POLICY - 23 }, (_, i) => i + 24)]

const MOST_PRINTED = 20

/** What the API refuses now, and took, or takes, in other versions or by another way. */
const ELSEWHERE = [
  /^spec\.ephemeralContainers: Forbidden: cannot be set on create$/,
  /`hostUsers` must be false to use `Unmasked`$/,
]

interface Round {
  minor: number
  level: CheckedLevel
  /** Pods that both judged, and those of them that the oracle forbids. */
  pods: number
  forbidden: number
  disagreements: string[]
  /** Ids that at least one pod violates. */
  violated: Set<string>
}

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

/** Verdicts by pod; of several of the same name in one document, one after the other. */
const byKey = (entries: readonly (readonly [string, string])[]): Map<string, string> => {
  const verdicts = new Map<string, string>()
  for (const [key, ids] of entries) verdicts.set(key, verdicts.has(key) ? `${verdicts.get(key)}; ${ids}` : ids)
  return verdicts
}

const listIds = (ids: readonly string[]): string => [...new Set(ids)].sort().join(' ') || 'nothing'

const compare = async (
  kubecheck: string,
  files: readonly string[],
  own: readonly OwnPod[],
  { minor, level }: Pick<Round, 'minor' | 'level'>,
): Promise<Round> => {
  const verdicts = await judgePods(kubecheck, files, level, `v1.${minor}`)
  const theirs = byKey(
    verdicts
      .filter(({ error }) => error === undefined)
      .map(({ file, document, kind, name, violations = [] }) => [
        keyOf(file, document, kind, name),
        listIds(violations.map(({ check }) => check)),
      ]),
  )
  const unread = new Set(
    verdicts.filter(({ error }) => error !== undefined).map((pod) => keyOf(pod.file, pod.document, pod.kind, pod.name)),
  )
  const judge = podSecurityJudge(level, minor)
  const ours = byKey(
    own
      .filter(({ key }) => !unread.has(key))
      .map(({ key, pod }) => [key, listIds(judge(pod).map(({ check }) => check))]),
  )
  const disagreements = [...new Set([...theirs.keys(), ...ours.keys()])]
    .filter((key) => theirs.get(key) !== ours.get(key))
    .map(
      (key) =>
        `pss:${level}@v1.${minor} ${key}: Kubernetes finds ${theirs.get(key) ?? 'no pod'}, casehard ${ours.get(key) ?? 'no pod'}`,
    )
  const forbidden = [...theirs.values()].filter((ids) => ids !== 'nothing')
  return {
    minor,
    level,
    pods: theirs.size,
    forbidden: forbidden.length,
    disagreements,
    violated: new Set(forbidden.flatMap((ids) => ids.split(/[; ]+/))),
  }
}

const runAll = async (work: (round: Pick<Round, 'minor' | 'level'>) => Promise<Round>): Promise<Round[]> => {
  const queue = MINORS.flatMap((minor) => (['baseline', 'restricted'] as const).map((level) => ({ minor, level })))
  const rounds: Round[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) rounds.push(await work(next))
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return rounds.sort((a, b) => a.minor - b.minor || a.level.localeCompare(b.level))
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
