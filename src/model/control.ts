import type { StreamEvidence, StreamObject } from './evidence.ts'
import type { ImageFacts } from './image-facts.ts'
import type { Judgement } from './judgement.ts'
import type { Pod } from './pod.ts'
import type { Settings } from './settings.ts'

/** A clause of a published standard that asks for what a control does. */
export interface Reference {
  standard: string
  version: string
  section: string
  url: string
}

/** One rule of hardening: what it asks for, why, and how it judges. */
export interface Control {
  id: string
  /** The state afterwards, as a sentence without a period. */
  title: string
  rationale: string
  /** What stops working, and how that shows. */
  breaks: string
  references: readonly Reference[]
  /**
   * The only paths that its operations may touch: `/spec/...` is the pod spec, `/metadata/...` the pod's metadata;
   * `*` stands for one step, a trailing `/**` for everything below.
   */
  fields: readonly string[]
  /** Stays off unless a profile or configuration asks. */
  optional?: true
  /** No other control writes what it looks at once all before it have settled, so that asking it once is enough. */
  settlesAlone?: true
  /** It looks at what all others have made of a pod, and they look again where it changes something. */
  settlesLast?: true
  judge(pod: Pod, context: Context): Judgement[]
  /** Judges whole objects of other kinds too; its `fields` are relative to the object. */
  objects?: ObjectJudge
}

/** What a control has to say of objects that are no pods. */
export interface ObjectJudge {
  /** The API group of its kinds; empty for the core group. */
  group: string
  kinds: readonly string[]
  fields: readonly string[]
  judge(object: StreamObject, context: Context): Judgement[]
}

/** All that a control may know besides the pod. */
export interface Context {
  stream: StreamEvidence
  settings: Settings
  /** The user's own facts before the built-in ones: of two about one image the first wins, field by field. */
  images: readonly ImageFacts[]
}
