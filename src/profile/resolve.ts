import { readSelector } from '../kube/label-selector.ts'
import { parseQuantity } from '../kube/quantity.ts'
import type { Configuration, CustomKind, Exemption, ImageFacts, ResourceAmounts, Stance } from '../model.ts'
import { generatorStances } from './generator-stances.ts'
import type { ControlEntry, ExemptionEntry, Hardening, HardeningSpec, ImageEntry } from './hardening.ts'

/** What a configuration is made of, read already. */
export interface Layers {
  /** The profile with its bases, weakest first; its last one names it. */
  profile: readonly Hardening[]
  /** The configuration file, which goes over the profile. */
  file?: Hardening
  /** What flags and variables say, which goes over both. */
  overrides?: { namespace?: string; generate?: boolean }
}

/** What a profile or configuration says in place of flags; the last layer that speaks holds. */
export interface CommandDefaults {
  report?: string[]
  failOn?: string[]
  quiet?: boolean
  today?: string
}

/**
 * Merges the layers: a stance of the whole goes over all controls that the layers below do not turn off, entries of
 * controls over that, amounts replace the amounts below as a whole, exemptions and kinds add up.
 * @param controls all controls there are; those that no layer names are off
 */
export const resolveConfiguration = (
  layers: Layers,
  controls: readonly { id: string; generates?: true }[],
): Configuration => {
  const hardenings = hardeningsOf(layers)
  const all = hardenings.map(({ spec }) => spec)
  const generators = controls.filter(({ generates }) => generates).map(({ id }) => id)
  const stances = new Map([...mergeStances(all), ...generatorStances(all, generators, layers.overrides?.generate)])
  const namespace = layers.overrides?.namespace ?? lastOf(all, 'namespace')
  const policies = hardenings.flatMap((hardening) => hardening.policies ?? [])
  const notices = hardenings.flatMap((hardening) => hardening.notices ?? [])
  return {
    profile: layers.profile.at(-1)?.name ?? '',
    ...(layers.file?.file === undefined ? {} : { source: layers.file.file }),
    controls: Object.fromEntries(controls.map(({ id }): [string, Stance] => [id, stances.get(id) ?? 'off'])),
    settings: {
      resources: mergeResources(all),
      ...mergeSizeLimit(all),
      ...mergeReadable(all),
      ...(namespace === undefined ? {} : { namespace }),
      ...(policies.length === 0 ? {} : { policies }),
    },
    exemptions: hardenings.flatMap(exemptionsOf),
    kinds: all.flatMap((spec): CustomKind[] => spec.kinds ?? []),
    images: all
      .toReversed()
      .flatMap((spec) => spec.images ?? [])
      .map(factsOf),
    exemptionAnnotations: lastOf(all, 'exemptionAnnotations') ?? false,
    ...(notices.length === 0 ? {} : { notices }),
  }
}

/** What the layers say in place of flags. */
export const commandDefaults = (layers: Layers): CommandDefaults => {
  const all = hardeningsOf(layers).map(({ spec }) => spec)
  const [report, failOn, quiet, today] = [
    lastOf(all, 'report'),
    lastOf(all, 'failOn'),
    lastOf(all, 'quiet'),
    lastOf(all, 'today'),
  ]
  return {
    ...(report === undefined ? {} : { report: [report].flat() }),
    ...(failOn === undefined ? {} : { failOn: [failOn].flat() }),
    ...(quiet === undefined ? {} : { quiet }),
    ...(today === undefined ? {} : { today }),
  }
}

/** A user's entry as facts; the last layer's come first, because the first facts about an image win. */
const factsOf = ({ user, writable, ...entry }: ImageEntry): ImageFacts => ({
  ...entry,
  status: 'configured',
  ...(user === undefined || entry.root !== undefined ? {} : { user }),
  ...(writable === undefined ? {} : { writable: writable.map((path) => ({ path: path.replace(/\/+$/, '') })) }),
})

const hardeningsOf = (layers: Layers): Hardening[] => [
  ...layers.profile,
  ...(layers.file === undefined ? [] : [layers.file]),
]

const exemptionsOf = ({ spec, file, exemptionsAt }: Hardening): Exemption[] =>
  (spec.exemptions ?? []).map(({ match: { labels, ...match }, ...entry }, i) => {
    const at = exemptionsAt?.[i]
    return {
      ...entry,
      match: labels === undefined ? match : { ...match, labels: selectorOf(labels) },
      ...(file === undefined || at === undefined ? {} : { configured: { file, line: at.line } }),
    }
  })

const selectorOf = (
  labels: NonNullable<ExemptionEntry['match']['labels']>,
): NonNullable<Exemption['match']['labels']> => ({
  text:
    typeof labels === 'string'
      ? labels.trim()
      : Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
  requirements: readSelector(labels),
})

const lastOf = <K extends keyof HardeningSpec>(specs: readonly HardeningSpec[], key: K): HardeningSpec[K] | undefined =>
  specs.findLast((spec) => spec[key] !== undefined)?.[key]

const entryOf = (said: Stance | ControlEntry): ControlEntry => (typeof said === 'string' ? { stance: said } : said)

const mergeStances = (specs: readonly HardeningSpec[]): Map<string, Stance> => {
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

const mergeResources = (specs: readonly HardeningSpec[]): ResourceAmounts => {
  const resources: ResourceAmounts = { requests: {}, limits: {} }
  for (const spec of specs) {
    const { requests, limits } = entryOf(spec.controls?.['default-resources'] ?? {})
    if (requests !== undefined) resources.requests = written(requests)
    if (limits !== undefined) resources.limits = written(limits)
  }
  return resources
}

/** The last size limit that a layer gives; 0 takes that of the layers below away. */
const mergeSizeLimit = (specs: readonly HardeningSpec[]): { emptyDirSizeLimit?: string } => {
  const limits = specs.map(({ controls }) => entryOf(controls?.['read-only-root-filesystem'] ?? {}).sizeLimit)
  const limit = limits.findLast((said) => said !== undefined)
  return limit === undefined || parseQuantity(limit) === 0 ? {} : { emptyDirSizeLimit: String(limit) }
}

/** The last list of paths of the node that a layer lets pods read. */
const mergeReadable = (specs: readonly HardeningSpec[]): { readableHostPaths?: string[] } => {
  const lists = specs.map(({ controls }) => entryOf(controls?.['no-host-path'] ?? {}).readable)
  const paths = lists.findLast((said) => said !== undefined) ?? []
  return paths.length === 0 ? {} : { readableHostPaths: paths }
}

/** Amounts as strings: `cpu: 1` is a number in YAML. */
const written = (amounts: Record<string, string | number>): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([resource, amount]) => [resource, String(amount)]))
