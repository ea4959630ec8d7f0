import { asList, asObject, asString } from '../kube/pod/pod.ts'
import type { Binding, InputEvidence, InputObject } from '../model.ts'

type Field = Exclude<keyof InputEvidence, 'bindings' | 'objects'>

/** The list of `InputEvidence` for each kind; keys are `group/Kind`, the core group is empty. */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['/Namespace', 'namespaces'],
  ['/ServiceAccount', 'serviceAccounts'],
  ['/Service', 'services'],
  ['/ConfigMap', 'configMaps'],
  ['/LimitRange', 'limitRanges'],
  ['/ResourceQuota', 'resourceQuotas'],
  ['/PersistentVolumeClaim', 'persistentVolumeClaims'],
  ['autoscaling/HorizontalPodAutoscaler', 'autoscalers'],
  ['autoscaling.k8s.io/VerticalPodAutoscaler', 'autoscalers'],
  ['keda.sh/ScaledObject', 'autoscalers'],
  ['rbac.authorization.k8s.io/Role', 'roles'],
  ['rbac.authorization.k8s.io/ClusterRole', 'roles'],
  ['authorization.openshift.io/Role', 'roles'],
  ['authorization.openshift.io/ClusterRole', 'roles'],
])

const OPENSHIFT = 'authorization.openshift.io/'

const BINDINGS: readonly string[] = [
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'authorization.openshift.io/RoleBinding',
  'authorization.openshift.io/ClusterRoleBinding',
]

const groupKind = ({ resource: { apiVersion, kind } }: InputObject): string =>
  `${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''}/${kind}`

const bindingOf = ({ resource, value, at }: InputObject): Binding => {
  const role = asObject(value.roleRef)
  const subjects = asList(value.subjects).map((item, index): Binding['subjects'][number] => {
    const { kind, name, namespace } = asObject(item)
    const place = { document: at.document, pointer: `${at.pointer}/subjects/${index}` }
    const subject = { kind: asString(kind) ?? '', name: asString(name) ?? '' }
    return { subject: typeof namespace === 'string' ? { ...subject, namespace } : subject, at: place }
  })
  // The roleRef of OpenShift's API group has no kind: a Role has a namespace, a ClusterRole has none.
  const implied = !resource.apiVersion.startsWith(OPENSHIFT)
    ? ''
    : role.namespace === undefined
      ? 'ClusterRole'
      : 'Role'
  const kind = asString(role.kind) ?? implied
  return { resource, role: { kind, name: asString(role.name) ?? '' }, subjects }
}

/**
 * Sorts the objects of the input by what they are evidence of, each list in the order of the input. Objects of other
 * kinds are only in `objects`. Versions of an API group are treated alike.
 */
export const gatherEvidence = (objects: InputObject[]): InputEvidence => {
  const evidence: InputEvidence = {
    bindings: [],
    serviceAccounts: [],
    services: [],
    configMaps: [],
    limitRanges: [],
    resourceQuotas: [],
    autoscalers: [],
    persistentVolumeClaims: [],
    roles: [],
    namespaces: [],
    objects,
  }
  for (const object of objects) {
    const kind = groupKind(object)
    const field = FIELDS.get(kind)
    if (field !== undefined) evidence[field].push(object)
    if (BINDINGS.includes(kind)) evidence.bindings.push(bindingOf(object))
  }
  return evidence
}
