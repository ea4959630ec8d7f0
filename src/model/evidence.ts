import type { JsonObject } from './json.ts'
import type { Place, Resource } from './kubernetes.ts'

/**
 * Where evidence comes from: manifests, RBAC objects, facts about images, a lock file, the configuration, or Kubernetes'
 * behaviour.
 */
export type EvidenceSource = 'manifest' | 'rbac' | 'image-facts' | 'image-lock' | 'configuration' | 'kubernetes'

/** Evidence for or against a change. `text` quotes only the words that matched, never a secret. */
export interface Evidence {
  source: EvidenceSource
  text: string
  at?: Place
}

/** How sure it is that a workload works after a change: `proven` by evidence, `likely`, or `assumed` without evidence. */
export type Confidence = 'proven' | 'likely' | 'assumed'

/** An objection to a change: the reason to hold it. A cause `api-rule` holds the change even under `enforce`. */
export interface Objection {
  cause: 'deviation' | 'evidence' | 'unknown' | 'api-rule'
  /** Lower case, no period. */
  reason: string
  /** What the reader can do to resolve it. */
  hint: string
  evidence?: Evidence[]
  /** False if `enforce` does not override it either; a cause `api-rule` implies that. */
  overridable?: false
  /** The input shows that the field is right as it is, so nobody has to act. */
  expected?: true
}

/** Evidence in a report, with its line in the input. */
export interface ReportedEvidence {
  source: EvidenceSource
  text: string
  line?: number
  file?: string
}

/** An object of the input. */
export interface InputObject {
  resource: Resource
  value: JsonObject
  at: Place
}

/** The subject of a role binding: a service account, a user or a group. */
export interface Subject {
  kind: string
  name: string
  namespace?: string
}

/** A RoleBinding or ClusterRoleBinding, with its role and subjects. */
export interface Binding {
  resource: Resource
  role: { kind: string; name: string }
  subjects: { subject: Subject; at: Place }[]
}

/** The objects of the whole input, by what they are evidence of; gathered once per run. */
export interface InputEvidence {
  bindings: Binding[]
  serviceAccounts: InputObject[]
  services: InputObject[]
  configMaps: InputObject[]
  limitRanges: InputObject[]
  resourceQuotas: InputObject[]
  /** HorizontalPodAutoscaler, VerticalPodAutoscaler, KEDA ScaledObject. */
  autoscalers: InputObject[]
  persistentVolumeClaims: InputObject[]
  roles: InputObject[]
  namespaces: InputObject[]
  /** Every parsed object, workloads included. */
  objects: InputObject[]
}
