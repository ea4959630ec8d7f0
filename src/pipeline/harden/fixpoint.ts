import type { Assessment, Control, Evidence, JsonObject, Operation, Stance } from '../../model.ts'
import type { ChangedVerdict, HeldVerdict, Judged, Outcome, Rule, Settled, Subject, Verdict } from '../types.ts'

/** Every pass starts with what the last one left; more than a few mean that two controls undo each other. */
const MOST_PASSES = 10

/** What a kind of target brings to the loop: pods, or objects such as ServiceAccounts. */
export interface Bench {
  subject: Subject
  controls: readonly { control: Control; stance: Stance }[]
  judge(control: Control): Assessment[]
  decide(control: Control, stance: Stance, assessment: Assessment): Verdict
  /** Applies a change; what it says when it can not be applied, with the clue, holds the change as an API rule. */
  apply(control: Control, operations: readonly Operation[]): { reason: string; clue: Evidence } | undefined
}

const keyOf = (control: Rule, { container, path }: Assessment): string => `${control.id}\n${container ?? ''}\n${path}`

/**
 * Settles one control. A change may rest on what another of the same control made (two containers share a volume, two
 * fields a parent), so what it may touch is judged anew: the same container, or all where it wrote outside of one.
 */
const settleControl = (bench: Bench, control: Control, stance: Stance, changed: Changes): Pass => {
  const pass: Pass = { held: new Map(), compliant: new Map(), changes: 0 }
  const seen = new Set<string>()
  for (let isSettled = false; !isSettled; ) {
    isSettled = true
    const stale = new Set<string>()
    for (const assessment of bench.judge(control)) {
      const key = keyOf(control, assessment)
      if (seen.has(key)) continue
      if (
        stale.has(ALL) ||
        stale.has(assessment.container ?? ALL) ||
        (assessment.container === undefined && stale.size > 0)
      ) {
        isSettled = false
        continue
      }
      seen.add(key)
      if (settleJudgement(bench, control, stance, assessment, pass, changed))
        stale.add(staysInContainer(assessment) ? (assessment.container as string) : ALL)
    }
  }
  return pass
}

/** No container has this name: what stands for all of them and for the pod. */
const ALL = ''

type Changes = Map<string, Settled<ChangedVerdict>>

const CONTAINER = /\/(?:initContainers|containers|ephemeralContainers)\/\d+\//

const staysInContainer = ({ container, operations }: Assessment): boolean =>
  container !== undefined && operations?.every(({ path }) => CONTAINER.test(path)) === true

/** Records what becomes of one judgement; true where it changed the object. */
const settleJudgement = (
  bench: Bench,
  control: Control,
  stance: Stance,
  assessment: Assessment,
  pass: Pass,
  changed: Changes,
): boolean => {
  const key = keyOf(control, assessment)
  const verdict = bench.decide(control, stance, assessment)
  if (verdict.verdict === 'compliant') pass.compliant.set(key, { control, assessment })
  else if (verdict.verdict === 'held') pass.held.set(key, { control, assessment, verdict })
  else {
    const refusal = bench.apply(control, verdict.operations)
    if (refusal === undefined) {
      changed.set(changed.has(key) ? `${key}\n${changed.size}` : key, { control, assessment, verdict })
      pass.changes++
      return true
    }
    const { operations, confidence } = verdict
    const hint = 'change what it collides with, then run again'
    const { reason, clue } = refusal
    const held: HeldVerdict = {
      verdict: 'held',
      cause: 'api-rule',
      reason,
      hint,
      evidence: [clue],
      operations,
      confidence,
    }
    pass.held.set(key, { control, assessment, verdict: held })
  }
  return false
}

interface Pass {
  held: Map<string, Settled<HeldVerdict>>
  compliant: Map<string, Judged>
  changes: number
}

/**
 * Runs the controls in their order: first those that touch each other, again and again until a pass changes nothing,
 * whose holds are the ones that count; then each of the others, once; then those that come last, and all of it again
 * where one of these changes anything.
 */
export const settle = (bench: Bench): Outcome => {
  const changed: Changes = new Map()
  const compliant = new Map<string, Judged>()
  const entangled: Bench['controls'][number][] = []
  const alone: Bench['controls'][number][] = []
  const last: Bench['controls'][number][] = []
  for (const row of bench.controls)
    (row.control.runsLast ? last : row.control.independent ? alone : entangled).push(row)
  const rested = new Map<Control, { object: JsonObject; pass: Pass }>()
  const settleAnew = ({ control, stance }: Bench['controls'][number]): Pass => {
    const before = rested.get(control)
    // Nobody changed anything since, so that it would find the same.
    if (before?.object === bench.subject.object && before.pass.changes === 0) return before.pass
    const pass = settleControl(bench, control, stance, changed)
    rested.set(control, { object: bench.subject.object, pass })
    return pass
  }
  const run = (controls: Bench['controls'], passes: number): Pass[] => {
    const found = controls.map(settleAnew)
    if (passes === 1) for (const pass of found) for (const [key, judged] of pass.compliant) compliant.set(key, judged)
    return found
  }
  const hasChanged = (passes: readonly Pass[]): boolean => passes.some(({ changes }) => changes > 0)
  const settled: Pass[] = []
  for (let passes = 1, isDone = false; !isDone; passes++) {
    if (passes > MOST_PASSES)
      throw new Error(`${bench.subject.resource.kind} ${bench.subject.resource.name}: the controls do not come to rest`)
    const found = run(entangled, passes)
    if (hasChanged(found)) continue
    const after = run(alone, 1)
    const end = run(last, 1)
    isDone = !hasChanged(end)
    if (isDone) settled.push(...found, ...after, ...end)
  }
  const held = settled.flatMap((pass) => [...pass.held.values()])
  for (const { control, assessment } of held) compliant.delete(keyOf(control, assessment))
  for (const key of changed.keys()) compliant.delete(key)
  const standing = held.filter(({ control, assessment }) => !changed.has(keyOf(control, assessment)))
  return { changed: [...changed.values()], held: standing, compliant: [...compliant.values()] }
}
