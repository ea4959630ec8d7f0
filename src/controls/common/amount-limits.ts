import { inNamespace } from '../../kube/names.ts'
import { asList, asObject, isWritable } from '../../kube/pod/pod.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Container, Evidence, EvidenceContext, InputObject, Json, JsonObject, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

export type AmountList = 'requests' | 'limits'

/** A resource amount of a container; `name` is the resource, e.g. `memory`. */
export interface AmountField {
  list: AmountList
  name: string
}

/** An amount that a container does not set. */
export interface MissingAmount extends AmountField {
  /** The quantity to set. */
  amount: string
}

/** Reads an amount of a container or a pod; null is unset, as for the API server. */
export const readAmount = (resources: Json | undefined, list: AmountList, name: string): Json | undefined =>
  asObject(asObject(resources)[list])[name] ?? undefined

/** Reads the request that the scheduler uses: the API server defaults it to the limit. */
export const readRequest = (resources: Json | undefined, name: string): Json | undefined =>
  readAmount(resources, 'requests', name) ?? readAmount(resources, 'limits', name)

const isSet = (resources: Json | undefined, { list, name }: AmountField): boolean =>
  (list === 'requests' ? readRequest(resources, name) : readAmount(resources, list, name)) !== undefined

/**
 * Whether neither the container nor the pod sets an amount (pod-level resources, KEP-2837). The pod's resources only
 * count if the kind has a writable pod-level field: custom resources may use that name for something else.
 */
export const lacksAmount = (pod: Pod, container: Container, field: AmountField): boolean =>
  !isSet(container.value.resources, field) &&
  !(isSet(pod.spec.resources, field) && isWritable(pod, join(pod.pointer, 'resources', field.list, field.name)))

/** Builds evidence that quotes an amount of a container. */
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

/** A rule of a LimitRange, e.g. `defaultRequest.memory: 256Mi`. */
interface LimitRangeRule {
  field: string
  value: Json
  evidence: Evidence
}

const FIELDS = ['default', 'defaultRequest', 'min', 'max', 'maxLimitRequestRatio'] as const

/** The LimitRange fields that the API server takes a default from, in its order. */
const SOURCES: Readonly<Record<AmountList, readonly string[]>> = {
  limits: ['default', 'max'],
  requests: ['defaultRequest', 'default', 'min', 'max'],
}

const readRules = ({ resource, value, at }: InputObject, type: string, name: string): LimitRangeRule[] =>
  asList(asObject(value.spec).limits).flatMap((item, index) =>
    FIELDS.flatMap((field): LimitRangeRule[] => {
      const amount = asObject(asObject(item)[field])[name]
      if (asObject(item).type !== type || amount === undefined || amount === null) return []
      const pointer = join(at.pointer, 'spec', 'limits', index, field, name)
      const text = `${field}.${name}: ${String(amount)} in LimitRange "${resource.name}"`
      return [{ field, value: amount, evidence: { source: 'manifest', text, at: { document: at.document, pointer } } }]
    }),
  )

/** What was found in LimitRanges, which is the same for all pods that they may apply to. */
const foundIn = new WeakMap<readonly InputObject[], Map<string, unknown>>()

const oncePerList = <T>(ranges: readonly InputObject[], key: string, find: () => T): T => {
  const known = foundIn.get(ranges) ?? new Map<string, unknown>()
  foundIn.set(ranges, known)
  if (!known.has(key)) known.set(key, find())
  return known.get(key) as T
}

const rangesFor = (pod: Pod, { input, settings }: EvidenceContext): readonly InputObject[] =>
  inNamespace(input.limitRanges, pod.resource.namespace, settings.namespace)

const findRules = (ranges: readonly InputObject[], type: string, name: string): readonly LimitRangeRule[] =>
  oncePerList(ranges, `rules ${type} ${name}`, () => ranges.flatMap((range) => readRules(range, type, name)))

const violates = ({ field, value }: LimitRangeRule, { list, amount }: MissingAmount): boolean => {
  const bound = parseQuantity(value) ?? Number.NaN
  const ours = parseQuantity(amount) ?? Number.NaN
  if (field === 'min') return !(ours >= bound)
  if (field === 'max') return !(ours <= bound)
  return field === 'maxLimitRequestRatio' && list === 'limits'
}

/**
 * Finds a LimitRange in the input that sets a default for containers without an amount.
 * https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export const findLimitRangeDefault = (
  pod: Pod,
  list: AmountList,
  name: string,
  context: EvidenceContext,
): Evidence | undefined => {
  const ranges = rangesFor(pod, context)
  return oncePerList(ranges, `default ${list} ${name}`, () =>
    findRules(ranges, 'Container', name).find(({ field }) => SOURCES[list].includes(field)),
  )?.evidence
}

/** So many rules are evidence enough: each pod of a namespace would quote all of its LimitRanges otherwise. */
const MOST_RULES = 50

/**
 * Finds LimitRange rules in the input that an amount violates, or may violate together with the rest of the pod; the first
 * 50 if there are more.
 */
export const findLimitRangeConflicts = (pod: Pod, missing: MissingAmount, context: EvidenceContext): Evidence[] => {
  const { list, name, amount } = missing
  const ranges = rangesFor(pod, context)
  return oncePerList(ranges, `conflicts ${list} ${name} ${amount}`, () => {
    const broken = findRules(ranges, 'Container', name).filter((rule) => violates(rule, missing))
    return [...broken, ...findRules(ranges, 'Pod', name)].slice(0, MOST_RULES).map(({ evidence }) => evidence)
  })
}

interface QuotaLimit {
  hard: Json
  evidence: Evidence
}

/** The names of an amount in a ResourceQuota: `cpu` is short for `requests.cpu`. */
const quotaNames = (list: AmountList, name: string): string[] =>
  list === 'requests' ? [`requests.${name}`, name] : [`limits.${name}`]

// Quotas with a scope selector or another scope do not apply to every pod.
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
  inNamespace(input.resourceQuotas, pod.resource.namespace, settings.namespace)
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
 * Finds ResourceQuotas in the input that refuse a pod unless each of its containers has the amount.
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export const findQuotaRequirements = (pod: Pod, list: AmountList, name: string, context: EvidenceContext): Evidence[] =>
  findQuotaLimits(pod, list, name, context).map(({ evidence }) => evidence)

/** Finds ResourceQuotas in the input that an amount exceeds with the pods of this workload alone. */
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

/** Resources that a ResourceQuota can limit and every container can set. */
export const QUOTA_RESOURCES = ['cpu', 'memory'] as const
