import { objection, objectionIf } from '../../evidence/evidence.ts'
import { perPod } from '../../kube/pod/pod.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Assessment, Container, Evidence, EvidenceContext, Json, Objection, Pod } from '../../model.ts'
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

/** Formats the reason for setting an amount; `demands` is the evidence for quotas that require it. */
export const formatReason = ({ list, name }: AmountField, demands: readonly Evidence[]): string => {
  if (demands.length > 0) return `a ResourceQuota in the input refuses containers without ${list}.${name}`
  return list === 'requests'
    ? `no ${name} request was set (the scheduler reserves none)`
    : `no ${name} limit was set (the container can use all ${name} of its node)`
}

/**
 * Assesses an amount that a ResourceQuota requires and the profile does not set: it is held without an operation, because
 * the API server will refuse the pod. Empty if no quota requires it, or a LimitRange or the manifest sets it.
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

/** The sum of the requests of the containers that run together, and the largest request. */
interface LaterRequests {
  sum: number
  most: { other: Container; written: Json | undefined; size: number } | undefined
}

const laterRequests = perPod(() => new Map<string, LaterRequests>())

const findLaterRequests = (pod: Pod, name: string, amount: string): LaterRequests => {
  const key = `${name} ${amount}`
  const known = laterRequests(pod).get(key)
  if (known !== undefined) return known
  const later = pod.containers
    .filter(({ list, sidecar }) => list === 'containers' || sidecar)
    .map((other) => {
      const written = readRequest(other.value.resources, name)
      return { other, written, size: parseQuantity(written ?? amount) ?? 0 }
    })
  const sum = later.reduce((total, { size }) => total + size, 0)
  const [most] = later.sort((a, b) => b.size - a.size)
  laterRequests(pod).set(key, { sum, most })
  return { sum, most }
}

/**
 * Lowers the request of an init container to the largest request of the other containers if it would raise the request
 * of the pod: that is the maximum of each init container's request and the sum of all others. Returns the amount and
 * the evidence for it; undefined if nothing has to be lowered.
 * https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export const lowerInitRequest = (
  pod: Pod,
  container: Container,
  { list, name, amount }: MissingAmount,
): { amount: string; evidence: Evidence } | undefined => {
  if (list !== 'requests' || container.list !== 'initContainers' || container.sidecar) return undefined
  const { sum, most } = findLaterRequests(pod, name, amount)
  if (most?.written === undefined || most.size === 0 || sum >= (parseQuantity(amount) ?? 0)) return undefined
  const from = readAmount(most.other.value.resources, 'requests', name) === undefined ? 'limits' : 'requests'
  return { amount: String(most.written), evidence: quoteAmount(pod, most.other, from, name) }
}

/** Finds LimitRanges and ResourceQuotas in the input that set an amount themselves, or would refuse this one. */
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
      { expected: true },
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
