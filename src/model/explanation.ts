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

/** The verdict under another condition, e.g. with `--profile cautious`. */
export interface Alternative {
  verdict: 'changed' | 'held' | 'compliant'
  confidence?: Confidence
  cause?: Cause
  if: string
  /** The fact about the container's image, if the condition is that the configuration sets it. */
  fact?: Partial<ImageFacts>
}

/** An entry to add under `exemptions:`; the user has to supply the reason. */
export interface ExemptionSnippet {
  controls: string[]
  match: Pick<ExemptionMatch, 'kind' | 'namespace' | 'name' | 'container'>
}

/** A control's verdict on one field, with everything that it depends on. */
export interface ExplainedVerdict {
  control: string
  /** Name of the container; absent for a field of the pod or object. */
  container?: string
  path: string
  line: number
  verdict: 'changed' | 'held' | 'compliant'
  /** Absent if it is compliant. */
  reason?: string
  evidence: ReportedEvidence[]
  confidence?: Confidence
  cause?: Cause
  hint?: string
  operations?: Operation[]
  immutable?: true
  references: readonly Reference[]
  /** Conditions that change the verdict, found by assessing the workload again under each. */
  alternatives: Alternative[]
  /** The exemption that would hold the change. */
  exemption?: ExemptionSnippet
}

/** The image of a container, with the facts about it. */
export interface ExplainedImage {
  container: string
  image: string
  /** Its canonical name, as in facts: with registry, without tag and digest. */
  repository: string
  line: number
  facts?: ImageFacts
  /** Whether the facts are reliable enough to prove a change. */
  proves?: boolean
}

/** What is known of a container in one respect. */
export interface ExplainedRequirement {
  about: string
  text: string
  /** Whether this is all that there is to know, so that controls decide by it. */
  complete: boolean
  evidence: ReportedEvidence[]
}

/** What is known of a container. */
export interface ExplainedContainer {
  container: string
  requirements: ExplainedRequirement[]
}

/** The explanation of one workload. */
export interface ExplainedWorkload {
  /** `file` is always set here. */
  document: DocumentRef
  resource: Resource
  pods: Pick<PodEntry, 'path' | 'level'>[]
  /** Why it was skipped as a whole. */
  skipped?: string
  /** What is known of its containers, by which the controls decide. */
  containers: ExplainedContainer[]
  /** In the order in which the controls run. */
  verdicts: ExplainedVerdict[]
  /** The ids of the controls that are off. */
  off: string[]
  images: ExplainedImage[]
  notices: Notice[]
}

/** The result of `casehard explain KIND/NAME`. */
export interface Explanation {
  apiVersion: 'casehard.dev/v1'
  kind: 'Explanation'
  casehard: string
  profile: string
  configuration?: string
  workloads: ExplainedWorkload[]
}
