import type { CustomKind, Exemption, ExemptionMatch, ImageFacts, Notice, PodSecurityPolicy, Stance } from '../model.ts'
import type { Position } from '../yaml/config-file.ts'

/**
 * What a profile or configuration says of one control; the amounts belong to `default-resources` alone, `sizeLimit` to
 * `read-only-root-filesystem`, `readable` to `no-host-path`.
 */
export interface ControlEntry {
  stance?: Stance
  sizeLimit?: string | number
  readable?: string[]
  requests?: Record<string, string | number>
  limits?: Record<string, string | number>
}

/** An exemption as it is written. */
export interface ExemptionEntry extends Omit<Exemption, 'match' | 'configured' | 'annotation'> {
  /** `labels` is a selector as kubectl takes it, or a mapping of labels. */
  match: Omit<ExemptionMatch, 'labels'> & { labels?: string | Record<string, string> }
}

/** Facts about an image as the user writes them; `image` may contain `*` and `?`. */
export interface ImageEntry extends Omit<ImageFacts, 'status' | 'source' | 'notes' | 'writable'> {
  /** Paths of directories. */
  writable?: string[]
}

/** `spec` of a Hardening: profile and configuration in one shape, everything optional. */
export interface HardeningSpec {
  /** The base: a built-in profile's name or, with a `/` or a `.`, a file. */
  profile?: string
  /** One stance for every control that the base does not turn off. */
  stance?: Stance
  controls?: Record<string, Stance | ControlEntry>
  exemptions?: ExemptionEntry[]
  images?: ImageEntry[]
  kinds?: CustomKind[]
  namespace?: string
  /** The generators that are asked for: all of them, or some by their ids. */
  generate?: boolean | string[]
  exemptionAnnotations?: boolean
  report?: string | string[]
  failOn?: string | string[]
  quiet?: boolean
  today?: string
}

/** A Hardening that was read. */
export interface Hardening {
  /** `metadata.name`, or the file's name where it has none. */
  name: string
  /** The file as the user would say it; absent for a built-in profile. */
  file?: string
  spec: HardeningSpec
  /** Where `spec.profile` stands in the file. */
  profileAt?: Position
  /** Where each of `spec.exemptions` stands in the file. */
  exemptionsAt?: Position[]
  /** By name, where the file holds PodSecurityPolicies in the place of a Hardening. */
  policies?: PodSecurityPolicy[]
  /** What a reader of the report should know of it. */
  notices?: Notice[]
}

/** What is legal in a Hardening, besides its shape. */
export interface LegalNames {
  /** All controls and generators; the title describes one in the published schema. */
  controls: readonly { id: string; title?: string; generates?: true }[]
  /** Names of the built-in profiles. */
  profiles: readonly string[]
}
