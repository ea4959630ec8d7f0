import { privilegedUses } from '../../evidence/privileged-uses.ts'
import { ownField } from '../../kube/security-context.ts'
import type { Clue, Container, Context, Pod } from '../../model.ts'
import { addedBeyond, BASELINE_CAPABILITIES } from './capabilities.ts'

/**
 * What a container does that only a privileged one may, where it may be meant to become one: whoever says
 * `privileged: false`, or names capabilities for it that no control would add, found another way.
 */
export const privilegeClues = (pod: Pod, container: Container, context: Context): Clue[] =>
  ownField(container.value, 'privileged') === false || addedBeyond(container, BASELINE_CAPABILITIES).length > 0
    ? []
    : privilegedUses(pod, container, context)
