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
export interface MissingAmount extends AmountField {
  /** What would be set, as a quantity. */
  amount: string
}

/** The amount that a container or a pod gives; a null counts as absent, as the API reads it. */
export const readAmount = (resources: Json | undefined, list: AmountList, name: string): Json | undefined =>
  asObject(asObject(resources)[list])[name] ?? undefined

/** The request by which the scheduler reckons: the API takes the limit for it where it is absent. */
export const readRequest = (resources: Json | undefined, name: string): Json | undefined =>
  readAmount(resources, 'requests', name) ?? readAmount(resources, 'limits', name)

const isSet = (resources: Json | undefined, { list, name }: AmountField): boolean =>
  (list === 'requests' ? readRequest(resources, name) : readAmount(resources, list, name)) !== undefined

/**
 * Whether neither a container nor, for all of its containers, the pod has an amount (KEP-2837). Operators may mean
 * something else by the resources of a pod: they count only where the kind takes those of any pod.
 */
export const lacksAmount = (pod: Pod, container: Container, field: AmountField): boolean =>
  !isSet(container.value.resources, field) &&
  !(isSet(pod.spec.resources, field) && isWritable(pod, join(pod.pointer, 'resources', field.list, field.name)))

/** A clue that quotes an amount of a container. */
export const quoteAmount = (
  pod: Pod,
  { name, value, pointer }: Container,
  list: AmountList,
  resource: string,
): Evidence => ({
  source: 'manifest',
  text: `${list}.${resource}: ${String(readAmount(value.resources, list, resource))} in container "${name}"`,
  at: { document: pod.document, pointer: join(pointer, 'resources', list, resource) },
})

/** A rule of a LimitRange: `defaultRequest.memory: 256Mi`, and where it stands. */
interface LimitRangeRule {
  field: string
  value: Json
  evidence: Evidence
}

const FIELDS = ['default', 'defaultRequest', 'min', 'max', 'maxLimitRequestRatio'] as const

/** Where the API finds an amount that the LimitRange does not name itself: in the order in which it looks. */
const SOURCES: Readonly<Record<AmountList, readonly string[]>> = {
  limits: ['default', 'max'],
  requests: ['defaultRequest', 'default', 'min', 'max'],
}

const findRules = (pod: Pod, type: string, name: string, { input, settings }: EvidenceContext): LimitRangeRule[] =>
  input.limitRanges
    .filter(({ resource }) => mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace))
    .flatMap(({ resource, value, at }) =>
      asList(asObject(value.spec).limits).flatMap((item, index) =>
        FIELDS.flatMap((field): LimitRangeRule[] => {
          const amount = asObject(asObject(item)[field])[name]
          if (asObject(item).type !== type || amount === undefined || amount === null) return []
          const pointer = join(at.pointer, 'spec', 'limits', index, field, name)
          const text = `${field}.${name}: ${String(amount)} in LimitRange "${resource.name}"`
          return [
            { field, value: amount, evidence: { source: 'manifest', text, at: { document: at.document, pointer } } },
          ]
        }),
      ),
    )

const violates = ({ field, value }: LimitRangeRule, { list, amount }: MissingAmount): boolean => {
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
export const findLimitRangeDefault = (
  pod: Pod,
  list: AmountList,
  name: string,
  context: EvidenceContext,
): Evidence | undefined =>
  findRules(pod, 'Container', name, context).find(({ field }) => SOURCES[list].includes(field))?.evidence

/** Clues to rules of LimitRanges of the stream that an amount breaks, or may break together with those of the pod. */
export const findLimitRangeConflicts = (pod: Pod, missing: MissingAmount, context: EvidenceContext): Evidence[] => {
  const broken = findRules(pod, 'Container', missing.name, context).filter((rule) => violates(rule, missing))
  return [...broken, ...findRules(pod, 'Pod', missing.name, context)].map(({ evidence }) => evidence)
}

interface QuotaLimit {
  hard: Json
  evidence: Evidence
}

/** What a quota calls an amount: `cpu` is short for `requests.cpu`. */
const quotaNames = (list: AmountList, name: string): string[] =>
  list === 'requests' ? [`requests.${name}`, name] : [`limits.${name}`]

// Selectors of priority classes and of pods that request nothing are left out: such a quota is not for every pod.
const appliesTo = (spec: JsonObject, pod: Pod): boolean => {
  if (asList(asObject(spec.scopeSelector).matchExpressions).length > 0) return false
  const ends = (pod.spec.activeDeadlineSeconds ?? undefined) !== undefined
  return asList(spec.scopes).every((scope) => scope === (ends ? 'Terminating' : 'NotTerminating'))
}

const findQuotaLimits = (
  pod: Pod,
  list: AmountList,
  name: string,
  { input, settings }: EvidenceContext,
): QuotaLimit[] =>
  input.resourceQuotas
    .filter(({ resource }) => mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace))
    .filter(({ value }) => appliesTo(asObject(value.spec), pod))
    .flatMap(({ resource, value, at }) =>
      quotaNames(list, name).flatMap((field): QuotaLimit[] => {
        const hard = asObject(asObject(value.spec).hard)[field] ?? undefined
        if (hard === undefined) return []
        const text = `hard.${field}: ${String(hard)} in ResourceQuota "${resource.name}"`
        const place = { document: at.document, pointer: join(at.pointer, 'spec', 'hard', field) }
        return [{ hard, evidence: { source: 'manifest', text, at: place } }]
      }),
    )

/**
 * Clues to ResourceQuotas of the stream that refuse a pod unless each of its containers has the amount.
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export const findQuotaRequirements = (pod: Pod, list: AmountList, name: string, context: EvidenceContext): Evidence[] =>
  findQuotaLimits(pod, list, name, context).map(({ evidence }) => evidence)

/** Clues to ResourceQuotas of the stream that an amount exceeds, even if nothing but the workload's pods counted. */
export const findExceededQuotas = (
  pod: Pod,
  { list, name, amount }: MissingAmount,
  context: EvidenceContext,
): Evidence[] => {
  const { replicas } = asObject(pod.object.spec)
  const pods = typeof replicas === 'number' && replicas > 1 ? replicas : 1
  const ours = pods * (parseQuantity(amount) ?? 0)
  return findQuotaLimits(pod, list, name, context)
    .filter(({ hard }) => ours > (parseQuantity(hard) ?? Number.POSITIVE_INFINITY))
    .map(({ evidence }) => evidence)
}

/** The resources of a list on which a ResourceQuota of the stream may stand, of those that every container can be given. */
export const QUOTA_RESOURCES = ['cpu', 'memory'] as const
