import { type AmountField, lacksAmount } from '../../evidence/amounts.ts'
import { limitRangeDefault } from '../../evidence/limit-ranges.ts'
import { quotaDemands } from '../../evidence/resource-quotas.ts'
import type { Clue, Container, Context, Judgement, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { absent } from './clues.ts'

/** What is wrong with a container that lacks an amount; `demands` are the clues to quotas that ask for it. */
export const reasonFor = ({ list, name }: AmountField, demands: readonly Clue[]): string => {
  if (demands.length > 0) return `a ResourceQuota of this stream refuses containers without ${list}.${name}`
  return list === 'requests'
    ? `the scheduler was not told how much ${name} the container needs`
    : `the container could take all ${name} of its node`
}

/**
 * The judgement of an amount that a ResourceQuota demands and for which the profile has none: nothing can be done, and
 * it has to be told, since the pod is going to be refused. None where nothing demands it or something gives it.
 */
export const judgeDemanded = (pod: Pod, container: Container, field: AmountField, context: Context): Judgement[] => {
  const { list, name } = field
  const demands = quotaDemands(pod, list, name, context)
  const isGiven = !lacksAmount(pod, container, field) || limitRangeDefault(pod, list, name, context) !== undefined
  if (demands.length === 0 || isGiven) return []
  const where = `resources.${list}.${name}`
  return [
    {
      container: container.name,
      path: join(container.pointer, 'resources', list, name),
      state: 'open',
      reason: reasonFor(field, demands),
      evidence: [absent(pod, where, container), ...demands],
      against: {
        cause: 'evidence',
        reason: `${reasonFor(field, demands)}, and the profile names no amount`,
        hint: `set ${where}, or ${list}.${name} of default-resources in the configuration`,
      },
    },
  ]
}
