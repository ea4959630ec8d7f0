import type { Clue, Control, Json, JsonObject, Judgement, Operation, Resource, Stance } from '../model.ts'
import { applyOperations } from '../patch/apply.ts'
import { stepsOf } from '../patch/pointer.ts'
import type { ChangedVerdict, HeldVerdict, Verdict } from './verdict.ts'

/** Every pass starts with what the last one left; more than a few mean that two controls undo each other. */
const MOST_PASSES = 10

export interface Settled<V> {
  control: Control
  judgement: Judgement
  verdict: V
}

export interface Outcome {
  /** In the order in which they were applied. */
  changed: Settled<ChangedVerdict>[]
  held: Settled<HeldVerdict>[]
  compliant: number
}

/** An object of a document while it is hardened: one item of a List, or all of the document. */
export class Subject {
  readonly pointer: string
  readonly resource: Resource
  object: JsonObject

  constructor(resource: Resource, pointer: string, object: JsonObject) {
    this.resource = resource
    this.pointer = pointer
    this.object = object
  }

  /** The value at a pointer that is rooted at the document. */
  at(pointer: string): JsonObject {
    let value: Json | undefined = this.object
    for (const step of stepsOf(pointer.slice(this.pointer.length)))
      value =
        value !== null && typeof value === 'object' && Object.hasOwn(value, step)
          ? (value as JsonObject)[step]
          : undefined
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
  }

  /** What the object becomes; its operations are rooted at the document. */
  patched(operations: readonly Operation[]): JsonObject {
    const moved = operations.map((operation) => ({ ...operation, path: operation.path.slice(this.pointer.length) }))
    return applyOperations(structuredClone(this.object), moved) as JsonObject
  }
}

/** What a kind of target brings to the loop: pods, or objects such as ServiceAccounts. */
export interface Bench {
  subject: Subject
  controls: readonly { control: Control; stance: Stance }[]
  judge(control: Control): Judgement[]
  decide(control: Control, stance: Stance, judgement: Judgement): Verdict
  /** Applies a change; what it says when it can not be applied, with the clue, holds the change as an API rule. */
  apply(control: Control, operations: readonly Operation[]): { reason: string; clue: Clue } | undefined
}

const keyOf = (control: Control, { container, path }: Judgement): string => `${control.id}\n${container ?? ''}\n${path}`

/** Settles one control: after each change it is asked again, since its other answers may rest on what is changed now. */
const settleControl = (
  bench: Bench,
  control: Control,
  stance: Stance,
  changed: Map<string, Settled<ChangedVerdict>>,
): Pass => {
  const pass: Pass = { held: new Map(), compliant: new Set(), changes: 0 }
  const seen = new Set<string>()
  for (let isSettled = false; !isSettled; ) {
    isSettled = true
    for (const judgement of bench.judge(control)) {
      const key = keyOf(control, judgement)
      if (seen.has(key)) continue
      seen.add(key)
      const verdict = bench.decide(control, stance, judgement)
      if (verdict.verdict === 'compliant') pass.compliant.add(key)
      else if (verdict.verdict === 'held') pass.held.set(key, { control, judgement, verdict })
      else {
        const refusal = bench.apply(control, verdict.operations)
        if (refusal === undefined) {
          changed.set(changed.has(key) ? `${key}\n${changed.size}` : key, { control, judgement, verdict })
          pass.changes++
          isSettled = false
          break
        }
        const { operations, confidence } = verdict
        const hint = 'change what it collides with, then run again'
        const held: HeldVerdict = {
          verdict: 'held',
          cause: 'api-rule',
          reason: refusal.reason,
          hint,
          evidence: [refusal.clue],
          operations,
          confidence,
        }
        pass.held.set(key, { control, judgement, verdict: held })
      }
    }
  }
  return pass
}

interface Pass {
  held: Map<string, Settled<HeldVerdict>>
  compliant: Set<string>
  changes: number
}

/** Runs the controls in their order, again and again, until a pass changes nothing; its holds are the ones that count. */
export const settle = (bench: Bench): Outcome => {
  const changed = new Map<string, Settled<ChangedVerdict>>()
  let compliant: Set<string> | undefined
  for (let passes = 1; passes <= MOST_PASSES; passes++) {
    const held: Settled<HeldVerdict>[] = []
    const fine = new Set<string>()
    let changes = 0
    for (const { control, stance } of bench.controls) {
      const pass = settleControl(bench, control, stance, changed)
      changes += pass.changes
      for (const key of pass.compliant) fine.add(key)
      for (const [key, one] of pass.held) if (!changed.has(key)) held.push(one)
    }
    compliant ??= fine
    if (changes > 0) continue
    for (const { control, judgement } of held) compliant.delete(keyOf(control, judgement))
    for (const key of changed.keys()) compliant.delete(key)
    return { changed: [...changed.values()], held, compliant: compliant.size }
  }
  throw new Error(`${bench.subject.resource.kind} ${bench.subject.resource.name}: the controls do not come to rest`)
}
