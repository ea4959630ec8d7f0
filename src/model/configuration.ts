import type { Stance } from './control.ts'
import type { ImageCatalog, ImageFacts } from './image-facts.ts'
import type { Place } from './kubernetes.ts'
import type { Notice } from './report.ts'
import type { Settings } from './settings.ts'

/** One requirement of a label selector: a label exists or has one of some values, or the negation of that. */
export interface LabelRequirement {
  key: string
  /** Absent: any value. */
  values?: string[]
  /** False for a negated requirement. */
  isMet: boolean
}

/** Which objects an exemption applies to: those that match every field; names may contain `*` and `?`. */
export interface ExemptionMatch {
  kind?: string
  namespace?: string
  name?: string
  /** A selector for the labels of the object and of its pod, as written and parsed. */
  labels?: { text: string; requirements: LabelRequirement[] }
  container?: string
}

/** An exemption from controls, with the reason for it. */
export interface Exemption {
  controls: string[]
  match: ExemptionMatch
  reason: string
  owner?: string
  /** ISO date, the last day on which the exemption applies. */
  expires?: string
  /** Its place in a configuration file; absent in a built-in profile. */
  configured?: { file: string; line: number }
  /** The annotation of the manifest that requests it. */
  annotation?: Place
}

/** A custom kind that contains a pod spec at the pointer `pod`; `writable` is as in `PodShape`. */
export interface CustomKind {
  group: string
  kind: string
  pod: string
  metadata?: string
  writable?: string[]
}

/** A custom kind that the configuration does not list, and the place of its first object. */
export interface UnknownKind extends CustomKind {
  file: string
  line: number
}

/** A resolved configuration: profile, file, environment and flags merged. */
export interface Configuration {
  profile: string
  /** The configuration file that was used, as messages name it. */
  source?: string
  controls: Record<string, Stance>
  settings: Settings
  exemptions: Exemption[]
  kinds: CustomKind[]
  /** The user's own facts about images. */
  images: ImageFacts[]
  exemptionAnnotations: boolean
  /** Whether changes are written although nothing shows that a workload starts with them, or by which controls. */
  assume: boolean | string[]
  /** Changed objects get an annotation that says so. */
  mark?: true
  /** Notices about the profile and configuration, for the report. */
  notices?: Notice[]
}

/** A file with manifests, or standard input. */
export interface InputFile {
  /** Name in messages and reports; `stdin` for standard input. */
  name: string
  text: string
  /** The user named the file, so reports name it even if it is the only input. */
  isNamed?: true
  /** Read only as evidence for the other files: it is neither changed nor reported. */
  evidenceOnly?: true
}

/** The options of a run, besides its input. */
export interface Options {
  configuration: Configuration
  /** The built-in facts about images. */
  images: ImageCatalog
  /** Version of casehard, for the report. */
  version: string
  /** Today's ISO date, for the expiry of exemptions. */
  today: string
  /**
   * Configuration files of whose folders the input is only a part, so that their exemptions may hold something elsewhere
   * and are not stale.
   */
  uncovered?: readonly string[]
}
