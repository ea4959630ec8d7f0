import { readSelector } from '../kube/selectors.ts'
import type { Configuration, CustomKind, Exemption, ImageFacts, Stance } from '../model.ts'
import type { ExemptionEntry, Hardening, HardeningSpec, ImageEntry } from './hardening.ts'
import { lastOf, mergeReadable, mergeResources, mergeSizeLimit, mergeStances } from './merge.ts'

const stanceOf = (said: NonNullable<HardeningSpec['controls']>[string] | undefined): Stance | undefined =>
  typeof said === 'string' ? said : said?.stance

/** Whether `generate` asks for a generator; undefined where nobody says anything of it. */
const isAsked = (generate: boolean | readonly string[] | undefined, id: string): boolean | undefined =>
  Array.isArray(generate) ? generate.includes(id) || undefined : (generate as boolean | undefined)

/**
 * The stances of generators, which are off unless `generate` asks for them or `controls` gives them one. The stance of
 * the whole holds for them too, but for `off`, which only says that the profile's controls are.
 * @param specs weakest first
 * @param generate what a flag or variable says, over all of them
 */
export const generatorStances = (
  specs: readonly HardeningSpec[],
  ids: readonly string[],
  generate: boolean | undefined,
): [string, Stance][] => {
  const whole = specs.findLast(({ stance }) => stance !== undefined && stance !== 'off')?.stance ?? 'default'
  const said = generate ?? specs.findLast((spec) => spec.generate !== undefined)?.generate
  return ids.map((id) => {
    const own = specs.map(({ controls }) => stanceOf(controls?.[id])).findLast((stance) => stance !== undefined)
    const asked = isAsked(said, id) ?? own !== undefined
    return [id, asked ? (own ?? whole) : 'off']
  })
}

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
