import { objection, objectionIf } from '../../evidence/objection.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Assessment, Container, Evidence, EvidenceContext, Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import {
  type AmountField,
  findExceededQuotas,
  findLimitRangeConflicts,
  findLimitRangeDefault,
  findQuotaRequirements,
  lacksAmount,
  type MissingAmount,
  quoteAmount,
  readAmount,
  readRequest,
} from '../common/amount-limits.ts'
import { quoteAbsence } from '../common/assessments.ts'

/** What is wrong with a container that lacks an amount; `demands` are the clues to quotas that ask for it. */
export const formatReason = ({ list, name }: AmountField, demands: readonly Evidence[]): string => {
  if (demands.length > 0) return `a ResourceQuota in the input refuses containers without ${list}.${name}`
  return list === 'requests'
    ? `no ${name} request was set (the scheduler reserves none)`
    : `no ${name} limit was set (the container can use all ${name} of its node)`
}

/**
 * The judgement of an amount that a ResourceQuota demands and for which the profile has none: nothing can be done, and
 * it has to be told, since the pod is going to be refused. None where nothing demands it or something gives it.
 */
export const assessRequired = (
  pod: Pod,
  container: Container,
  field: AmountField,
  context: EvidenceContext,
): Assessment[] => {
  const { list, name } = field
  const demands = findQuotaRequirements(pod, list, name, context)
  const isGiven = !lacksAmount(pod, container, field) || findLimitRangeDefault(pod, list, name, context) !== undefined
  if (demands.length === 0 || isGiven) return []
  const where = `resources.${list}.${name}`
  return [
    {
      container: container.name,
      path: join(container.pointer, 'resources', list, name),
      state: 'open',
      reason: formatReason(field, demands),
      evidence: [quoteAbsence(pod, where, container), ...demands],
      objection: objection(
        `${formatReason(field, demands)}, and the profile sets no amount`,
        `set ${where}, or ${list}.${name} of default-resources in the configuration`,
      ),
    },
  ]
}

/**
 * The request for an init container that ends, lowered to the largest of those that run after it where it would make
 * the pod reserve more than they ask for together: a pod reserves the greater of what one init container and what all
 * others request. With the clue to the container whose amount it is; undefined where nothing is to be lowered.
 * https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export const lowerInitRequest = (
  pod: Pod,
  container: Container,
  { list, name, amount }: MissingAmount,
): { amount: string; evidence: Evidence } | undefined => {
  if (list !== 'requests' || container.list !== 'initContainers' || container.sidecar) return undefined
  const later = pod.containers
    .filter(({ list: kind, sidecar }) => kind === 'containers' || sidecar)
    .map((other) => {
      const written = readRequest(other.value.resources, name)
      return { other, written, size: parseQuantity(written ?? amount) ?? 0 }
    })
  const sum = later.reduce((total, { size }) => total + size, 0)
  const [most] = later.sort((a, b) => b.size - a.size)
  if (most?.written === undefined || most.size === 0 || sum >= (parseQuantity(amount) ?? 0)) return undefined
  const from = readAmount(most.other.value.resources, 'requests', name) === undefined ? 'limits' : 'requests'
  return { amount: String(most.written), evidence: quoteAmount(pod, most.other, from, name) }
}

/** What LimitRanges and ResourceQuotas of the stream say against an amount: they set one themselves, or would refuse this one. */
export const findLimitObjection = (
  pod: Pod,
  missing: MissingAmount,
  context: EvidenceContext,
): Objection | undefined => {
  const { list, name, amount } = missing
  const given = findLimitRangeDefault(pod, list, name, context)
  const limited =
    objectionIf(
      given === undefined ? [] : [given],
      'a LimitRange in the input sets a default for containers without an amount',
      'rely on the LimitRange, or set the amount that the container needs',
    ) ??
    objectionIf(
      findLimitRangeConflicts(pod, missing, context),
      `a LimitRange in the input may refuse ${amount}`,
      'set an amount that the LimitRange allows',
    ) ??
    objectionIf(
      findExceededQuotas(pod, missing, context),
      `a ResourceQuota in the input does not allow ${amount} in each pod of the workload`,
      'set an amount that the ResourceQuota allows',
    )
  return limited && { ...limited, overridable: false }
}
