import type { ExemptionTarget } from '../../config/exemptions/match.ts'
import type { Assessment, Control, Evidence, Operation, Stance } from '../../model.ts'
import type { EditableObject } from '../editable-object.ts'
import type { ActiveControl, ChangedVerdict, HeldVerdict, Verdict } from '../types.ts'

/** Why the API server refuses a change. */
export interface Refusal {
  reason: string
  evidence: Evidence
}

/** A verdict, and the target if an exemption matches it, expired or not. */
export interface Decision {
  verdict: Verdict
  matched?: ExemptionTarget | undefined
}

/** What controls run on: one pod, or one object such as a ServiceAccount. */
export interface HardeningTarget {
  readonly object: EditableObject
  readonly controls: readonly ActiveControl[]
  assess(control: Control): Assessment[]
  decide(control: Control, stance: Stance, assessment: Assessment): Decision
  /**
   * Applies changes in their order, each of another container or volume if there are several. Leaves out those that the API server
   * would refuse.
   * @returns for each change, why it is refused, or undefined
   */
  tryApply(control: Control, changes: readonly (readonly Operation[])[]): (Refusal | undefined)[]
}

/** What identifies the target of a verdict among those of one pod or object. */
export const keyOf = ({ control, assessment: { container, path } }: Pick<Verdict, 'control' | 'assessment'>): string =>
  `${control.id}\n${container ?? ''}\n${path}`

/** Stands for all containers and the pod; no part has this name. */
const ALL = ''

const CONTAINER = /\/(?:initContainers|containers|ephemeralContainers)\/\d+\//

const VOLUME = /^.*?\/volumes\/\d+\//

/** The part of the pod that an assessment is of: the name of a container, the pointer of a volume, or all of the pod. */
const partOf = ({ container, path }: Assessment): string => container ?? VOLUME.exec(path)?.[0] ?? ALL

/** The part that a change is confined to, or all of the pod. */
const reachOf = (assessment: Assessment): string => {
  const { container, operations } = assessment
  const part = partOf(assessment)
  const isConfined = ({ path }: Operation): boolean =>
    container === undefined ? path.startsWith(part) : CONTAINER.test(path)
  return operations?.every(isConfined) === true ? part : ALL
}

/** A decision on the assessment at a position of the list that the control returned. */
interface PlacedDecision extends Decision {
  order: number
}

/** A change that is decided and not applied. */
interface PendingChange extends PlacedDecision {
  verdict: ChangedVerdict
}

interface PlacedAssessment {
  order: number
  assessment: Assessment
}

/**
 * One run of a control. A change may alter what the same control found elsewhere (two containers share a volume, two
 * fields a parent), so what it may reach is assessed again in another round: the same container or volume, or the whole
 * pod. The changes that reach only their container or volume are applied together, because each application views and
 * checks the whole pod. The verdicts are those of applying one after the other.
 */
export class ControlRun {
  readonly #target: HardeningTarget
  readonly #control: Control
  readonly #stance: Stance
  readonly #seen = new Set<string>()
  readonly #reached = new Set<string>()
  readonly #pending = new Map<string, PendingChange>()
  /** Assessments of parts with a pending change: another round assesses them again if it is applied. */
  readonly #waiting = new Map<string, PlacedAssessment[]>()
  #decisions: PlacedDecision[] = []
  #isComplete = false

  constructor(target: HardeningTarget, control: Control, stance: Stance) {
    this.#target = target
    this.#control = control
    this.#stance = stance
  }

  /** Gives the decisions of all rounds, in the order of the assessments. */
  run(): Decision[] {
    const rounds: Decision[][] = []
    while (!this.#isComplete) {
      this.#isComplete = true
      this.#reached.clear()
      this.#decisions = []
      for (const [order, assessment] of this.#target.assess(this.#control).entries()) this.#take({ order, assessment })
      this.#applyPending()
      rounds.push(this.#decisions.sort((a, b) => a.order - b.order))
    }
    return rounds.flat()
  }

  #take(placed: PlacedAssessment): void {
    const { assessment } = placed
    const part = partOf(assessment)
    const key = keyOf({ control: this.#control, assessment })
    if (this.#seen.has(key)) return
    if (part === ALL) this.#applyPending()
    else if (this.#pending.has(part)) {
      if (assessment.state === 'compliant' || reachOf(assessment) !== ALL) {
        this.#waiting.set(part, [...(this.#waiting.get(part) ?? []), placed])
        return
      }
      this.#applyPending()
    }
    if (this.#isReached(part)) {
      this.#isComplete = false
      return
    }
    this.#seen.add(key)
    this.#decide(placed)
  }

  #isReached(part: string): boolean {
    const reached = this.#reached
    return reached.has(ALL) || (part === ALL ? reached.size > 0 : reached.has(part))
  }

  #decide({ order, assessment }: PlacedAssessment): void {
    const decision = this.#target.decide(this.#control, this.#stance, assessment)
    const { verdict } = decision
    if (verdict.verdict !== 'changed') {
      this.#decisions.push({ ...decision, order })
      return
    }
    const reach = reachOf(assessment)
    if (reach === ALL) this.#applyPending()
    this.#pending.set(reach, { ...decision, verdict, order })
    if (reach === ALL) this.#applyPending()
  }

  #applyPending(): void {
    while (this.#pending.size > 0) {
      const pending = [...this.#pending]
      this.#pending.clear()
      const refusals = this.#target.tryApply(
        this.#control,
        pending.map(([, { verdict }]) => verdict.operations),
      )
      for (const [i, [reach, decision]] of pending.entries()) {
        const waiting = this.#waiting.get(reach) ?? []
        this.#waiting.delete(reach)
        const refusal = refusals[i]
        if (refusal === undefined) {
          this.#decisions.push(decision)
          this.#reached.add(reach)
          if (waiting.length > 0) this.#isComplete = false
        } else {
          this.#decisions.push({ ...decision, verdict: refuse(decision.verdict, refusal) })
          for (const placed of waiting) this.#take(placed)
        }
      }
    }
  }
}

const refuse = (verdict: ChangedVerdict, { reason, evidence }: Refusal): HeldVerdict => {
  const { control, assessment, operations, confidence } = verdict
  const hint = 'change the field that it conflicts with, then run again'
  return {
    verdict: 'held',
    control,
    assessment,
    cause: 'api-rule',
    reason,
    hint,
    evidence: [evidence],
    operations,
    confidence,
  }
}
