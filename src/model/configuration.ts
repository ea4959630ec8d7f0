import type { Stance } from './control.ts'
import type { ImageFacts } from './image-facts.ts'
import type { Place } from './kubernetes.ts'
import type { Notice } from './report.ts'
import type { Settings } from './settings.ts'

/** One of the things that a label selector asks for: that a label is there, or has one of some values, or not so. */
export interface LabelRequirement {
  key: string
  /** Absent: any value. */
  values?: string[]
  /** False where it is ruled out. */
  isMet: boolean
}

/** Which objects an exemption is for: those that meet all that it says; names may hold `*` and `?`. */
export interface ExemptionMatch {
  kind?: string
  namespace?: string
  name?: string
  /** A selector of labels, of the object and of its pod; as written, and what it asks for. */
  labels?: { text: string; requirements: LabelRequirement[] }
  container?: string
}

/** What the user wants left alone, and why. */
export interface Exemption {
  controls: string[]
  match: ExemptionMatch
  reason: string
  owner?: string
  /** ISO date; from the day after it the exemption no longer counts. */
  expires?: string
  /** Where a configuration says so; absent in a built-in profile. */
  configured?: { file: string; line: number }
  /** The annotation that says so. */
  annotation?: Place
}

/** A kind of the user's own that holds a pod; `pod` and `metadata` are pointers into it, `writable` is as in `PodShape`. */
export interface CustomKind {
  group: string
  kind: string
  pod: string
  metadata?: string
  writable?: string[]
}

/** A resolved configuration: profile, file, environment and flags merged. Plain data. */
export interface Configuration {
  profile: string
  /** Name of the configuration file that was used, as the user would say it. */
  source?: string
  controls: Record<string, Stance>
  settings: Settings
  exemptions: Exemption[]
  kinds: CustomKind[]
  /** The user's own facts about images. */
  images: ImageFacts[]
  exemptionAnnotations: boolean
  /** What a reader of the report should know of profile and configuration. */
  notices?: Notice[]
}
