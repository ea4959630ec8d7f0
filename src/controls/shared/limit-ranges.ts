import { mayShareNamespace } from '../../kube/namespaces.ts'
import { asList, asObject } from '../../kube/pods.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Clue, Context, Json, Objection, Pod } from '../../model.ts'
import { join } from '../../patch/pointer.ts'

/** One amount that a container lacks. */
export interface Missing {
  list: 'requests' | 'limits'
  /** Name of the resource, e.g. `memory`. */
  name: string
  /** What would be set, as a quantity. */
  amount: string
}

/** A rule of a LimitRange: `defaultRequest.memory: 256Mi`, and where it stands. */
interface Rule {
  field: string
  value: Json
  clue: Clue
}

const FIELDS = ['default', 'defaultRequest', 'min', 'max', 'maxLimitRequestRatio'] as const

/** Where the API finds an amount that the LimitRange does not name itself: in the order in which it looks. */
const SOURCES: Readonly<Record<Missing['list'], readonly string[]>> = {
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
 * What a LimitRange of the stream says against an amount: it sets one itself, or would refuse this one.
 * https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export const findLimitRange = (pod: Pod, missing: Missing, context: Context): Objection | undefined => {
  const rules = rulesFor(pod, 'Container', missing.name, context)
  const setter = rules.find(({ field }) => SOURCES[missing.list].includes(field))
  if (setter !== undefined)
    return {
      cause: 'evidence',
      reason: 'a LimitRange of this stream gives containers without an amount one of its own',
      hint: 'rely on the LimitRange, or set the amount that the container needs',
      evidence: [setter.clue],
      final: true,
    }
  const broken = [...rules.filter((rule) => isBroken(rule, missing)), ...rulesFor(pod, 'Pod', missing.name, context)]
  if (broken.length === 0) return undefined
  return {
    cause: 'evidence',
    reason: `a LimitRange of this stream may refuse ${missing.amount}`,
    hint: 'set an amount that the LimitRange allows',
    evidence: broken.map(({ clue }) => clue),
    final: true,
  }
}
