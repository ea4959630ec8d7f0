import type { Confidence, Evidence, InputEvidence, InputObject, Objection } from './evidence.ts'
import type { ImageCatalog, ImageFacts } from './image-facts.ts'
import type { Operation } from './json.ts'
import type { Container, Pod } from './kubernetes.ts'
import type { Requirements } from './requirements.ts'
import type { Settings } from './settings.ts'

/**
 * Why a change is held: the manifest deviates from the default on purpose, evidence that the workload would break, nothing
 * is known that shows whether it would start, an exemption, a rule of the Kubernetes API, or the profile's stance.
 */
export type Cause = 'deviation' | 'evidence' | 'unknown' | 'exemption' | 'api-rule' | 'stance'

/** A control's assessment of one field, before stance and exemptions turn it into a verdict. */
export interface Assessment {
  /** Name of the container; absent for a field of the pod. */
  container?: string
  /** Pointer to the field, rooted at the document. */
  path: string
  /** `compliant`: satisfies the control. `open`: unset or set to the default. `decided`: deliberately set otherwise. */
  state: 'compliant' | 'open' | 'decided'
  /** The operations that make it compliant, for `decided` under `enforce`. Absent if no such operation is known. */
  operations?: Operation[]
  /** The state found: lower case, no period, e.g. `the root filesystem is writable`. */
  reason?: string
  evidence?: Evidence[]
  confidence?: Confidence
  /** An objection to the change, which is then held. */
  objection?: Objection
}

/** The section of a published standard that a control implements. */
export interface Reference {
  standard: string
  version: string
  section: string
  url: string
}

/** A hardening rule: its documentation, and how it assesses pods and objects. */
export interface Control {
  id: string
  /** The state after the change, as a sentence without a period. */
  title: string
  rationale: string
  /** What can stop working, and the symptom. */
  breaks: string
  references: readonly Reference[]
  /**
   * The only paths that its operations may change: `/spec/...` is the pod spec, `/metadata/...` the pod's metadata;
   * `*` matches one step, a trailing `/**` everything below.
   */
  fields: readonly string[]
  /** Off unless a profile or configuration enables it. */
  optional?: true
  /** It reads no field that a later control changes, so one assessment after the controls before it is enough. */
  independent?: true
  /** It assesses the result of all other controls, which run again if it changes something. */
  runsLast?: true
  assess(pod: Pod, context: EvidenceContext): Assessment[]
  /** How it assesses objects of other kinds. */
  objects?: ObjectControl
}

/** The part of a control that assesses objects without pods, such as ServiceAccounts. */
export interface ObjectControl {
  /** The API group of its kinds; empty for the core group. */
  group: string
  kinds: readonly string[]
  /** As in `Control`, relative to the object. */
  fields: readonly string[]
  assess(object: InputObject, context: EvidenceContext): Assessment[]
}

/** What a control can use besides the pod: evidence from the input, settings and facts about images. */
export interface EvidenceContext {
  input: InputEvidence
  settings: Settings
  /** Facts from the configuration; for each field, the first entry for an image wins. */
  images: readonly ImageFacts[]
  /** The built-in facts, which come after those of the configuration. */
  catalog: ImageCatalog
  /**
   * Whether volumes are mounted where a container writes, by `read-only-root-filesystem`: the control is on, no exemption
   * holds it there, and the kind keeps them.
   */
  mountsWrites(pod: Pod, container: Container): boolean
  /** The ids of controls that write a change although nothing shows that the workload starts with it. */
  assumed: ReadonlySet<string>
  /** Finds what a container needs, each part once: the only thing of it that controls ask. */
  requirementsOf(this: EvidenceContext, pod: Pod, container: Container): Requirements
}

/** The stances that a profile or configuration can set for a control. */
export const STANCES = ['default', 'cautious', 'enforce', 'report', 'off'] as const

/** How strictly a control is applied. */
export type Stance = (typeof STANCES)[number]
