import { givenValue } from '../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, InputEvidence, JsonObject, Objection, Pod } from '../model.ts'

/**
 * Makes evidence that points into the pod's own document.
 * @param pointer rooted at the document
 */
export const evidenceAt = (pod: Pod, pointer: string, text: string): Evidence => ({
  source: 'manifest',
  text,
  at: { document: pod.document, pointer },
})

type MoreOfObjection = Partial<Pick<Objection, 'cause' | 'overridable' | 'expected'>>

/**
 * Makes an objection with the cause `evidence`, which `enforce` overrides.
 * @param reason why the change is held: lower case, no period
 * @param hint what the reader can do to resolve it
 * @param more another cause, `overridable: false` or `expected: true`
 */
export const objection = (
  reason: string,
  hint: string,
  evidence: readonly Evidence[] = [],
  more: MoreOfObjection = {},
): Objection => ({
  cause: 'evidence',
  reason,
  hint,
  ...(evidence.length === 0 ? {} : { evidence: [...evidence] }),
  ...more,
})

/** Returns the mark of a hold on which nobody has to act. */
export const expectedIf = (expected: boolean): MoreOfObjection => (expected ? { expected: true } : {})

/** Makes an objection if there is evidence for it. */
export const objectionIf = (
  evidence: readonly Evidence[],
  reason: string,
  hint: string,
  more: MoreOfObjection = {},
): Objection | undefined => (evidence.length === 0 ? undefined : objection(reason, hint, evidence, more))

interface CacheEntry<T> {
  document: number
  pointer: string
  input: InputEvidence | undefined
  found: T
}

type Find<T, C extends EvidenceContext | undefined> = (pod: Pod, container: Container, context: C) => T

const cached = <T, C extends EvidenceContext | undefined>(find: Find<T, C>): Find<T, C> => {
  const remembered = new WeakMap<JsonObject, CacheEntry<T>>()
  return (pod, container, context) => {
    const given = givenValue(pod, container)
    const known = remembered.get(given)
    // A YAML alias makes one value appear at several pointers.
    const { document } = pod
    const { pointer } = container
    const input = context?.input
    if (known?.pointer === pointer && known.document === document && known.input === input) return known.found
    const found = find(pod, container, context)
    remembered.set(given, { document, pointer, input, found })
    return found
  }
}

/**
 * Makes a finder that reads each container once, although several controls call it in every pass. Only for fields that no
 * control changes: commands, arguments, environment, and mounted ConfigMaps.
 */
export const perContainer = <T>(find: Find<T, EvidenceContext>): Find<T, EvidenceContext> => cached(find)

/** Makes the same for a finder that reads only the container, not the rest of the input. */
export const perContainerAlone = <T>(
  find: (pod: Pod, container: Container) => T,
): ((pod: Pod, container: Container) => T) => {
  const found = cached<T, undefined>(find)
  return (pod, container) => found(pod, container, undefined)
}

/** The groups that several containers read, with what was found in each. */
const sharedGroups = new WeakMap<readonly unknown[], Map<unknown, unknown>>()

/** Makes a group one whose results are kept, because several containers read it. */
export const share = <G extends readonly unknown[]>(group: G): G => {
  if (!sharedGroups.has(group)) sharedGroups.set(group, new Map())
  return group
}

/**
 * Returns what a finder finds in a group of texts or entries, and keeps it if containers share the group.
 * @param key identifies the finder: a pattern or a function that exists once
 */
export const onceInGroup = <I, T>(group: readonly I[], key: object, find: (group: readonly I[]) => T): T => {
  const known = sharedGroups.get(group)
  if (known === undefined) return find(group)
  if (!known.has(key)) known.set(key, find(group))
  return known.get(key) as T
}

/** Collects what a finder finds in each group; the finder must exist once. */
export const findInGroups = <I, T>(
  groups: readonly (readonly I[])[],
  find: (group: readonly I[]) => readonly T[],
): T[] => groups.flatMap((group) => onceInGroup(group, find, find))
