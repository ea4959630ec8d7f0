import type { CustomKind } from '../model.ts'
import { INERT_KINDS } from './inert-kinds.ts'
import { groupOf, podShapes, skipReason } from './kinds.ts'

/** What a document of a kind is good for, before it is parsed. */
export type Role = 'pod' | 'evidence' | 'list' | 'config' | 'inert' | 'unknown'

const EVIDENCE: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['ServiceAccount', 'Service', 'LimitRange', 'ResourceQuota', 'PersistentVolumeClaim']],
  ['rbac.authorization.k8s.io', ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']],
  ['authorization.openshift.io', ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']],
  ['autoscaling', ['HorizontalPodAutoscaler']],
  ['extensions', ['HorizontalPodAutoscaler']],
  ['autoscaling.k8s.io', ['VerticalPodAutoscaler']],
  ['keda.sh', ['ScaledObject']],
  ['storage.k8s.io', ['CSIDriver']],
  ['node.k8s.io', ['RuntimeClass']],
])

const has = (table: ReadonlyMap<string, readonly string[]>, group: string, kind: string): boolean =>
  table.get(group)?.includes(kind) ?? false

/**
 * What a document is good for, by the kind that its text names: `pod` holds pods (or would, were its kind not skipped
 * for a reason), `evidence` is read for what it says of pods, `config` only where a pod names it, `list` holds other
 * objects, `inert` surely holds none of these. Everything else is `unknown`. Without an apiVersion only a list is known.
 */
export const roleOf = (
  apiVersion: string | undefined,
  kind: string | undefined,
  custom: readonly CustomKind[] = [],
): Role => {
  if (kind === undefined || kind === '') return 'unknown'
  if (kind === 'ResourceList' || kind.endsWith('List')) return 'list'
  if (apiVersion === undefined) return 'unknown'
  if (podShapes(apiVersion, kind, custom) !== undefined || skipReason(apiVersion, kind) !== undefined) return 'pod'
  const group = groupOf(apiVersion)
  if (has(EVIDENCE, group, kind)) return 'evidence'
  if (group === '' && kind === 'ConfigMap') return 'config'
  return has(INERT_KINDS, group, kind) ? 'inert' : 'unknown'
}
