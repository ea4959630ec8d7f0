import type { Exemption } from '../../model.ts'
import type { ExemptionTarget } from './match.ts'

interface Placed<T> {
  item: T
  order: number
}

type Index<T> = Map<string, Placed<T>[]>

const put = <T>(index: Index<T>, key: string, placed: Placed<T>): void => {
  const others = index.get(key)
  if (others === undefined) index.set(key, [placed])
  else if (others.at(-1) !== placed) others.push(placed)
}

/** Collects what is under some keys, in its order, each once. */
const collect = <T>(index: Index<T>, keys: readonly string[]): readonly T[] => {
  const found = new Set(keys.flatMap((key) => index.get(key) ?? []))
  return [...found].sort((a, b) => a.order - b.order).map(({ item }) => item)
}

const isExact = (pattern: string | undefined): pattern is string => pattern !== undefined && !/[*?]/.test(pattern)

const ANY = 'any'
const ANY_NAMESPACE = 'any namespace'

/** The fields that identify most targets come first. */
const keysOfExemption = ({ match: { container, name, namespace } }: Exemption): string[] => {
  if (isExact(container)) return [`container ${container}`]
  if (isExact(name)) return [`name ${name}`]
  return isExact(namespace) ? [`namespace ${namespace}`, ANY_NAMESPACE] : [ANY]
}

const keysOfTarget = (target: ExemptionTarget, namespace: string | undefined): string[] => {
  const { resource, container, containers = [] } = target
  const own = resource.namespace ?? namespace
  return [
    ANY,
    own === undefined ? ANY_NAMESPACE : `namespace ${own}`,
    `name ${resource.name}`,
    ...(container === undefined ? containers : [container]).map((name) => `container ${name}`),
  ]
}

const byExemptions = new WeakMap<readonly Exemption[], Index<Exemption>>()

const indexExemptions = (exemptions: readonly Exemption[]): Index<Exemption> => {
  const index: Index<Exemption> = new Map()
  for (const [order, item] of exemptions.entries()) {
    const placed = { item, order }
    for (const control of item.controls)
      for (const key of keysOfExemption(item)) put(index, `${control} ${key}`, placed)
  }
  return index
}

/**
 * Returns the exemptions that may match a target, in their order. The lookup is done for each target, so the exemptions are
 * indexed once.
 */
export const exemptionsFor = (
  exemptions: readonly Exemption[],
  target: ExemptionTarget,
  namespace: string | undefined,
): readonly Exemption[] => {
  if (exemptions.length === 0) return exemptions
  const index = byExemptions.get(exemptions) ?? indexExemptions(exemptions)
  byExemptions.set(exemptions, index)
  return collect(
    index,
    keysOfTarget(target, namespace).map((key) => `${target.control} ${key}`),
  )
}

/** Makes a function that returns the targets which an exemption may match, in their order. */
export const targetFinder = (
  targets: readonly ExemptionTarget[],
  namespace: string | undefined,
): ((exemption: Exemption) => readonly ExemptionTarget[]) => {
  const index: Index<ExemptionTarget> = new Map()
  for (const [order, item] of targets.entries()) {
    const placed = { item, order }
    for (const key of keysOfTarget(item, namespace)) put(index, `${item.control} ${key}`, placed)
  }
  return (exemption) =>
    collect(
      index,
      exemption.controls.flatMap((control) => keysOfExemption(exemption).map((key) => `${control} ${key}`)),
    )
}
