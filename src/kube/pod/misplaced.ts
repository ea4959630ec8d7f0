import type { JsonObject, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { CONTAINER_ONLY_FIELDS, ORDINARY_FIELDS, POD_ONLY_FIELDS, SHARED_FIELDS, SPEC_FIELDS } from './field-levels.ts'
import { asObject } from './pod.ts'

/** A hardening field that the API server silently drops, because it is at the wrong level or misspelled. */
export interface Misplaced {
  /** Pointer to the field, from the document's root. */
  pointer: string
  /** The key as it is written. */
  field: string
  /** Pointer to the right place; `*` is each container. */
  expected: string
}

const MOST_TYPOS = 2

/** Computes the edit distance of two words (Levenshtein); any number above `MOST_TYPOS` if it is greater than that. */
const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > MOST_TYPOS) return MOST_TYPOS + 1
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    let least = i + 1
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1)
      const cost = Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1)
      next.push(cost)
      if (cost < least) least = cost
    }
    // No later row has a lower value, and most words differ early.
    if (least > MOST_TYPOS) return least
    row = next
  }
  return row[b.length] ?? 0
}

/** A level of a pod: its own fields, and the places of the fields of other levels. */
interface Level {
  value: JsonObject
  pointer: string
  own: readonly string[]
  elsewhere: readonly { at: string; fields: readonly string[] }[]
}

const levelsOf = (pod: Pod): Level[] => {
  const spec = pod.pointer
  const podContext = join(spec, 'securityContext')
  const eachContext = join(spec, 'containers', '*', 'securityContext')
  const ofSpec = { at: spec, fields: SPEC_FIELDS }
  const ofPodOnly = { at: podContext, fields: POD_ONLY_FIELDS }
  const levels: Level[] = [
    {
      value: pod.spec,
      pointer: spec,
      own: [...SPEC_FIELDS, 'securityContext'],
      elsewhere: [
        { at: podContext, fields: [...POD_ONLY_FIELDS, ...SHARED_FIELDS] },
        { at: eachContext, fields: CONTAINER_ONLY_FIELDS },
      ],
    },
    {
      value: asObject(pod.spec.securityContext),
      pointer: podContext,
      own: [...POD_ONLY_FIELDS, ...SHARED_FIELDS],
      elsewhere: [ofSpec, { at: eachContext, fields: CONTAINER_ONLY_FIELDS }],
    },
  ]
  for (const { value, pointer } of pod.containers) {
    const context = join(pointer, 'securityContext')
    const ofContext = { at: context, fields: [...CONTAINER_ONLY_FIELDS, ...SHARED_FIELDS] }
    levels.push(
      { value, pointer, own: ['securityContext', 'resources'], elsewhere: [ofContext, ofPodOnly, ofSpec] },
      {
        value: asObject(value.securityContext),
        pointer: context,
        own: ofContext.fields,
        elsewhere: [ofPodOnly, ofSpec],
      },
    )
  }
  return levels
}

const findRightPlace = (key: string, level: Level): string | undefined => {
  if (level.own.includes(key) || ORDINARY_FIELDS.has(key)) return undefined
  const candidates = [{ at: level.pointer, fields: level.own }, ...level.elsewhere].flatMap(({ at, fields }) =>
    fields.map((field) => ({
      pointer: join(at, field),
      field,
      typos: distance(key.toLowerCase(), field.toLowerCase()),
    })),
  )
  const exact = candidates.find(({ field }) => field === key)
  if (exact !== undefined) return exact.pointer
  const nearest = candidates.reduce((best, next) => (next.typos < best.typos ? next : best))
  return nearest.typos <= MOST_TYPOS ? nearest.pointer : undefined
}

/**
 * Finds hardening fields of a pod that have no effect: at the wrong level (`readOnlyRootFilesystem` of the pod) or
 * misspelled (in another case, or at most two letters different), each with its right place.
 */
export const misplacedFields = (pod: Pod): Misplaced[] =>
  levelsOf(pod).flatMap((level) =>
    Object.keys(level.value).flatMap((field) => {
      const expected = findRightPlace(field, level)
      return expected === undefined ? [] : [{ pointer: join(level.pointer, field), field, expected }]
    }),
  )
