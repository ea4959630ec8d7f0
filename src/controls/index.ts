import type { Control } from '../model.ts'
import podSecurityPolicy from './pod-security-policy.ts'
import { USUAL_CONTROLS } from './usual.ts'

/** All controls, in the order in which they run. */
export const CONTROLS: readonly Control[] = [
  ...USUAL_CONTROLS,
  // Admission sees what all others have made of a pod.
  podSecurityPolicy,
]
