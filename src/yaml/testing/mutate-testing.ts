import type { Json, JsonObject } from '../../model.ts'
import type { Tape } from './tape-testing.ts'

const FRESH: readonly Json[] = [
  true,
  'new',
  5,
  null,
  'a: b #c\nd',
  {},
  [],
  { drop: ['ALL'], n: { m: 1 } },
  [{ a: 1 }],
  { name: 'tmp', emptyDir: {} },
]

const addTo = (tape: Tape, at: Json): void => {
  const fresh = structuredClone(tape.pick(FRESH))
  if (Array.isArray(at)) at.push(fresh)
  else (at as JsonObject)[tape.pick(['zz', 'securityContext', 'k/v.w', 'yes', '5'])] = fresh
}

const removeFrom = (tape: Tape, at: Json): void => {
  if (Array.isArray(at)) at.splice(tape.below(Math.max(1, at.length)), 1)
  else delete (at as JsonObject)[tape.pick(Object.keys(at as JsonObject))]
}

/** Changes a value somewhere: adds a member, or removes or replaces one unless `onlyAdd`. */
export const mutate = (tape: Tape, root: Json, onlyAdd = false): Json => {
  const collections: (Json[] | JsonObject)[] = []
  const walk = (value: Json): void => {
    if (value === null || typeof value !== 'object') return
    collections.push(value)
    for (const child of Object.values(value)) walk(child)
  }
  walk(root)
  const at = tape.pick(collections)
  const keys = Object.keys(at)
  const kind = onlyAdd || keys.length === 0 ? 0 : tape.below(3)
  if (kind === 0) addTo(tape, at)
  else if (kind === 1) removeFrom(tape, at)
  else (at as JsonObject)[tape.pick(keys)] = structuredClone(tape.pick(FRESH))
  return root
}
