import { CONTROLS } from '../controls/all.ts'
import { choosePolicy } from '../controls/pod-security-policy/choose.ts'
import { GENERATOR_IDS } from '../generate/ids.ts'
import { generate } from './generate/generate.ts'
import type { Rules } from './types.ts'

/** Every rule there is. A start loads this only where a configuration asks for more than the usual ones. */
export const ALL_RULES: Rules = {
  controls: CONTROLS,
  generators: GENERATOR_IDS,
  policyOf: (pod, context) => choosePolicy(pod, context)?.policy.name,
  generate,
}
