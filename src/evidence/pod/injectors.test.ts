import test from 'ava'
import { objectFrom, podFrom } from '../../testing.ts'
import { findInjectors } from './injectors.ts'

const evidence = (metadata: string, spec = '') =>
  findInjectors(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p, ${metadata}}, spec: {${spec} containers: [{name: a}]}}`),
    [],
    undefined,
  )

const asked = (annotation: string): boolean => evidence(`annotations: {${annotation}}`).length > 0

test('the injectors of Vault, Consul, Linkerd, Istio, Kuma and Dapr use the token of the pod', (t) => {
  for (const annotation of [
    'vault.hashicorp.com/agent-inject: "true"',
    'vault.security.banzaicloud.io/vault-addr: "https://vault:8200"',
    'consul.hashicorp.com/connect-inject: "true"',
    'linkerd.io/inject: enabled',
    'linkerd.io/inject: ingress',
    'sidecar.istio.io/inject: "true"',
    'kuma.io/sidecar-injection: enabled',
    'dapr.io/enabled: "true"',
  ])
    t.true(asked(annotation), annotation)
})

test('a disabled injector does not count', (t) => {
  for (const annotation of [
    'vault.hashicorp.com/agent-inject: "false"',
    'consul.hashicorp.com/connect-inject: "false"',
    'linkerd.io/inject: disabled',
    'sidecar.istio.io/inject: "false"',
    'dapr.io/enabled: "false"',
    'prometheus.io/scrape: "true"',
  ])
    t.false(asked(annotation), annotation)
})

test('the evidence points at the annotation or label and quotes no address', (t) => {
  t.deepEqual(evidence('labels: {sidecar.istio.io/inject: "true"}')[0], {
    source: 'manifest',
    text: 'sidecar.istio.io/inject: "true"',
    at: { document: 0, pointer: '/metadata/labels/sidecar.istio.io~1inject' },
  })
  t.is(
    evidence('annotations: {vault.security.banzaicloud.io/vault-addr: "https://me:pw@vault"}')[0]?.text,
    'vault.security.banzaicloud.io/vault-addr',
  )
})

test("Vault's agent does not need the token if the annotation names a volume", (t) => {
  const annotations =
    'annotations: {vault.hashicorp.com/agent-inject: "true", vault.hashicorp.com/agent-service-account-token-volume-name: own}'
  t.deepEqual(evidence(annotations, 'volumes: [{name: own, projected: {}}],'), [])
  t.is(evidence(annotations, 'volumes: [{name: other, projected: {}}],').length, 1)
})

const inNamespace = (marks: string, metadata = '', namespace?: string, fallback?: string) => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p, ${metadata}}, spec: {containers: [{name: a}]}}`)
  if (namespace !== undefined) pod.resource.namespace = namespace
  const object = objectFrom(`{apiVersion: v1, kind: Namespace, metadata: {name: shop, ${marks}}}`)
  return findInjectors(pod, [object], fallback)
}

test('a Namespace that turns an injector on does so for its pods', (t) => {
  for (const marks of [
    'labels: {istio-injection: enabled}',
    'labels: {istio.io/rev: canary}',
    'annotations: {linkerd.io/inject: enabled}',
    'labels: {linkerd.io/inject: ingress}',
    'labels: {kuma.io/sidecar-injection: enabled}',
    'annotations: {openservicemesh.io/sidecar-injection: enabled}',
    'labels: {consul.hashicorp.com/connect-inject: "true"}',
  ]) {
    t.is(inNamespace(marks, '', 'shop').length, 1, marks)
    t.is(inNamespace(marks, '', undefined, 'shop').length, 1, marks)
    t.is(inNamespace(marks).length, 1, marks)
    t.is(inNamespace(marks, '', 'bank').length, 0, marks)
  }
  t.deepEqual(inNamespace('labels: {istio-injection: enabled}', '', 'shop'), [
    {
      source: 'manifest',
      text: 'istio-injection: "enabled" of Namespace "shop"',
      at: { document: 1, pointer: '/metadata/labels/istio-injection' },
    },
  ])
})

test('a Namespace without an injector, and a pod that opts out of it, need nothing', (t) => {
  t.deepEqual(inNamespace('labels: {istio-injection: disabled}', '', 'shop'), [])
  t.deepEqual(inNamespace('labels: {istio.io/dataplane-mode: ambient}', '', 'shop'), [])
  const istio = 'labels: {istio-injection: enabled}'
  t.deepEqual(inNamespace(istio, 'labels: {sidecar.istio.io/inject: "false"}', 'shop'), [])
  const linkerd = 'annotations: {linkerd.io/inject: enabled}'
  t.deepEqual(inNamespace(linkerd, 'annotations: {linkerd.io/inject: disabled}', 'shop'), [])
  t.is(inNamespace(linkerd, 'labels: {sidecar.istio.io/inject: "false"}', 'shop').length, 1)
})
