import type { JsonObject } from './json.ts'
import type { Place, Resource } from './kubernetes.ts'

/** Where a fact comes from: the pod's own object, rights in the stream, facts about images, the user, Kubernetes itself. */
export type EvidenceSource = 'manifest' | 'rbac' | 'image-facts' | 'configuration' | 'kubernetes'

/** A fact that speaks for or against a change. `text` quotes only the words that matched, never a secret. */
export interface Evidence {
  source: EvidenceSource
  text: string
  at?: Place
}

/** A clue as the report carries it, with the line in the input. */
export interface ReportedEvidence {
  source: EvidenceSource
  text: string
  line?: number
  file?: string
}

/** An object of the stream that is read as evidence. */
export interface InputObject {
  resource: Resource
  value: JsonObject
  at: Place
}

/** Who is given a role: a service account, a user or a group. */
export interface Subject {
  kind: string
  name: string
  namespace?: string
}

/** A RoleBinding or ClusterRoleBinding: which role it gives to whom. */
export interface Binding {
  resource: Resource
  role: { kind: string; name: string }
  subjects: { subject: Subject; at: Place }[]
}

/** What the whole stream says; gathered once. */
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
  /** Every parsed object, pods' owners included. */
  objects: InputObject[]
}
