import { parseQuantity } from '../kube/quantity.ts'
import type { ResourceAmounts, Stance } from '../model.ts'
import type { ControlEntry, HardeningSpec } from './hardening.ts'

/** Returns the value of a key in the last layer that sets it; the weakest layer comes first. */
export const lastValue = <K extends keyof HardeningSpec>(
  specs: readonly HardeningSpec[],
  key: K,
): HardeningSpec[K] | undefined => specs.findLast((spec) => spec[key] !== undefined)?.[key]

const toEntry = (control: Stance | ControlEntry): ControlEntry =>
  typeof control === 'string' ? { stance: control } : control

/** Merges the stances of controls: `stance` overrides those that are not off, `controls` overrides `stance`. */
export const mergeStances = (specs: readonly HardeningSpec[]): Map<string, Stance> => {
  const stances = new Map<string, Stance>()
  for (const spec of specs) {
    if (spec.stance !== undefined)
      for (const [id, stance] of stances) if (stance !== 'off') stances.set(id, spec.stance)
    for (const [id, control] of Object.entries(spec.controls ?? {})) {
      const { stance } = toEntry(control)
      if (stance !== undefined) stances.set(id, stance)
    }
  }
  return stances
}

/** Merges the default resources: the last layer that sets requests, or limits, replaces them as a whole. */
export const mergeResources = (specs: readonly HardeningSpec[]): ResourceAmounts => {
  const resources: ResourceAmounts = { requests: {}, limits: {} }
  for (const spec of specs) {
    const { requests, limits } = toEntry(spec.controls?.['default-resources'] ?? {})
    if (requests !== undefined) resources.requests = toStrings(requests)
    if (limits !== undefined) resources.limits = toStrings(limits)
  }
  return resources
}

/** Returns the size limit of the last layer that sets one; 0 removes the limit of the layers below. */
export const mergeSizeLimit = (specs: readonly HardeningSpec[]): { emptyDirSizeLimit?: string } => {
  const limits = specs.map(({ controls }) => toEntry(controls?.['read-only-root-filesystem'] ?? {}).sizeLimit)
  const limit = limits.findLast((value) => value !== undefined)
  return limit === undefined || parseQuantity(limit) === 0 ? {} : { emptyDirSizeLimit: String(limit) }
}

/** Returns the paths of the node that pods may read, from the last layer that lists any. */
export const mergeReadable = (specs: readonly HardeningSpec[]): { readableHostPaths?: string[] } => {
  const lists = specs.map(({ controls }) => toEntry(controls?.['no-host-path'] ?? {}).readable)
  const paths = lists.findLast((value) => value !== undefined) ?? []
  return paths.length === 0 ? {} : { readableHostPaths: paths }
}

/** Converts amounts to strings: `cpu: 1` is a number in YAML. */
const toStrings = (amounts: Record<string, string | number>): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([resource, amount]) => [resource, String(amount)]))
