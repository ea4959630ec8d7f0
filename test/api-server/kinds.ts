/** A kind that the stub of the API server serves. */
export interface ServedKind {
  /** The `apiVersion`, e.g. `apps/v1`. */
  apiVersion: string
  kind: string
  /** Its name in URLs. */
  plural: string
  namespaced: boolean
}

/** What a URL names. */
export interface Target {
  served: ServedKind
  /** Absent for all namespaces and for cluster-scoped objects. */
  namespace?: string
  /** Absent: the whole collection. */
  name?: string
}

/** By `apiVersion`: kinds that live in a namespace, and those that do not. */
const TABLE: Readonly<Record<string, readonly [namespaced: string, clusterWide: string]>> = {
  v1: [
    'ConfigMap Event LimitRange PersistentVolumeClaim Pod ReplicationController ResourceQuota Secret Service ServiceAccount',
    'Namespace Node PersistentVolume',
  ],
  'apps/v1': ['DaemonSet Deployment ReplicaSet StatefulSet', ''],
  'batch/v1': ['CronJob Job', ''],
  'policy/v1': ['PodDisruptionBudget', ''],
  'networking.k8s.io/v1': ['Ingress NetworkPolicy', 'IngressClass'],
  'autoscaling/v2': ['HorizontalPodAutoscaler', ''],
  'rbac.authorization.k8s.io/v1': ['Role RoleBinding', 'ClusterRole ClusterRoleBinding'],
  'apiextensions.k8s.io/v1': ['', 'CustomResourceDefinition'],
}

const pluralOf = (kind: string): string => {
  const word = kind.toLowerCase()
  return /s$/.test(word) ? `${word}es` : word.replace(/y$/, 'ie').concat('s')
}

const KINDS: readonly ServedKind[] = Object.entries(TABLE).flatMap(([apiVersion, columns]) =>
  columns.flatMap((kinds, column) =>
    kinds
      .split(' ')
      .filter((kind) => kind !== '')
      .map((kind) => ({ apiVersion, kind, plural: pluralOf(kind), namespaced: column === 0 })),
  ),
)

const URL_PATH = /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?$/

/** Parses the path of a URL; returns undefined for resources that the stub does not serve, e.g. subresources. */
export const targetOf = (path: string): Target | undefined => {
  const [, group, version, namespace, plural, name] = URL_PATH.exec(path) ?? []
  const apiVersion = group === undefined ? version : `${group}/${version}`
  const served = KINDS.find((kind) => kind.apiVersion === apiVersion && kind.plural === plural)
  if (served === undefined) return undefined
  return { served, ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }) }
}

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']

const resourceList = (groupVersion: string): object => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: KINDS.filter(({ apiVersion }) => apiVersion === groupVersion).map(({ kind, plural, namespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: VERBS,
  })),
})

const groupOf = (groupVersion: string): object => {
  const [name, version] = groupVersion.split('/')
  const entry = { groupVersion, version }
  return { name, versions: [entry], preferredVersion: entry }
}

const rootOf = (groupVersion: string): string => (groupVersion === 'v1' ? 'api/v1' : `apis/${groupVersion}`)

/** OpenAPI without schemas; it makes clients leave field validation to the server. */
const openApiOf = (groupVersion: string): object => {
  const [version = '', group = ''] = groupVersion.split('/').reverse()
  const patches = KINDS.filter(({ apiVersion }) => apiVersion === groupVersion).map(({ kind, plural }) => {
    const named = { 'x-kubernetes-group-version-kind': { group, version, kind }, responses: {} }
    return [`/${plural}`, { patch: { ...named, parameters: [{ name: 'fieldValidation', in: 'query' }] } }]
  })
  return { openapi: '3.0.0', info: { title: 'stub', version: '1' }, paths: Object.fromEntries(patches) }
}

/** The documents of discovery, in the form from before aggregated discovery: clients fall back to it. */
export const discoveryOf = (path: string): object | undefined => {
  if (path === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.0' }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  const groups = Object.keys(TABLE).filter((groupVersion) => groupVersion !== 'v1')
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf) }
  if (path === '/openapi/v3') {
    const entries = Object.keys(TABLE).map(rootOf)
    return { paths: Object.fromEntries(entries.map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}` }])) }
  }
  const described = Object.keys(TABLE).find((groupVersion) => path === `/openapi/v3/${rootOf(groupVersion)}`)
  if (described !== undefined) return openApiOf(described)
  const groupVersion = path === '/api/v1' ? 'v1' : path.slice('/apis/'.length)
  return TABLE[groupVersion] === undefined ? undefined : resourceList(groupVersion)
}
