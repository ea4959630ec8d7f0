import type { Cause, Confidence, Reference } from './control.ts'
import type { ReportedEvidence } from './evidence.ts'
import type { Edit, Operation } from './json.ts'
import type { DocumentRef, Resource } from './kubernetes.ts'

/** A finding of `casehard check` without lines and positions, so that it is the same when something else changes. */
export interface KnownFinding {
  /** The standard that forbids it; absent where hardening would change it. */
  standard?: string
  /** The standard's id of what forbids it, or the control that would change it. */
  check: string
  kind: string
  namespace?: string
  name: string
  container?: string
  /** The field without positions, e.g. `spec.containers[app].securityContext`. */
  field: string
  /** What tells items of one list apart, where the field is in such a one. */
  item?: string
}

/** What changes and holds have in common. */
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
  edits: Edit[]
}

/** A change that was expected and not made. */
export interface Held extends Entry {
  cause: Cause
  hint: string
  operations?: Operation[]
  confidence?: Confidence
}

/** What looks like a workload and was left alone. */
export interface Skipped {
  document: DocumentRef
  resource: Resource
  reason: string
}

/** The levels of the Pod Security Standards, from the weakest. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted'

/** A pod that was looked at, with its level in the input and in the output. */
export interface PodEntry {
  document: DocumentRef
  resource: Resource
  path: string
  level: { before: PodSecurityLevel; after: PodSecurityLevel }
  /** The PodSecurityPolicy that it was judged by. */
  policy?: string
}

/** Something else that the reader should know. */
export interface Notice {
  code: string
  message: string
  document?: DocumentRef
  resource?: Resource
  /** The configuration that the line is in, where it is not in the input. */
  file?: string
  line?: number
}

/** How many of what the run saw, changed and left. */
export interface Summary {
  documents: number
  pods: number
  containers: number
  changed: number
  held: number
  skipped: number
  compliant: number
}

/** Why a run failed; line and column are those of the input. */
export interface ReportError {
  code: string
  message: string
  line?: number
  column?: number
}

/** What one run changed, held and skipped, in the order of the input. */
export interface Report {
  apiVersion: 'casehard.dev/v1'
  kind: 'HardeningReport'
  casehard: string
  profile: string
  configuration?: string
  summary: Summary
  changes: Change[]
  held: Held[]
  skipped: Skipped[]
  pods: PodEntry[]
  notices: Notice[]
  error?: ReportError
}

/** One place in the input that a standard forbids; `line` is that of the place, or of what stands around it. */
export interface Finding {
  /** The standard with the version that was judged by, as `--standard` takes it: `pss:restricted@v1.37`. */
  standard: string
  /** The standard's own id: of Kubernetes' check for Pod Security, the number of the recommendation for CIS. */
  check: string
  document: DocumentRef
  resource: Resource
  /** Absent where no container is meant. */
  container?: string
  /** Pointer rooted at the document; it may name a field that is missing. */
  path: string
  line: number
  /** Lower case, no period: what is wrong there. */
  reason: string
}

/** What a check by standards found, in the order of the standards that were asked for, then of the stream. */
export interface Findings {
  findings: Finding[]
}
