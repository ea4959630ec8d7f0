import { mayShareNamespace } from '../../kube/namespaces.ts'
import { asList, asObject } from '../../kube/pods.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { volumesOf } from '../../kube/volumes.ts'
import type { Clue, Container, Context, Json, Objection, Pod } from '../../model.ts'
import { join } from '../../patch/pointer.ts'
import { clueAt } from './decisions.ts'
import type { Missing } from './limit-ranges.ts'
import { claimsOf, memorySettings } from './memory-words.ts'

/** Autoscalers of the stream that work on this very workload. */
const autoscalerClues = (pod: Pod, { stream, settings }: Context): Clue[] =>
  stream.autoscalers.flatMap(({ resource, value, at }): Clue[] => {
    const field = resource.kind === 'VerticalPodAutoscaler' ? 'targetRef' : 'scaleTargetRef'
    const { kind = 'Deployment', name } = asObject(asObject(value.spec)[field])
    const near = mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace)
    if (!near || kind !== pod.resource.kind || name !== pod.resource.name) return []
    const pointer = join(at.pointer, 'spec', field, 'name')
    const text = `${field}.name: ${name} in ${resource.kind} "${resource.name}"`
    return [{ source: 'manifest', text, at: { document: at.document, pointer } }]
  })

const fieldReferences = (pod: Pod, container: Container, field: string): Clue[] => {
  const clue = (reference: Json | undefined, pointer: string, owner: string): Clue[] => {
    const { resource, containerName = owner } = asObject(reference)
    if (resource !== field || containerName !== container.name) return []
    return [clueAt(pod, join(pointer, 'resourceFieldRef'), `resourceFieldRef.resource: ${field}`)]
  }
  const variables = pod.containers.flatMap(({ name, value, pointer }) =>
    asList(value.env).flatMap((item, index) => {
      const from = asObject(asObject(item).valueFrom)
      return clue(from.resourceFieldRef, join(pointer, 'env', index, 'valueFrom'), name)
    }),
  )
  const files = (holder: Json | undefined, pointer: string): Clue[] =>
    asList(asObject(holder).items).flatMap((item, index) =>
      clue(asObject(item).resourceFieldRef, join(pointer, 'items', index), ''),
    )
  const volumes = volumesOf(pod).flatMap(({ value, pointer }) => [
    ...files(value.downwardAPI, join(pointer, 'downwardAPI')),
    ...asList(asObject(value.projected).sources).flatMap((source, index) =>
      files(asObject(source).downwardAPI, join(pointer, 'projected', 'sources', index, 'downwardAPI')),
    ),
  ])
  return [...variables, ...volumes]
}

const requestAbove = (pod: Pod, container: Container, { list, name, amount }: Missing): Objection | undefined => {
  const request = asObject(asObject(container.value.resources).requests)[name] ?? undefined
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

const podLevel = (pod: Pod): Objection | undefined => {
  const resources = asObject(pod.spec.resources)
  if (Object.keys(resources).length === 0) return undefined
  return {
    cause: 'evidence',
    reason: 'the pod has resources of its own, which its containers share',
    hint: 'set the resources of the container within those of the pod',
    evidence: [clueAt(pod, join(pod.pointer, 'resources'), `resources.${Object.keys(resources).join(', resources.')}`)],
    final: true,
  }
}

/** What the pod and the stream say against giving a container an amount that it lacks; LimitRanges are not looked at. */
export const findResourceNeed = (
  pod: Pod,
  container: Container,
  missing: Missing,
  context: Context,
): Objection | undefined => {
  const { list, name } = missing
  const field = `${list}.${name}`
  const hint = `set resources.${field} to what the container was seen to need`
  const objection = (reason: string, evidence: Clue[]): Objection | undefined =>
    evidence.length === 0 ? undefined : { cause: 'evidence', reason, hint, evidence }
  const memoryLimit = field === 'limits.memory'
  return (
    podLevel(pod) ??
    requestAbove(pod, container, missing) ??
    objection('the container reads this amount and would size itself by it', fieldReferences(pod, container, field)) ??
    (list === 'requests'
      ? objection(
          'an autoscaler of this stream reckons with the requests of this workload',
          autoscalerClues(pod, context),
        )
      : undefined) ??
    (memoryLimit
      ? (objection('the manifest sizes the memory of the program itself', memorySettings(pod, container, context)) ??
        objection('the container keeps data, and a database that is killed may lose some', claimsOf(pod, container)))
      : undefined)
  )
}
