import type { Control } from '../model.ts'
import { USUAL_CONTROLS } from './index.ts'
import podSecurityPolicy from './pod-security-policy/index.ts'

/** All controls, in the order in which they run. */
export const CONTROLS: readonly Control[] = [
  ...USUAL_CONTROLS,
  // Admission sees what all others have made of a pod.
  podSecurityPolicy,
]
