import { POLICY_CONTROL } from '../config/psp/parse.ts'
import { USUAL_CONTROLS } from '../controls/index.ts'

/** The generators, in the order in which they run. */
export const GENERATOR_IDS = [
  'pod-security-labels',
  'limit-range',
  'resource-quota',
  'network-policies',
  'network-egress',
] as const

export type GeneratorId = (typeof GENERATOR_IDS)[number]

/**
 * Everything that a configuration gives a stance and that exemptions name, by its id: what a start has to know of rules
 * whose code it loads only for who asks for them.
 */
export const RULE_IDS: readonly { id: string; generates?: true }[] = [
  ...USUAL_CONTROLS,
  { id: POLICY_CONTROL },
  ...GENERATOR_IDS.map((id) => ({ id, generates: true }) as const),
]
