import type { Evidence, InputEvidence, InputObject } from './evidence.ts'
import type { ImageFacts } from './image-facts.ts'
import type { Operation } from './json.ts'
import type { Pod } from './kubernetes.ts'
import type { Settings } from './settings.ts'

/** proven: evidence shows that it works; likely; assumed: nothing speaks against it and nothing for it. */
export type Confidence = 'proven' | 'likely' | 'assumed'

/** Why a change is held: somebody's decision, evidence of need, an exemption, the API's own rules, the profile's stance. */
export type Cause = 'deviation' | 'evidence' | 'exemption' | 'api-rule' | 'stance'

/** What one control finds at one target and path, before stance and exemptions turn it into a verdict. */
export interface Assessment {
  /** Name of the container; absent where the whole pod is meant. */
  container?: string
  /** Pointer to the field in question, rooted at the document. */
  path: string
  /** `compliant`: as hard as asked. `open`: unset or a spelled-out default. `decided`: somebody chose otherwise. */
  state: 'compliant' | 'open' | 'decided'
  /** What makes it compliant; for `decided` what `enforce` would do. Absent where no operation is known. */
  operations?: Operation[]
  /** Why it is changed: lower case, no period, e.g. `the root filesystem was writable`. */
  reason?: string
  evidence?: Evidence[]
  confidence?: Confidence
  /** What speaks against the change. `api-rule` holds even under `enforce`. */
  objection?: Objection
}

/** What speaks against a change, so that it is held instead of made. */
export interface Objection {
  cause: 'deviation' | 'evidence' | 'api-rule'
  reason: string
  /** What the reader can do about it. */
  hint: string
  evidence?: Evidence[]
  /** True where not even `enforce` may override it, although no API rule forbids it. */
  overridable?: false
}

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
  independent?: true
  /** It looks at what all others have made of a pod, and they look again where it changes something. */
  runsLast?: true
  assess(pod: Pod, context: EvidenceContext): Assessment[]
  /** Judges whole objects of other kinds too; its `fields` are relative to the object. */
  objects?: ObjectControl
}

/** What a control has to say of objects that are no pods. */
export interface ObjectControl {
  /** The API group of its kinds; empty for the core group. */
  group: string
  kinds: readonly string[]
  fields: readonly string[]
  assess(object: InputObject, context: EvidenceContext): Assessment[]
}

/** All that a control may know besides the pod. */
export interface EvidenceContext {
  input: InputEvidence
  settings: Settings
  /** The user's own facts before the built-in ones: of two about one image the first wins, field by field. */
  images: readonly ImageFacts[]
}

/** How hard a control is applied, by the words of a profile or configuration. */
export const STANCES = ['default', 'cautious', 'enforce', 'report', 'off'] as const

/** One of these words. */
export type Stance = (typeof STANCES)[number]
