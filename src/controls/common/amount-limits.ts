import { mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import { isWritable } from '../../kube/pod/shape.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Container, Evidence, EvidenceContext, Json, JsonObject, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

export type AmountList = 'requests' | 'limits'

/** An amount that containers may have; `name` is that of the resource, e.g. `memory`. */
export interface AmountField {
  list: AmountList
  name: string
}

/** One amount that a container lacks. */
export interface Missing extends AmountField {
  /** What would be set, as a quantity. */
  amount: string
}

/** The amount that a container or a pod gives; a null counts as absent, as the API reads it. */
export const amountIn = (resources: Json | undefined, list: AmountList, name: string): Json | undefined =>
  asObject(asObject(resources)[list])[name] ?? undefined

/** The request by which the scheduler reckons: the API takes the limit for it where it is absent. */
export const requestIn = (resources: Json | undefined, name: string): Json | undefined =>
  amountIn(resources, 'requests', name) ?? amountIn(resources, 'limits', name)

const isGiven = (resources: Json | undefined, { list, name }: AmountField): boolean =>
  (list === 'requests' ? requestIn(resources, name) : amountIn(resources, list, name)) !== undefined

/**
 * Whether neither a container nor, for all of its containers, the pod has an amount (KEP-2837). Operators may mean
 * something else by the resources of a pod: they count only where the kind takes those of any pod.
 */
export const lacksAmount = (pod: Pod, container: Container, field: AmountField): boolean =>
  !isGiven(container.value.resources, field) &&
  !(isGiven(pod.spec.resources, field) && isWritable(pod, join(pod.pointer, 'resources', field.list, field.name)))

/** A clue that quotes an amount of a container. */
export const amountEvidence = (
  pod: Pod,
  { name, value, pointer }: Container,
  list: AmountList,
  resource: string,
): Evidence => ({
  source: 'manifest',
  text: `${list}.${resource}: ${String(amountIn(value.resources, list, resource))} in container "${name}"`,
  at: { document: pod.document, pointer: join(pointer, 'resources', list, resource) },
})

/** A rule of a LimitRange: `defaultRequest.memory: 256Mi`, and where it stands. */
interface Rule {
  field: string
  value: Json
  clue: Evidence
}

const FIELDS = ['default', 'defaultRequest', 'min', 'max', 'maxLimitRequestRatio'] as const

/** Where the API finds an amount that the LimitRange does not name itself: in the order in which it looks. */
const SOURCES: Readonly<Record<AmountList, readonly string[]>> = {
  limits: ['default', 'max'],
  requests: ['defaultRequest', 'default', 'min', 'max'],
}

const rulesFor = (pod: Pod, type: string, name: string, { input, settings }: EvidenceContext): Rule[] =>
  input.limitRanges
    .filter(({ resource }) => mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace))
    .flatMap(({ resource, value, at }) =>
      asList(asObject(value.spec).limits).flatMap((item, index) =>
        FIELDS.flatMap((field): Rule[] => {
          const amount = asObject(asObject(item)[field])[name]
          if (asObject(item).type !== type || amount === undefined || amount === null) return []
          const pointer = join(at.pointer, 'spec', 'limits', index, field, name)
          const text = `${field}.${name}: ${String(amount)} in LimitRange "${resource.name}"`
          return [{ field, value: amount, clue: { source: 'manifest', text, at: { document: at.document, pointer } } }]
        }),
      ),
    )

const isBroken = ({ field, value }: Rule, { list, amount }: Missing): boolean => {
  const bound = parseQuantity(value) ?? Number.NaN
  const ours = parseQuantity(amount) ?? Number.NaN
  if (field === 'min') return !(ours >= bound)
  if (field === 'max') return !(ours <= bound)
  return field === 'maxLimitRequestRatio' && list === 'limits'
}

/**
 * The clue to a LimitRange of the stream that gives containers without an amount one of its own; undefined where none
 * does. https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export const limitRangeDefault = (
  pod: Pod,
  list: AmountList,
  name: string,
  context: EvidenceContext,
): Evidence | undefined =>
  rulesFor(pod, 'Container', name, context).find(({ field }) => SOURCES[list].includes(field))?.clue

/** Clues to rules of LimitRanges of the stream that an amount breaks, or may break together with those of the pod. */
export const limitRangeBounds = (pod: Pod, missing: Missing, context: EvidenceContext): Evidence[] => {
  const broken = rulesFor(pod, 'Container', missing.name, context).filter((rule) => isBroken(rule, missing))
  return [...broken, ...rulesFor(pod, 'Pod', missing.name, context)].map(({ clue: evidence }) => evidence)
}

interface Bound {
  hard: Json
  clue: Evidence
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

const boundsOn = (pod: Pod, list: AmountList, name: string, { input, settings }: EvidenceContext): Bound[] =>
  input.resourceQuotas
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
export const quotaDemands = (pod: Pod, list: AmountList, name: string, context: EvidenceContext): Evidence[] =>
  boundsOn(pod, list, name, context).map(({ clue: evidence }) => evidence)

/** Clues to ResourceQuotas of the stream that an amount exceeds, even if nothing but the workload's pods counted. */
export const exceededQuotas = (pod: Pod, { list, name, amount }: Missing, context: EvidenceContext): Evidence[] => {
  const { replicas } = asObject(pod.object.spec)
  const pods = typeof replicas === 'number' && replicas > 1 ? replicas : 1
  const ours = pods * (parseQuantity(amount) ?? 0)
  return boundsOn(pod, list, name, context)
    .filter(({ hard }) => ours > (parseQuantity(hard) ?? Number.POSITIVE_INFINITY))
    .map(({ clue: evidence }) => evidence)
}

/** The resources of a list on which a ResourceQuota of the stream may stand, of those that every container can be given. */
export const QUOTA_RESOURCES = ['cpu', 'memory'] as const
