import { availableParallelism } from 'node:os'
import { type CheckedLevel, NEWEST_POLICY, podSecurityChecker } from '../../src/pod-security/level.ts'
import { judgePods } from './checks.ts'
import { keyOf, type OwnPod } from './ours.ts'

/** The policy versions to compare: those in which checks changed before 1.24, and all from 1.24 on. */
const MINORS = [0, 8, 19, 22, 23, ...Array.from({ length: NEWEST_POLICY - 23 }, (_, i) => i + 24)]

/** The results of the oracle and of casehard for all pods and one policy. */
export interface PolicyComparison {
  minor: number
  level: CheckedLevel
  /** The number of pods that both checked, and of those that the oracle forbids. */
  pods: number
  forbidden: number
  disagreements: string[]
  /** Ids that at least one pod violates. */
  violated: Set<string>
}

/** Returns verdicts by pod; those of several pods with the same key are joined. */
const byKey = (entries: readonly (readonly [string, string])[]): Map<string, string> => {
  const verdicts = new Map<string, string>()
  for (const [key, ids] of entries) verdicts.set(key, verdicts.has(key) ? `${verdicts.get(key)}; ${ids}` : ids)
  return verdicts
}

const listIds = (ids: readonly string[]): string => [...new Set(ids)].sort().join(' ') || 'nothing'

/** Checks the pods of files against a policy with the oracle and with casehard. */
export const compare = async (
  kubecheck: string,
  files: readonly string[],
  own: readonly OwnPod[],
  { minor, level }: Pick<PolicyComparison, 'minor' | 'level'>,
): Promise<PolicyComparison> => {
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
  const judge = podSecurityChecker(level, minor)
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

/** Runs a function for every policy, some concurrently; returns the results from the oldest version on. */
export const runAll = async (
  work: (round: Pick<PolicyComparison, 'minor' | 'level'>) => Promise<PolicyComparison>,
): Promise<PolicyComparison[]> => {
  const queue = MINORS.flatMap((minor) => (['baseline', 'restricted'] as const).map((level) => ({ minor, level })))
  const rounds: PolicyComparison[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) rounds.push(await work(next))
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return rounds.sort((a, b) => a.minor - b.minor || a.level.localeCompare(b.level))
}
