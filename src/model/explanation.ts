import type {
  Cause,
  Confidence,
  DocumentRef,
  ExemptionMatch,
  ImageFacts,
  Notice,
  Operation,
  PodEntry,
  Reference,
  ReportedEvidence,
  Resource,
} from '../model.ts'

/** What would become of a verdict under a condition, e.g. `--profile cautious`. */
export interface Alternative {
  verdict: 'changed' | 'held' | 'compliant'
  confidence?: Confidence
  cause?: Cause
  if: string
  /** What the configuration would say of the container's image, where that is the condition. */
  fact?: Partial<ImageFacts>
}

/** What to write under `exemptions:`; the reason is the user's to say. */
export interface ExemptionSnippet {
  controls: string[]
  match: Pick<ExemptionMatch, 'kind' | 'namespace' | 'name' | 'container'>
}

/** What one control says of one target, with all that was weighed. */
export interface ExplainedVerdict {
  control: string
  /** Name of the container; absent where the whole pod or object is meant. */
  container?: string
  path: string
  line: number
  verdict: 'changed' | 'held' | 'compliant'
  /** Absent where it is compliant. */
  reason?: string
  evidence: ReportedEvidence[]
  confidence?: Confidence
  cause?: Cause
  hint?: string
  operations?: Operation[]
  immutable?: true
  references: readonly Reference[]
  /** What would change the verdict, found by judging the workload again under each condition. */
  alternatives: Alternative[]
  /** What would hold a change. */
  exemption?: ExemptionSnippet
}

/** The image of a container and what is known of it. */
export interface ExplainedImage {
  container: string
  image: string
  /** Its name as facts name it: with registry, without tag and digest. */
  repository: string
  line: number
  facts?: ImageFacts
  /** Whether the facts are good enough to prove a change. */
  proves?: boolean
}

/** All that was weighed for one workload. */
export interface ExplainedWorkload {
  /** `file` is always given here. */
  document: DocumentRef
  resource: Resource
  pods: Pick<PodEntry, 'path' | 'level'>[]
  /** Why it was left alone as a whole. */
  skipped?: string
  /** In the order in which the controls run. */
  verdicts: ExplainedVerdict[]
  /** The controls that were not asked. */
  off: string[]
  images: ExplainedImage[]
  notices: Notice[]
}

/** What `casehard explain KIND/NAME` tells, as data. */
export interface Explanation {
  apiVersion: 'casehard.dev/v1'
  kind: 'Explanation'
  casehard: string
  profile: string
  configuration?: string
  workloads: ExplainedWorkload[]
}
