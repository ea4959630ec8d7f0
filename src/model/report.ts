import type { Cause, Reference } from './control.ts'
import type { Confidence, ReportedEvidence } from './evidence.ts'
import type { Edit, Operation } from './json.ts'
import type { DocumentRef, Resource } from './kubernetes.ts'

/** A finding of `casehard check` without lines and positions, so that it stays the same when other text changes. */
export interface KnownFinding {
  /** The violated standard; absent for a change that hardening would make. */
  standard?: string
  /** The standard's id of the check, or the control that would make the change. */
  check: string
  kind: string
  namespace?: string
  name: string
  container?: string
  /** The field without positions, e.g. `spec.containers[app].securityContext`. */
  field: string
  /** Distinguishes the items of a list, for a field in a list. */
  item?: string
  /** The file, relative to that of the known findings; it only tells which runs look for the finding. */
  file?: string
}

/** The fields that changes and held changes have in common. */
interface Entry {
  control: string
  document: DocumentRef
  resource: Resource
  container?: string
  path: string
  line: number
  reason: string
  evidence: ReportedEvidence[]
  references: readonly Reference[]
}

/** A change that was made. */
export interface Change extends Entry {
  operations: Operation[]
  confidence: Confidence
  immutable?: true
  /** Whether the file of `--known` lists it; absent if there is none. */
  known?: boolean
  edits: Edit[]
}

/** A change that was held. */
export interface Held extends Entry {
  cause: Cause
  hint: string
  /** The input shows that the field is right as it is, so nobody has to act. */
  expected?: true
  operations?: Operation[]
  confidence?: Confidence
}

/** An object that is or may be a workload, and was skipped. */
export interface Skipped {
  document: DocumentRef
  resource: Resource
  reason: string
}

/** The levels of the Pod Security Standards, the least restrictive first. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted'

/** A pod, with its Pod Security level in the input and in the output. */
export interface PodEntry {
  document: DocumentRef
  resource: Resource
  path: string
  level: { before: PodSecurityLevel; after: PodSecurityLevel }
  /** The PodSecurityPolicy that it was assessed by. */
  policy?: string
}

/** Information for the reader that is not about a change. */
export interface Notice {
  code: string
  message: string
  document?: DocumentRef
  resource?: Resource
  /** The file that the line is in: a configuration, or an input file that is left out or refused. */
  file?: string
  line?: number
}

/** The numbers of documents, pods, containers and verdicts of a run. */
export interface Summary {
  documents: number
  pods: number
  containers: number
  changed: number
  held: number
  skipped: number
  compliant: number
}

/** The error of a failed run; line and column are positions in the input. */
export interface ReportError {
  code: string
  message: string
  line?: number
  column?: number
}

/** The report of one run: changes, held changes, skipped objects and pods in the order of the input. */
export interface Report {
  apiVersion: 'casehard.dev/v1'
  kind: 'HardeningReport'
  casehard: string
  profile: string
  configuration?: string
  /** A check, which wrote nothing: the changes are those that hardening would make. */
  check?: true
  summary: Summary
  changes: Change[]
  held: Held[]
  skipped: Skipped[]
  pods: PodEntry[]
  notices: Notice[]
  error?: ReportError
}

/** A violation of a standard; `line` is the line of the field, or of its nearest parent if it is unset. */
export interface Finding {
  /** The standard with its version, as in `--standard`: `pss:restricted@v1.37`. */
  standard: string
  /** The standard's own id: the check's id for Pod Security, the recommendation's number for CIS. */
  check: string
  document: DocumentRef
  resource: Resource
  /** Absent for a field of the pod or object. */
  container?: string
  /** Pointer rooted at the document, also for a required field that is unset. */
  path: string
  line: number
  /** The state found and the requirement: lower case, no period. */
  reason: string
}

/** The violations that a check found, by standard in the order given, then in the order of the input. */
export interface Findings {
  findings: Finding[]
}
