import { isTemporary } from '../evidence/shell/directories.ts'
import { readSelector } from '../kube/selectors.ts'
import type { Configuration, CustomKind, Exemption, ImageFacts, Platform, Stance, WritablePath } from '../model.ts'
import type { ExemptionEntry, Hardening, HardeningSpec, ImageEntry } from './hardening.ts'
import { lastValue, mergeReadable, mergeResources, mergeSizeLimit, mergeStances } from './merge.ts'

const readStance = (control: NonNullable<HardeningSpec['controls']>[string] | undefined): Stance | undefined =>
  typeof control === 'string' ? control : control?.stance

/** Reports whether `generate` requests a generator; undefined if it leaves that open. */
const isRequested = (generate: boolean | readonly string[] | undefined, id: string): boolean | undefined =>
  Array.isArray(generate) ? generate.includes(id) || undefined : (generate as boolean | undefined)

/**
 * Resolves the stances of generators, which are off unless `generate` requests them or `controls` sets a stance.
 * `stance` applies to them too, except `off`, which turns off only the controls of the profile.
 * @param specs weakest first
 * @param generate value of a flag or variable, which overrides all specs
 */
export const resolveGeneratorStances = (
  specs: readonly HardeningSpec[],
  ids: readonly string[],
  generate: boolean | undefined,
): [string, Stance][] => {
  const whole = specs.findLast(({ stance }) => stance !== undefined && stance !== 'off')?.stance ?? 'default'
  const requested = generate ?? specs.findLast((spec) => spec.generate !== undefined)?.generate
  return ids.map((id) => {
    const own = specs.map(({ controls }) => readStance(controls?.[id])).findLast((stance) => stance !== undefined)
    const isOn = isRequested(requested, id) ?? own !== undefined
    return [id, isOn ? (own ?? whole) : 'off']
  })
}

/** The parts of a configuration. */
export interface Layers {
  /** The profile with its bases, weakest first; the last one gives the profile its name. */
  profile: readonly Hardening[]
  /** The configuration file, which overrides the profile. */
  file?: Hardening
  /** Values of flags and variables, which override both. */
  overrides?: {
    namespace?: string
    platform?: Platform
    generate?: boolean
    assume?: boolean
    mark?: boolean
    pin?: boolean
  }
}

/** The control that `--pin` turns on. */
const PIN = 'image-digest'

/** Options of the command that a profile or configuration sets; the last layer that sets one wins. */
export interface CommandDefaults {
  report?: string[]
  failOn?: string[]
  exclude?: string[]
  quiet?: boolean
  today?: string
}

/**
 * Merges the layers: `stance` overrides all controls that the layers below do not turn off, `controls` overrides
 * `stance`, default resources replace those below as a whole, exemptions, images and kinds add up.
 * @param controls all controls and generators; those that no layer names are off
 */
