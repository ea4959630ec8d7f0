import type { ExemptionTarget } from '../config/exemptions/match.ts'
import type { LocatedPods } from '../kube/pod/locate.ts'
import type { Misplaced } from '../kube/pod/misplaced.ts'
import type {
  Assessment,
  Cause,
  Confidence,
  Control,
  DocumentRef,
  Evidence,
  EvidenceContext,
  Exemption,
  InputFile,
  InputObject,
  JsonObject,
  Notice,
  Objection,
  Operation,
  Options,
  PodEntry,
  Resource,
  Stance,
} from '../model.ts'
import type { Parsed } from '../yaml/parse.ts'
import type { Slice } from '../yaml/split.ts'
import type { EditableObject } from './editable-object.ts'

/** One document of a file. */
export interface InputDocument {
  file: InputFile
  slice: Slice
  ref: DocumentRef
  /** Absent where the document holds neither a pod nor evidence for sure. */
  parsed?: Parsed
}

/** An object of a document and the pods in it, as they were read. */
export interface LocatedObject extends InputObject {
  located: LocatedPods
}

/** The files after reading. */
export interface ParsedInput {
  documents: readonly InputDocument[]
  /** The objects of each document, in its order. */
  objects: readonly (readonly LocatedObject[])[]
  context: RunContext
}

/** A control that is on. */
export interface ActiveControl {
  control: Control
  stance: Stance
}

/** What pods and objects are hardened by: the controls that are on, the evidence of the input, and the options. */
export interface RunContext {
  controls: readonly ActiveControl[]
  evidence: EvidenceContext
  options: Options
}

/** What gives a verdict: a control or a generator. */
export type Rule = Pick<Control, 'id' | 'references'>

interface VerdictBase {
  control: Rule
  assessment: Assessment
}

/** The target is as hard as the control asks. */
export interface CompliantVerdict extends VerdictBase {
  verdict: 'compliant'
}

/** A change that is made. */
export interface ChangedVerdict extends VerdictBase {
  verdict: 'changed'
  reason: string
  evidence: Evidence[]
  operations: Operation[]
  confidence: Confidence
}

/** A change that is not made. */
export interface HeldVerdict extends VerdictBase {
  verdict: 'held'
  cause: Cause
  reason: string
  hint: string
  /** The field is right as it is; see `Objection`. */
  expected?: true
  evidence: Evidence[]
  operations?: Operation[]
  confidence?: Confidence
}

/** An assessment after stance, exemptions and the API's own rules. */
export type Verdict = CompliantVerdict | ChangedVerdict | HeldVerdict

/** The verdicts of one pod, or of one object. */
export interface VerdictList {
  /** In the order in which they were applied. */
  changed: ChangedVerdict[]
  held: HeldVerdict[]
  compliant: CompliantVerdict[]
  /** Whether the API server refuses these changes of an object that is installed. */
  immutable: boolean
}

/** A notice and the pointer that it is about, rooted at the document. */
export type PlacedNotice = Notice & { pointer: string }

/** The exemptions that the annotations of an object request. */
export interface RequestedExemptions {
  /** Those of the object. */
  object: Exemption[]
  /** Those that count for each of its pods: of the pod template, then of the object. */
  pods: Exemption[][]
  /** What is wrong with the annotations. */
  notices: PlacedNotice[]
}

/** A pod of an object, with its Pod Security levels before and after. */
export interface PodResult {
  pointer: string
  containers: number
  level: PodEntry['level']
  /** Name of the PodSecurityPolicy that admits it. */
  policy?: string
}

/** What hardening made of one object. */
export interface ObjectResult {
  /** The object as hardening leaves it. */
  object: EditableObject
  verdicts: VerdictList[]
  pods: PodResult[]
  /** Why its pods were left alone. */
  skipped?: string
  misplaced: Misplaced[]
  /** The targets that an exemption matches, so that stale exemptions can be reported. */
  matched: ExemptionTarget[]
  notices: PlacedNotice[]
  requested: RequestedExemptions
}

/** An object that a generator adds to the input. */
export interface Addition {
  /** Index of the document of the object that it was added for. */
  origin: number
  /** Index of the document whose style it takes. */
  like: number
  resource: Resource
  verdict: ChangedVerdict
  /** The document that it becomes, or that it becomes an item of. */
  ref: DocumentRef
  value: JsonObject
  place: AdditionPlace
}

/** Where a file takes objects that are added to it. */
export interface AdditionPlace {
  file: InputFile
  /** The document whose items they join: a ResourceList, or a List in JSON. Absent where they go to the end. */
  list?: InputDocument
  /** The index of the next document, or of the next item. */
  next: number
  /** The line at which the next document starts. */
  line: number
  json: boolean
  /** Why the file takes none. */
  refusal?: Objection
}
