import { mayShareNamespace } from '../kube/namespaces.ts'
import { asList, asObject } from '../kube/pods.ts'
import { parseQuantity } from '../kube/quantity.ts'
import type { Clue, Context, Json, JsonObject, Pod } from '../model.ts'
import { join } from '../pointer.ts'
import type { AmountList, Missing } from './amounts.ts'

interface Bound {
  hard: Json
  clue: Clue
}

/** What a quota calls an amount: `cpu` is short for `requests.cpu`. */
const namesOf = (list: AmountList, name: string): string[] =>
  list === 'requests' ? [`requests.${name}`, name] : [`limits.${name}`]

// Selectors of priority classes and of pods that request nothing are left out: such a quota is not for every pod.
const appliesTo = (spec: JsonObject, pod: Pod): boolean => {
  if (asList(asObject(spec.scopeSelector).matchExpressions).length > 0) return false
  const ends = (pod.spec.activeDeadlineSeconds ?? undefined) !== undefined
  return asList(spec.scopes).every((scope) => scope === (ends ? 'Terminating' : 'NotTerminating'))
}

const boundsOn = (pod: Pod, list: AmountList, name: string, { stream, settings }: Context): Bound[] =>
  stream.resourceQuotas
    .filter(({ resource }) => mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace))
    .filter(({ value }) => appliesTo(asObject(value.spec), pod))
    .flatMap(({ resource, value, at }) =>
      namesOf(list, name).flatMap((field): Bound[] => {
        const hard = asObject(asObject(value.spec).hard)[field] ?? undefined
        if (hard === undefined) return []
        const text = `hard.${field}: ${String(hard)} in ResourceQuota "${resource.name}"`
        const place = { document: at.document, pointer: join(at.pointer, 'spec', 'hard', field) }
        return [{ hard, clue: { source: 'manifest', text, at: place } }]
      }),
    )

/**
 * Clues to ResourceQuotas of the stream that refuse a pod unless each of its containers has the amount.
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export const quotaDemands = (pod: Pod, list: AmountList, name: string, context: Context): Clue[] =>
  boundsOn(pod, list, name, context).map(({ clue }) => clue)

/** Clues to ResourceQuotas of the stream that an amount exceeds, even if nothing but the workload's pods counted. */
export const exceededQuotas = (pod: Pod, { list, name, amount }: Missing, context: Context): Clue[] => {
  const { replicas } = asObject(pod.object.spec)
  const pods = typeof replicas === 'number' && replicas > 1 ? replicas : 1
  const ours = pods * (parseQuantity(amount) ?? 0)
  return boundsOn(pod, list, name, context)
    .filter(({ hard }) => ours > (parseQuantity(hard) ?? Number.POSITIVE_INFINITY))
    .map(({ clue }) => clue)
}

/** The resources of a list on which a ResourceQuota of the stream may stand, of those that every container can be given. */
export const QUOTA_RESOURCES = ['cpu', 'memory'] as const
