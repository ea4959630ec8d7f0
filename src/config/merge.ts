import { parseQuantity } from '../kube/quantity.ts'
import { formatCount } from '../lib/format.ts'
import type { ResourceAmounts, Stance } from '../model.ts'
import type { ControlEntry, Hardening, HardeningSpec, ImageEntry } from './hardening.ts'

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

/** From weak to strong. */
const ORDER: readonly Stance[] = ['off', 'report', 'cautious', 'default', 'enforce']

const strengthOf = (stance: Stance | undefined): number => ORDER.indexOf(stance ?? 'off')

const stancesOf = (layers: readonly Hardening[]) => mergeStances(layers.map(({ spec }) => spec))

/** Whether facts allow an image more than it has without them. */
const allowsMore = ({ root, privileged, readOnlyRoot, imageUser, ...facts }: ImageEntry): boolean =>
  root !== undefined ||
  privileged === true ||
  facts.apiToken === true ||
  facts.needsPrivilegeEscalation === true ||
  readOnlyRoot === false ||
  imageUser === 0 ||
  [facts.hostMounts, facts.capabilities, facts.rootCapabilities, facts.fileCapabilities].some((list) => list?.length)

/** The layers of a run, and those of them that belong to a configuration that was found. */
export interface FoundLayers {
  /** The built-in `restricted`, the profile of a run without a configuration. */
  usual: Hardening
  /** The profile with its bases, weakest first. */
  profile: readonly Hardening[]
  /** Whether the configuration names the profile. */
  namesProfile: boolean
  file: Hardening
}

/** Describes the controls that are weaker than in the layers below the configuration, by their stances. */
const weakerControls = (before: readonly Map<string, Stance>[], after: Map<string, Stance>): string[] => {
  const ids = [...new Set(before.flatMap((stances) => [...stances.keys()]))]
  const weaker = ids.flatMap((id) => {
    const stance = after.get(id) ?? 'off'
    return before.every((stances) => strengthOf(stance) < strengthOf(stances.get(id))) ? [stance] : []
  })
  return ORDER.flatMap((stance) => {
    const count = weaker.filter((one) => one === stance).length
    return count === 0 ? [] : [`${formatCount(count, 'control')} ${stance}`]
  })
}

/** Describes how a configuration that was found weakens hardening, e.g. `profile audit`, `2 controls off`. */
export const describeWeakenings = ({ usual, profile, namesProfile, file }: FoundLayers): string[] => {
  const own = [...(namesProfile ? profile.filter((layer) => layer.file !== undefined) : []), file]
  const below = [...profile, file].filter((layer) => !own.includes(layer))
  const base = namesProfile ? below.at(-1) : undefined
  const isWeakBase = base !== undefined && weakerControls([stancesOf([usual])], stancesOf(below)).length > 0
  const expected = [...(namesProfile && !isWeakBase ? [[usual]] : []), ...(below.length > 0 ? [below] : [])]
  const specs = own.map(({ spec }) => spec)
  const exemptions = specs.flatMap((spec) => spec.exemptions ?? []).length
  const images = specs.flatMap((spec) => spec.images ?? []).filter(allowsMore).length
  const kept = (key: 'exemptionAnnotations' | 'quiet' | 'today' | 'failOn') =>
    specs.findLast((spec) => spec[key] !== undefined)?.[key]
  const weakenings = [
    ...(isWeakBase ? [`profile ${base.name}`] : []),
    ...weakerControls(expected.map(stancesOf), stancesOf([...profile, file])),
    ...(exemptions === 0 ? [] : [formatCount(exemptions, 'exemption')]),
    ...(kept('exemptionAnnotations') === true ? ['exemptions by annotations'] : []),
    ...(images === 0 ? [] : [`privileges of ${formatCount(images, 'image')}`]),
    ...(mergeReadable(specs).readableHostPaths === undefined ? [] : ['readable paths of nodes']),
    ...(kept('today') === undefined ? [] : ['the date']),
    ...([kept('failOn')].flat().length === 0 ? ['fail-on empty'] : []),
  ]
  // A quiet run alone is as hard as any other.
  return weakenings.length > 0 && kept('quiet') === true ? [...weakenings, 'quiet'] : weakenings
}
