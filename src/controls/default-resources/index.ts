import { objection } from '../../evidence/evidence.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Assessment, Container, Control, Evidence, EvidenceContext, Objection, Pod } from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'
import {
  type AmountField,
  type AmountList,
  findQuotaRequirements,
  lacksAmount,
  type MissingAmount,
  QUOTA_RESOURCES,
  readRequest,
} from '../common/amount-limits.ts'
import { compliant, quoteAbsence } from '../common/assessments.ts'
import { objectToUnknown } from '../common/objections.ts'
import { kubernetes, nsa } from '../common/references.ts'
import { assessRequired, findLimitObjection, formatReason, lowerInitRequest } from './amounts.ts'
import { findWorkloadObjection } from './objections.ts'

const findOwnObjection = (
  pod: Pod,
  container: Container,
  missing: MissingAmount,
  context: EvidenceContext,
): Objection | undefined =>
  findWorkloadObjection(pod, container, missing, context) ?? findLimitObjection(pod, missing, context)

/** Finds the objection to an amount. A limit without a request also counts as one, so objections to the request apply too. */
const findObjection = (
  pod: Pod,
  container: Container,
  missing: MissingAmount,
  context: EvidenceContext,
): Objection | undefined => {
  const { list, name } = missing
  const own = findOwnObjection(pod, container, missing, context)
  if (own !== undefined || list === 'requests' || readRequest(container.value.resources, name) !== undefined) return own
  const amount = context.settings.resources.requests[name] ?? missing.amount
  const implied = findOwnObjection(pod, container, { list: 'requests', name, amount }, context)
  return (
    implied && { ...implied, reason: `without a request the limit also counts as the request, and ${implied.reason}` }
  )
}

/** Objects to a limit for memory that is less than the container needs, or while nothing shows how much it needs. */
const findMemoryNeed = (
  pod: Pod,
  container: Container,
  { list, name, amount }: MissingAmount,
  demands: readonly Evidence[],
  context: EvidenceContext,
): Objection | undefined => {
  if (list !== 'limits' || name !== 'memory') return undefined
  const hint = 'set resources.limits.memory to the measured usage'
  const need = context.requirementsOf(pod, container).memoryNeed
  if (need !== undefined)
    return (parseQuantity(need.amount) ?? 0) <= (parseQuantity(amount) ?? 0)
      ? undefined
      : objection(`the image needs more memory than the limit of ${amount}`, hint, [need.evidence])
  if (demands.length > 0 || context.settings.ownLimits === true) return undefined
  const unknown = 'it is unknown how much memory the container needs, and above the limit it is killed'
  const settle = `${hint}, set limits: under default-resources`
  return objectToUnknown('default-resources', pod, container, context, unknown, settle)
}

const assessAmount = (pod: Pod, container: Container, given: MissingAmount, context: EvidenceContext): Assessment => {
  const { list, name } = given
  const path = join(container.pointer, 'resources', list, name)
  if (!lacksAmount(pod, container, given)) return compliant(path, container)
  const lowered = lowerInitRequest(pod, container, given)
  const missing = { ...given, amount: lowered?.amount ?? given.amount }
  const demands = findQuotaRequirements(pod, list, name, context)
  const found =
    findObjection(pod, container, missing, context) ?? findMemoryNeed(pod, container, missing, demands, context)
  return {
    container: container.name,
    path,
    state: 'open',
    ...(found?.cause === 'api-rule'
      ? {}
      : { operations: setField(container, ['resources', list, name], missing.amount) }),
    reason: formatReason(given, demands),
    evidence: [
      quoteAbsence(pod, `resources.${list}.${name}`, container),
      ...demands,
      ...(lowered ? [lowered.evidence] : []),
    ],
    confidence: demands.length > 0 ? 'likely' : 'assumed',
    ...(found === undefined ? {} : { objection: found }),
  }
}

const LISTS: readonly AmountList[] = ['requests', 'limits']

/**
 * Sets the requests and limits that the profile names in containers that do not set them. Leaves alone amounts of the
 * manifest, of the container or of the pod. Held by autoscalers, LimitRanges and ResourceQuotas in the input, and for a
 * memory limit by signs that the container needs more.
 */
const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const { resources } = context.settings
  const amounts = LISTS.flatMap((list) =>
    Object.entries(resources[list]).map(([name, amount]): MissingAmount => ({ list, name, amount })),
  )
  const unknown = LISTS.flatMap((list) =>
    QUOTA_RESOURCES.filter((name) => resources[list][name] === undefined).map((name): AmountField => ({ list, name })),
  )
  return pod.containers
    .filter(({ list }) => list !== 'ephemeralContainers')
    .flatMap((container) => [
      ...amounts.map((missing) => assessAmount(pod, container, missing, context)),
      ...unknown.flatMap((field) => assessRequired(pod, container, field, context)),
    ])
}

/** Sets requests and a memory limit with the amounts of the profile. */
export default {
  id: 'default-resources',
  title: 'Every container has resource requests and a memory limit',
  rationale:
    'Without requests the scheduler overcommits nodes, and without a memory limit one leak or one attacker can ' +
    'use the memory of all pods on the node. No CPU limit is set: under contention CPU is shared in proportion ' +
    'to the requests anyway, and a limit throttles a container even on an idle node, until its probes fail. The ' +
    'amounts come from the profile; they are not measured.',
  breaks:
    'A container that needs more memory than the limit is killed: its last state is OOMKilled, exit code 137. ' +
    'Pods stay Pending if no node has enough capacity for the requests. A LimitRange or ResourceQuota that is ' +
    'not in the input may refuse the pod: "maximum memory usage per Container is 512Mi, but limit is 1Gi", ' +
    '"exceeded quota".',
  references: [
    nsa('Resource policies'),
    kubernetes(
      'Resource management for pods and containers',
      'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    ),
  ],
  fields: ['containers', 'initContainers'].flatMap((list) =>
    ['requests', 'limits'].map((amounts) => `/spec/${list}/*/resources/${amounts}/*`),
  ),
  independent: true,
  assess,
} satisfies Control as Control
