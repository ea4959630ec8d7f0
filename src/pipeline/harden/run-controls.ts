import type { ExemptionTarget } from '../../config/exemptions/match.ts'
import type { Control, JsonObject, Stance } from '../../model.ts'
import type { ActiveControl, ChangedVerdict, CompliantVerdict, HeldVerdict, Verdict, VerdictList } from '../types.ts'
import { ControlRun, type HardeningTarget, keyOf } from './run-control.ts'

/** Controls that still change something after so many passes undo each other. */
const MOST_PASSES = 10

/** The verdicts of one target, and the targets that exemptions match. */
export interface ControlResults extends Omit<VerdictList, 'immutable'> {
  matched: ExemptionTarget[]
}

/** What one control found in one pass. */
interface Pass {
  held: Map<string, HeldVerdict>
  compliant: Map<string, CompliantVerdict>
  changes: number
}

class ControlLoop {
  readonly #target: HardeningTarget
  readonly #changed = new Map<string, ChangedVerdict>()
  readonly #compliant = new Map<string, CompliantVerdict>()
  readonly #matched: ExemptionTarget[] = []
  /** The last pass of each control, and the value that it left. */
  readonly #last = new Map<Control, { value: JsonObject; pass: Pass }>()

  constructor(target: HardeningTarget) {
    this.#target = target
  }

  run(): ControlResults {
    const { controls, object } = this.#target
    const last = controls.filter(({ control }) => control.runsLast)
    const independent = controls.filter(({ control }) => !control.runsLast && control.independent)
    const dependent = controls.filter(({ control }) => !control.runsLast && !control.independent)
    for (let passes = 1; passes <= MOST_PASSES; passes++) {
      const found = this.#runAll(dependent, passes === 1)
      if (hasChanged(found)) continue
      const after = this.#runAll(independent, true)
      const end = this.#runAll(last, true)
      if (!hasChanged(end)) return this.#results([...found, ...after, ...end])
    }
    const { kind, name } = object.resource
    throw new Error(`${kind} ${name}: the controls still change it after ${MOST_PASSES} passes`)
  }

  #runAll(controls: readonly ActiveControl[], countsCompliant: boolean): Pass[] {
    const passes = controls.map((active) => this.#runUnlessSame(active))
    if (countsCompliant)
      for (const { compliant } of passes) for (const [key, verdict] of compliant) this.#compliant.set(key, verdict)
    return passes
  }

  /** Runs a control, unless nothing changed since its last pass, which would find the same. */
  #runUnlessSame({ control, stance }: ActiveControl): Pass {
    const last = this.#last.get(control)
    if (last?.value === this.#target.object.value && last.pass.changes === 0) return last.pass
    const pass = this.#runControl(control, stance)
    this.#last.set(control, { value: this.#target.object.value, pass })
    return pass
  }

  #runControl(control: Control, stance: Stance): Pass {
    const pass: Pass = { held: new Map(), compliant: new Map(), changes: 0 }
    for (const { verdict, matched } of new ControlRun(this.#target, control, stance).run()) {
      if (matched !== undefined) this.#matched.push(matched)
      this.#record(keyOf(verdict), verdict, pass)
    }
    return pass
  }

  #record(key: string, verdict: Verdict, pass: Pass): void {
    if (verdict.verdict === 'compliant') pass.compliant.set(key, verdict)
    else if (verdict.verdict === 'held') pass.held.set(key, verdict)
    else {
      this.#changed.set(this.#changed.has(key) ? `${key}\n${this.#changed.size}` : key, verdict)
      pass.changes++
    }
  }

  /** Of a target with several verdicts the change counts, then the hold of the last passes. */
  #results(passes: readonly Pass[]): ControlResults {
    const held = passes.flatMap((pass) => [...pass.held.values()])
    for (const verdict of held) this.#compliant.delete(keyOf(verdict))
    for (const key of this.#changed.keys()) this.#compliant.delete(key)
    return {
      changed: [...this.#changed.values()],
      held: held.filter((verdict) => !this.#changed.has(keyOf(verdict))),
      compliant: [...this.#compliant.values()],
      matched: this.#matched,
    }
  }
}

const hasChanged = (passes: readonly Pass[]): boolean => passes.some(({ changes }) => changes > 0)

/**
 * Runs the controls that are on in their order: first those that depend on each other, until a pass changes nothing;
 * then each independent one, once; then those that run last. If one of these changes anything, all run again.
 * @throws Error if the controls undo each other, which is a bug
 */
export const runControls = (target: HardeningTarget): ControlResults => new ControlLoop(target).run()
