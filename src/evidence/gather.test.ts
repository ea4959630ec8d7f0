import test from 'ava'
import { objectFrom } from '../testing.ts'
import { gatherEvidence } from './gather.ts'

const object = (apiVersion: string, kind: string) =>
  objectFrom(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}}`)

test('objects are sorted by group and kind, regardless of their version', (t) => {
  const evidence = gatherEvidence([
    object('v1', 'Namespace'),
    object('v1', 'ServiceAccount'),
    object('v1', 'Service'),
    object('v1', 'ConfigMap'),
    object('v1', 'LimitRange'),
    object('v1', 'ResourceQuota'),
    object('v1', 'PersistentVolumeClaim'),
    object('autoscaling/v1', 'HorizontalPodAutoscaler'),
    object('autoscaling/v2', 'HorizontalPodAutoscaler'),
    object('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler'),
    object('keda.sh/v1alpha1', 'ScaledObject'),
    object('rbac.authorization.k8s.io/v1', 'Role'),
    object('rbac.authorization.k8s.io/v1beta1', 'ClusterRole'),
    object('apps/v1', 'Deployment'),
  ])
  const counts = Object.fromEntries(Object.entries(evidence).map(([field, list]) => [field, list.length]))
  t.deepEqual(counts, {
    bindings: 0,
    namespaces: 1,
    serviceAccounts: 1,
    services: 1,
    configMaps: 1,
    limitRanges: 1,
    resourceQuotas: 1,
    autoscalers: 4,
    persistentVolumeClaims: 1,
    roles: 2,
    objects: 14,
  })
})

test('a kind of the same name in another group is no evidence', (t) => {
  const evidence = gatherEvidence([
    object('serving.knative.dev/v1', 'Service'),
    object('example.com/v1', 'RoleBinding'),
  ])
  t.deepEqual([evidence.services.length, evidence.bindings.length, evidence.objects.length], [0, 0, 2])
})

test('each subject of a binding has its pointer', (t) => {
  const binding = objectFrom(`
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: read, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
  - {kind: ServiceAccount, name: web, namespace: shop}
  - {kind: Group, name: "system:serviceaccounts", apiGroup: rbac.authorization.k8s.io}
`)
  const inList = { ...binding, at: { document: 4, pointer: '/items/2' } }
  t.deepEqual(gatherEvidence([inList]).bindings, [
    {
      resource: binding.resource,
      role: { kind: 'Role', name: 'reader' },
      subjects: [
        {
          subject: { kind: 'ServiceAccount', name: 'web', namespace: 'shop' },
          at: { document: 4, pointer: '/items/2/subjects/0' },
        },
        {
          subject: { kind: 'Group', name: 'system:serviceaccounts' },
          at: { document: 4, pointer: '/items/2/subjects/1' },
        },
      ],
    },
  ])
})

test('malformed bindings are read without errors', (t) => {
  const text =
    '{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: x}, subjects: [null, 1], roleRef: x}'
  const [binding] = gatherEvidence([objectFrom(text)]).bindings
  t.deepEqual(binding?.role, { kind: '', name: '' })
  t.deepEqual(
    binding?.subjects.map(({ subject }) => subject),
    [
      { kind: '', name: '' },
      { kind: '', name: '' },
    ],
  )
})
