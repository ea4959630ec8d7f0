import { amountIn, type Missing, requestIn } from '../../evidence/amounts.ts'
import { utilizationTargets, verticalAutoscalers } from '../../evidence/autoscalers.ts'
import { claimsOf } from '../../evidence/claims.ts'
import { devicesOf } from '../../evidence/devices.ts'
import { findMemory } from '../../evidence/memory-settings.ts'
import { resourceFieldReferences } from '../../evidence/resource-fields.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Clue, Container, Context, Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { clueAt } from './decisions.ts'

const requestAbove = (pod: Pod, container: Container, { list, name, amount }: Missing): Objection | undefined => {
  const request = amountIn(container.value.resources, 'requests', name)
  if (list === 'requests' || request === undefined) return undefined
  if ((parseQuantity(request) ?? Number.POSITIVE_INFINITY) <= (parseQuantity(amount) ?? 0)) return undefined
  const pointer = join(container.pointer, 'resources', 'requests', name)
  return {
    cause: 'api-rule',
    reason: `the container requests more than the limit of ${amount}, and the API server refuses both together`,
    hint: `set resources.limits.${name} to what the container may take at most`,
    evidence: [clueAt(pod, pointer, `resources.requests.${name}: ${String(request)}`)],
  }
}

// A limit of one container would be its request, too, and take that from what the pod requests for all of them.
const podRequest = (pod: Pod, container: Container, { list, name }: Missing): Objection | undefined => {
  const request = amountIn(pod.spec.resources, 'requests', name)
  if (list === 'requests' || request === undefined || requestIn(container.value.resources, name) !== undefined)
    return undefined
  return {
    cause: 'evidence',
    reason: `the pod requests ${name} for all of its containers, and the limit of one would count as its request`,
    hint: `set resources.limits.${name} of the pod`,
    evidence: [
      clueAt(
        pod,
        join(pod.pointer, 'resources', 'requests', name),
        `resources.requests.${name}: ${String(request)} in the pod`,
      ),
    ],
    final: true,
  }
}

/** An objection by its evidence; undefined where there is none. */
const because = (reason: string, hint: string, evidence: Clue[]): Objection | undefined =>
  evidence.length === 0 ? undefined : { cause: 'evidence', reason, hint, evidence }

const memoryNeed = (pod: Pod, container: Container, context: Context): Objection | undefined => {
  const hint = 'set resources.limits.memory to what the container was seen to need'
  const { settings, runtime } = findMemory(pod, container, context)
  return (
    because('the manifest sizes the memory of the program itself', hint, settings) ??
    because(
      'the program runs on a runtime that takes a share of the limit for its heap, and of the node without one',
      hint,
      runtime,
    ) ??
    because(
      'the container takes devices or huge pages of its node, which needs memory besides',
      hint,
      devicesOf(pod, container),
    ) ??
    because('the container keeps data, and a database that is killed may lose some', hint, claimsOf(pod, container))
  )
}

const utilizationNeed = (pod: Pod, container: Container, name: string, context: Context): Objection | undefined =>
  because(
    `an autoscaler of this stream steers by the used share of the requested ${name}: it stands still while a container has no request, and one that nobody measured would make it scale at the wrong load`,
    `set resources.requests.${name} in every container to what it uses under the usual load`,
    utilizationTargets(pod, container, name, context),
  )

/**
 * What the pod and the stream say against giving a container an amount that it lacks, the most telling only; LimitRanges
 * and ResourceQuotas are not looked at.
 */
export const findResourceNeed = (
  pod: Pod,
  container: Container,
  missing: Missing,
  context: Context,
): Objection | undefined => {
  const { list, name } = missing
  const field = `${list}.${name}`
  return (
    requestAbove(pod, container, missing) ??
    podRequest(pod, container, missing) ??
    because(
      'the container reads this amount and would size itself by it',
      `set resources.${field} to what the container was seen to need`,
      resourceFieldReferences(pod, container, field),
    ) ??
    because(
      'a VerticalPodAutoscaler of this stream sets the amounts of this workload',
      'leave the amount to the autoscaler, or set one to start with',
      verticalAutoscalers(pod, container, name, context),
    ) ??
    (list === 'requests' ? utilizationNeed(pod, container, name, context) : undefined) ??
    (field === 'limits.memory' ? memoryNeed(pod, container, context) : undefined)
  )
}