export const resolveConfiguration = (
  layers: Layers,
  controls: readonly { id: string; generates?: true }[],
): Configuration => {
  const hardenings = listHardenings(layers)
  const all = hardenings.map(({ spec }) => spec)
  const generators = controls.filter(({ generates }) => generates).map(({ id }) => id)
  const stances = new Map([
    ...mergeStances(all),
    ...resolveGeneratorStances(all, generators, layers.overrides?.generate),
  ])
  // The stance of a profile that changes nothing, such as audit, holds for what a flag adds, too.
  const general = lastValue(all, 'stance') ?? 'default'
  const isOff = (stances.get(PIN) ?? 'off') === 'off'
  if (layers.overrides?.pin === true && isOff) stances.set(PIN, general === 'off' ? 'default' : general)
  if (layers.overrides?.pin === false) stances.set(PIN, 'off')
  const namespace = layers.overrides?.namespace ?? lastValue(all, 'namespace')
  const platform = layers.overrides?.platform ?? lastValue(all, 'platform')
  const policies = hardenings.flatMap((hardening) => hardening.policies ?? [])
  const notices = hardenings.flatMap((hardening) => hardening.notices ?? [])
  return {
    profile: layers.profile.at(-1)?.name ?? '',
    ...(layers.file?.file === undefined ? {} : { source: layers.file.file }),
    controls: Object.fromEntries(controls.map(({ id }): [string, Stance] => [id, stances.get(id) ?? 'off'])),
    settings: {
      resources: mergeResources(all),
      ...(setsLimits(hardenings) ? { ownLimits: true as const } : {}),
      ...mergeSizeLimit(all),
      ...mergeReadable(all),
      ...(namespace === undefined ? {} : { namespace }),
      ...(platform === undefined ? {} : { platform }),
      ...(policies.length === 0 ? {} : { policies }),
    },
    exemptions: hardenings.flatMap(readExemptions),
    kinds: all.flatMap((spec): CustomKind[] => spec.kinds ?? []),
    // The last layer first: the first facts about an image win.
    images: all
      .toReversed()
      .flatMap((spec) => spec.images ?? [])
      .map(toImageFacts),
    ...((layers.overrides?.mark ?? lastValue(all, 'mark')) ? { mark: true } : {}),
    exemptionAnnotations: lastValue(all, 'exemptionAnnotations') ?? false,
    assume: layers.overrides?.assume ?? lastValue(all, 'assume') ?? false,
    ...(notices.length === 0 ? {} : { notices }),
  }
}

/** Returns whether the last layer that sets the limits of `default-resources` is a file of the user. */
const setsLimits = (layers: readonly Hardening[]): boolean => {
  const last = layers.findLast(({ spec }) => {
    const control = spec.controls?.['default-resources']
    return typeof control === 'object' && control.limits !== undefined
  })
  return last?.file !== undefined
}

/** Merges the options of the command that the layers set. */
export const resolveCommandDefaults = (layers: Layers): CommandDefaults => {
  const all = listHardenings(layers).map(({ spec }) => spec)
  const [report, failOn, exclude, quiet, today] = [
    lastValue(all, 'report'),
    lastValue(all, 'failOn'),
    lastValue(all, 'exclude'),
    lastValue(all, 'quiet'),
    lastValue(all, 'today'),
  ]
  return {
    ...(report === undefined ? {} : { report: [report].flat() }),
    ...(failOn === undefined ? {} : { failOn: [failOn].flat() }),
    ...(exclude === undefined ? {} : { exclude: [exclude].flat() }),
    ...(quiet === undefined ? {} : { quiet }),
    ...(today === undefined ? {} : { today }),
  }
}

/** Whether a directory holds files is not known here, so with `seed` each one is copied. */
const toWritable = (written: string, seed: boolean): WritablePath => {
  const path = written.replace(/\/+$/, '')
  return { path, ...(seed && !isTemporary(path) ? { seeded: true } : {}) }
}

/** Converts an entry of `images` to facts. */
const toImageFacts = ({ user, writable, ...entry }: ImageEntry): ImageFacts => ({
  ...entry,
  status: 'configured',
  ...(user === undefined || entry.root !== undefined ? {} : { user }),
  ...(writable === undefined ? {} : { writable: writable.map((path) => toWritable(path, entry.seed === true)) }),
})

/** Returns the layer whose `report` counts. */
export const findReportLayer = (layers: Layers): Hardening | undefined =>
  listHardenings(layers).findLast(({ spec }) => spec.report !== undefined)

const listHardenings = (layers: Layers): Hardening[] => [
  ...layers.profile,
  ...(layers.file === undefined ? [] : [layers.file]),
]

const readExemptions = ({ spec, file, exemptionsAt }: Hardening): Exemption[] =>
  (spec.exemptions ?? []).map(({ match: { labels, ...match }, ...entry }, i) => {
    const at = exemptionsAt?.[i]
    return {
      ...entry,
      match: labels === undefined ? match : { ...match, labels: toSelector(labels) },
      ...(file === undefined || at === undefined ? {} : { configured: { file, line: at.line } }),
    }
  })

const toSelector = (
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
