import test from 'ava'
import { INERT_KINDS, type Role, roleOf } from './classify.ts'
import { podShapes, skipReason } from './kinds.ts'

const roles: [string | undefined, string, Role][] = [
  ['apps/v1', 'Deployment', 'pod'],
  ['kafka.strimzi.io/v1beta2', 'Kafka', 'pod'],
  ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'pod'],
  ['argoproj.io/v1alpha1', 'Application', 'pod'],
  ['argoproj.io/v1alpha1', 'AppProject', 'inert'],
  ['example.com/v1', 'TrainJob', 'pod'],
  ['serving.knative.dev/v1', 'Service', 'pod'],
  ['v1', 'Service', 'evidence'],
  ['v1', 'ServiceAccount', 'evidence'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'evidence'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'evidence'],
  ['autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', 'evidence'],
  ['keda.sh/v1alpha1', 'ScaledObject', 'evidence'],
  ['storage.k8s.io/v1', 'CSIDriver', 'evidence'],
  ['node.k8s.io/v1', 'RuntimeClass', 'evidence'],
  ['v1', 'ConfigMap', 'config'],
  ['v1', 'List', 'list'],
  ['apps/v1', 'DeploymentList', 'list'],
  [undefined, 'List', 'list'],
  ['config.kubernetes.io/v1', 'ResourceList', 'list'],
  ['v1', 'Secret', 'inert'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'inert'],
  ['policy/v1', 'PodDisruptionBudget', 'inert'],
  ['monitoring.coreos.com/v1', 'ServiceMonitor', 'inert'],
  ['example.com/v1', 'Secret', 'unknown'],
  ['example.com/v1', 'Widget', 'unknown'],
  [undefined, 'Deployment', 'unknown'],
]
for (const [apiVersion, kind, role] of roles) {
  test(`${kind} of ${apiVersion ?? 'no version'} is ${role}`, (t) => {
    t.is(roleOf(apiVersion, kind), role)
  })
}

test('a document without a kind is unknown', (t) => {
  t.is(roleOf('v1', undefined), 'unknown')
  t.is(roleOf('v1', ''), 'unknown')
})

test('a kind of the configuration has pods', (t) => {
  t.is(roleOf('example.com/v1', 'Widget', [{ group: 'example.com', kind: 'Widget', pod: '/spec/pod' }]), 'pod')
})

test('no inert kind has pods', (t) => {
  for (const [group, kinds] of INERT_KINDS) {
    for (const kind of kinds) {
      const apiVersion = group === '' ? 'v1' : `${group}/v1`
      t.is(podShapes(apiVersion, kind) ?? skipReason(apiVersion, kind), undefined, kind)
      t.is(roleOf(apiVersion, kind), 'inert', kind)
    }
  }
})
