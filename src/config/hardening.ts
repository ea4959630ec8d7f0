import type {
  CustomKind,
  Exemption,
  ExemptionMatch,
  ImageFacts,
  Notice,
  Platform,
  PodSecurityPolicy,
  Stance,
} from '../model.ts'
import type { Position } from '../yaml/config-file.ts'

/**
 * The settings of one control in a profile or configuration. `requests` and `limits` are for `default-resources` only,
 * `sizeLimit` for `read-only-root-filesystem`, `readable` for `no-host-path`.
 */
export interface ControlEntry {
  stance?: Stance
  sizeLimit?: string | number
  readable?: string[]
  requests?: Record<string, string | number>
  limits?: Record<string, string | number>
}

/** An exemption as written. */
export interface ExemptionEntry extends Omit<Exemption, 'match' | 'configured' | 'annotation'> {
  /** `labels` is a selector in kubectl's syntax, or a mapping of labels. */
  match: Omit<ExemptionMatch, 'labels'> & { labels?: string | Record<string, string> }
}

/** The facts that a user can set about an image. */
type OwnFacts = Pick<
  ImageFacts,
  | 'apiToken'
  | 'capabilities'
  | 'fileCapabilities'
  | 'fsGroup'
  | 'group'
  | 'groupZero'
  | 'hostMounts'
  | 'image'
  | 'imageUser'
  | 'lowPorts'
  | 'memory'
  | 'needsPrivilegeEscalation'
  | 'ownsData'
  | 'privateFiles'
  | 'privileged'
  | 'readOnlyRoot'
  | 'root'
  | 'rootCapabilities'
  | 'seed'
  | 'tags'
  | 'user'
>

/** Facts about an image as the user writes them; `image` may contain `*` and `?`. */
export interface ImageEntry extends OwnFacts {
  /** Paths of directories. */
  writable?: string[]
}

/** `spec` of a Hardening, which is the format of profiles and configurations. */
export interface HardeningSpec {
  /** The base: the name of a built-in profile or, with a `/` or a `.`, a file. */
  profile?: string
  /** The stance of all controls that the base does not turn off. */
  stance?: Stance
  controls?: Record<string, Stance | ControlEntry>
  exemptions?: ExemptionEntry[]
  images?: ImageEntry[]
  kinds?: CustomKind[]
  namespace?: string
  platform?: Platform
  /** The generators to run: all of them, or some by their ids. */
  generate?: boolean | string[]
  /** Whether changed objects get an annotation that says so. */
  mark?: boolean
  exemptionAnnotations?: boolean
  /** Whether changes are written although nothing shows that a workload starts with them, or by which controls. */
  assume?: boolean | string[]
  report?: string | string[]
  failOn?: string | string[]
  exclude?: string | string[]
  quiet?: boolean
  today?: string
}

/** A Hardening and the file that it was read from. */
export interface Hardening {
  /** `metadata.name`, or else the name of the file. */
  name: string
  /** The file as the user gave it; absent for a built-in profile. */
  file?: string
  spec: HardeningSpec
  /** The position of `spec.profile` in the file. */
  profileAt?: Position
  /** The position of `spec.report` in the file, or of each of its items. */
  reportsAt?: Position[]
  /** The position of each of `spec.exemptions` in the file. */
  exemptionsAt?: Position[]
  /** In the order of their names, if the file contains PodSecurityPolicies instead of a Hardening. */
  policies?: PodSecurityPolicy[]
  /** Notices about the file, for the report. */
  notices?: Notice[]
}

/** The names that are valid in a Hardening. */
export interface ValidNames {
  /** All controls and generators; `title` is the description in the published schema. */
  controls: readonly { id: string; title?: string; generates?: true }[]
  /** Names of the built-in profiles. */
  profiles: readonly string[]
}
