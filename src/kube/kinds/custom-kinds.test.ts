import test from 'ava'
import { isWritable, viewPod } from '../pod/pod.ts'
import { CUSTOM_KINDS } from './custom-kinds.ts'

const writes = (group: string, kind: string, pointer: string): boolean => {
  const shape = CUSTOM_KINDS[group]?.[kind]?.[0]
  if (shape === undefined) throw new Error(`no shape for ${kind}`)
  const resource = { apiVersion: `${group}/v1`, kind, name: 'x' }
  const location = { document: 0, resource, objectPointer: '', shape, spec: shape.spec, metadata: shape.metadata ?? '' }
  return isWritable(viewPod(location, {}, {}, {}), shape.spec + pointer)
}

test('every shape that limits the writable fields names its source', (t) => {
  for (const shape of Object.values(CUSTOM_KINDS)
    .flatMap((kinds) => Object.values(kinds))
    .flat())
    t.is(shape.writable === undefined, shape.source === undefined)
})

test('a Rollout keeps every field of a pod', (t) => {
  t.true(writes('argoproj.io', 'Rollout', '/hostNetwork'))
})

test('Knative accepts security contexts of containers only', (t) => {
  t.true(writes('serving.knative.dev', 'Service', '/containers/0/securityContext/seccompProfile'))
  t.true(writes('serving.knative.dev', 'Service', '/containers/0/securityContext/capabilities/drop'))
  t.true(writes('serving.knative.dev', 'Service', '/containers/0/resources/limits/memory'))
  t.false(writes('serving.knative.dev', 'Service', '/securityContext/runAsNonRoot'))
})

test('Prometheus keeps its token, its users and its resources', (t) => {
  t.true(writes('monitoring.coreos.com', 'Prometheus', '/securityContext/seccompProfile/type'))
  t.true(writes('monitoring.coreos.com', 'Prometheus', '/containers/0/securityContext/readOnlyRootFilesystem'))
  t.true(writes('monitoring.coreos.com', 'Prometheus', '/podMetadata/annotations/a'))
  for (const field of [
    '/automountServiceAccountToken',
    '/securityContext/runAsNonRoot',
    '/containers/0/resources/limits',
  ])
    t.false(writes('monitoring.coreos.com', 'Prometheus', field))
  t.true(writes('monitoring.coreos.com', 'Alertmanager', '/automountServiceAccountToken'))
  t.false(writes('monitoring.coreos.com', 'ThanosRuler', '/automountServiceAccountToken'))
})

test('the security contexts of an Elastic resource are left to its operator', (t) => {
  t.true(writes('kibana.k8s.elastic.co', 'Kibana', '/automountServiceAccountToken'))
  t.false(writes('kibana.k8s.elastic.co', 'Kibana', '/securityContext/seccompProfile'))
  t.false(writes('kibana.k8s.elastic.co', 'Kibana', '/containers/0/securityContext/allowPrivilegeEscalation'))
})
