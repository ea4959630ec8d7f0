import type { Exemption } from './exemption.ts'
import type { ImageFacts } from './image-facts.ts'
import type { Notice } from './report.ts'
import type { Settings } from './settings.ts'
import type { Stance } from './stance.ts'

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
