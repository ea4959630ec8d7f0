import { parseQuantity } from '../kube/quantity.ts'
import type { ResourceAmounts, Stance } from '../model.ts'
import type { ControlEntry, HardeningSpec } from './hardening.ts'

/** What the last layer says that says anything of a key; the weakest layer comes first. */
export const lastOf = <K extends keyof HardeningSpec>(
  specs: readonly HardeningSpec[],
  key: K,
): HardeningSpec[K] | undefined => specs.findLast((spec) => spec[key] !== undefined)?.[key]

const entryOf = (said: Stance | ControlEntry): ControlEntry => (typeof said === 'string' ? { stance: said } : said)

/** The stances by control: one of the whole goes over all that are not off, those of controls over that. */
export const mergeStances = (specs: readonly HardeningSpec[]): Map<string, Stance> => {
  const stances = new Map<string, Stance>()
  for (const spec of specs) {
    if (spec.stance !== undefined)
      for (const [id, stance] of stances) if (stance !== 'off') stances.set(id, spec.stance)
    for (const [id, said] of Object.entries(spec.controls ?? {})) {
      const { stance } = entryOf(said)
      if (stance !== undefined) stances.set(id, stance)
    }
  }
  return stances
}

/** The last amounts, requests and limits each as a whole. */
export const mergeResources = (specs: readonly HardeningSpec[]): ResourceAmounts => {
  const resources: ResourceAmounts = { requests: {}, limits: {} }
  for (const spec of specs) {
    const { requests, limits } = entryOf(spec.controls?.['default-resources'] ?? {})
    if (requests !== undefined) resources.requests = written(requests)
    if (limits !== undefined) resources.limits = written(limits)
  }
  return resources
}

/** The last size limit that a layer gives; 0 takes that of the layers below away. */
export const mergeSizeLimit = (specs: readonly HardeningSpec[]): { emptyDirSizeLimit?: string } => {
  const limits = specs.map(({ controls }) => entryOf(controls?.['read-only-root-filesystem'] ?? {}).sizeLimit)
  const limit = limits.findLast((said) => said !== undefined)
  return limit === undefined || parseQuantity(limit) === 0 ? {} : { emptyDirSizeLimit: String(limit) }
}

/** The last list of paths of the node that a layer lets pods read. */
export const mergeReadable = (specs: readonly HardeningSpec[]): { readableHostPaths?: string[] } => {
  const lists = specs.map(({ controls }) => entryOf(controls?.['no-host-path'] ?? {}).readable)
  const paths = lists.findLast((said) => said !== undefined) ?? []
  return paths.length === 0 ? {} : { readableHostPaths: paths }
}

/** Amounts as strings: `cpu: 1` is a number in YAML. */
const written = (amounts: Record<string, string | number>): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([resource, amount]) => [resource, String(amount)]))
