import type { ExemptionTarget } from '../config/exemptions/match.ts'
import type { Misplaced } from '../kube/pod/misplaced.ts'
import { asObject } from '../kube/pod/pod.ts'
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
import { applyOperations } from '../patch/apply.ts'
import { valueAt } from '../pointer.ts'
import type { Parsed } from '../yaml/parse.ts'
import type { Slice } from '../yaml/split.ts'

/** What verdicts are told by: a control, or a generator. */
export type Rule = Pick<Control, 'id' | 'references'>

/** What a control says of a target. */
export interface Judged {
  control: Rule
  assessment: Assessment
}

export interface Settled<V> extends Judged {
  verdict: V
}

export interface Outcome {
  /** In the order in which they were applied. */
  changed: Settled<ChangedVerdict>[]
  held: Settled<HeldVerdict>[]
  compliant: Judged[]
}

/** An object of a document while it is hardened: one item of a List, or all of the document. */
export class Subject {
  readonly pointer: string
  readonly resource: Resource
  object: JsonObject

  constructor(resource: Resource, pointer: string, object: JsonObject) {
    this.resource = resource
    this.pointer = pointer
    this.object = object
  }

  /** The value at a pointer that is rooted at the document. */
  at(pointer: string): JsonObject {
    return asObject(valueAt(this.object, pointer.slice(this.pointer.length)))
  }

  /** What the object becomes; its operations are rooted at the document. */
  patched(operations: readonly Operation[]): JsonObject {
    const moved = operations.map((operation) => ({ ...operation, path: operation.path.slice(this.pointer.length) }))
    return applyOperations(this.object, moved) as JsonObject
  }
}

export interface ChangedVerdict {
  verdict: 'changed'
  reason: string
  evidence: Evidence[]
  operations: Operation[]
  confidence: Confidence
}

export interface HeldVerdict {
  verdict: 'held'
  cause: Cause
  reason: string
  hint: string
  evidence: Evidence[]
  operations?: Operation[]
  confidence?: Confidence
}

/** A judgement that stance and exemptions have turned into what will happen. */
export type Verdict = { verdict: 'compliant' } | ChangedVerdict | HeldVerdict

/** All that was found out about one object; the object itself is hardened in `subject`. */
export interface ObjectOutcome {
  subject: Subject
  outcomes: (Outcome & { immutable: boolean })[]
  pods: { pointer: string; containers: number; level: PodEntry['level']; policy?: string }[]
  skipped?: string
  misplaced: Misplaced[]
  /** What exemptions match, so that the idle ones can be told. */
  exempt: ExemptionTarget[]
  notices: PlacedNotice[]
  /** The exemptions that it asks for itself. */
  asked: RequestedExemptions
}

/** An object that is added to the stream. */
export interface Addition {
  /** The document of the object that it was added for. */
  origin: number
  /** The document whose style it takes. */
  like: number
  resource: Resource
  settled: Settled<ChangedVerdict>
  /** The document that it becomes, or whose item it becomes. */
  ref: DocumentRef
  value: JsonObject
  place: AdditionPlace
}

/** Where a file takes objects that are added to it. */
export interface AdditionPlace {
  file: InputFile
  /** The document that has the items: a ResourceList, or a List in JSON. Absent where documents go to the end. */
  list?: InputDocument
  /** What comes next: the index of a document, or of an item. */
  next: number
  /** Where the next document starts. */
  line: number
  json: boolean
  /** Why there is no place. */
  refusal?: Objection
}

/** What the pods and objects of one stream are judged by. */
export interface Ruling {
  controls: readonly { control: Control; stance: Stance }[]
  context: EvidenceContext
  options: Options
}

/** Input that was read, and what its pods are judged by. */
export interface Prepared {
  documents: InputDocument[]
  /** The objects of each document, in its order. */
  objects: InputObject[][]
  ruling: Ruling
}

/** A notice and where it is about, from the document's root. */
export type PlacedNotice = Notice & { pointer: string }

/** The exemptions that an object and its pods ask for themselves. */
export interface RequestedExemptions {
  /** Those of the object. */
  object: Exemption[]
  /** Those that count for each of the pods: of its template, then of the object. */
  pods: Exemption[][]
  /** What is wrong with the annotations. */
  notices: PlacedNotice[]
}

/** One slice of a file; `parsed` only where it may hold a pod or evidence. */
export interface InputDocument {
  file: InputFile
  slice: Slice
  ref: DocumentRef
  parsed?: Parsed
}
