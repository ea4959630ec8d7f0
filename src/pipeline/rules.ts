import { USUAL_CONTROLS } from '../controls/index.ts'
import type { Configuration } from '../model.ts'
import type { Rules } from './types.ts'

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
