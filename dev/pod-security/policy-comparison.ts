import { availableParallelism } from 'node:os'
import { type CheckedLevel, NEWEST_POLICY, podSecurityJudge } from '../../src/pod-security/level.ts'
import { judgePods } from './checks.ts'
import { keyOf, type OwnPod } from './ours.ts'

/** The policy versions that are compared: those where older checks change, and every one from 1.24 on. */
const MINORS = [0, 8, 19, 22, 23, ...Array.from({ length: NEWEST_POLICY - 23 }, (_, i) => i + 24)]

/** What the oracle and casehard say of all pods by one policy. */
export interface PolicyComparison {
  minor: number
  level: CheckedLevel
  /** Pods that both judged, and those of them that the oracle forbids. */
  pods: number
  forbidden: number
  disagreements: string[]
  /** Ids that at least one pod violates. */
  violated: Set<string>
}

/** Verdicts by pod; of several of the same name in one document, one after the other. */
const byKey = (entries: readonly (readonly [string, string])[]): Map<string, string> => {
  const verdicts = new Map<string, string>()
  for (const [key, ids] of entries) verdicts.set(key, verdicts.has(key) ? `${verdicts.get(key)}; ${ids}` : ids)
  return verdicts
}

const listIds = (ids: readonly string[]): string => [...new Set(ids)].sort().join(' ') || 'nothing'

/** Has the oracle and casehard judge the pods of files by a policy. */
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

/** Does the work of every policy, some at once, and gives the outcomes from the oldest version on. */
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
