import { mayShareNamespace } from '../kube/namespaces.ts'
import { asList, asObject } from '../kube/pods.ts'
import { parseQuantity } from '../kube/quantity.ts'
import type { Clue, Context, Json, Pod } from '../model.ts'
import { join } from '../pointer.ts'
import type { AmountList, Missing } from './amounts.ts'

/** A rule of a LimitRange: `defaultRequest.memory: 256Mi`, and where it stands. */
interface Rule {
  field: string
  value: Json
  clue: Clue
}

const FIELDS = ['default', 'defaultRequest', 'min', 'max', 'maxLimitRequestRatio'] as const

/** Where the API finds an amount that the LimitRange does not name itself: in the order in which it looks. */
const SOURCES: Readonly<Record<AmountList, readonly string[]>> = {
  limits: ['default', 'max'],
  requests: ['defaultRequest', 'default', 'min', 'max'],
}

const rulesFor = (pod: Pod, type: string, name: string, { stream, settings }: Context): Rule[] =>
  stream.limitRanges
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
export const limitRangeDefault = (pod: Pod, list: AmountList, name: string, context: Context): Clue | undefined =>
  rulesFor(pod, 'Container', name, context).find(({ field }) => SOURCES[list].includes(field))?.clue

/** Clues to rules of LimitRanges of the stream that an amount breaks, or may break together with those of the pod. */
export const limitRangeBounds = (pod: Pod, missing: Missing, context: Context): Clue[] => {
  const broken = rulesFor(pod, 'Container', missing.name, context).filter((rule) => isBroken(rule, missing))
  return [...broken, ...rulesFor(pod, 'Pod', missing.name, context)].map(({ clue }) => clue)
}
