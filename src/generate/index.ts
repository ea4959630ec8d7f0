import { CONTROLS } from '../controls/index.ts'
import limitRange from './limit-range.ts'
import networkEgress from './network-egress.ts'
import networkPolicies from './network-policies.ts'
import type { Generator } from './objects.ts'
import podSecurityLabels from './pod-security-labels.ts'
import resourceQuota from './resource-quota.ts'

/** All generators, in the order in which they run. */
export const GENERATORS: readonly Generator[] = [
  podSecurityLabels,
  limitRange,
  resourceQuota,
  networkPolicies,
  networkEgress,
]

/** Every control and generator: the ids that configurations give a stance and exemptions name. */
export const RULES = [...CONTROLS, ...GENERATORS] as const
