import { USUAL_CONTROLS } from '../controls/usual.ts'
import type { Configuration, Control } from '../model.ts'
import type { Addition } from './addition.ts'
import type { ObjectOutcome } from './harden-object.ts'
import type { Prepared } from './prepared.ts'
import type { Ruling } from './ruling.ts'

/** The code of the rules that a stream is hardened by. */
export interface Rules {
  controls: readonly Control[]
  /** Ids of the generators. */
  generators: readonly string[]
  policyOf: Ruling['policyOf']
  /** What the generators that are asked for add to a stream; their other verdicts go into the outcomes. */
  generate(prepared: Prepared, outcomes: ObjectOutcome[][]): Addition[]
}

/** The rules that every start loads. The others few ask for: see `all-rules.ts`. */
export const USUAL_RULES: Rules = {
  controls: USUAL_CONTROLS,
  generators: [],
  policyOf: () => undefined,
  generate: () => [],
}

/** The ids that a configuration turns on and whose code some rules do not hold. */
export const missingIn = ({ controls, generators }: Rules, configuration: Configuration): string[] => {
  const held = new Set([...controls.map(({ id }) => id), ...generators])
  return Object.entries(configuration.controls).flatMap(([id, stance]) =>
    stance === 'off' || held.has(id) ? [] : [id],
  )
}
