import test from 'ava'
import type { Container } from '../model.ts'
import { podFrom } from '../testing.ts'
import { findApiClient } from './api-access.ts'

const sign = (image: string) => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: "${image}"}]}}`,
  )
  return findApiClient(pod, pod.containers[0] as Container)[0]?.text.replace(' in image of container "a"', '')
}

test('kubectl, operators, controllers and sidecars that watch the API are recognized by the last part of their image', (t) => {
  for (const [image, found] of [
    ['docker.io/example/kubectl:1.33', 'kubectl'],
    ['example/redis-operator@sha256:1', 'operator'],
    ['quay.io/kiwigrid/k8s-sidecar:1.2', 'k8s-sidecar'],
    ['ghcr.io/example/reloader:v1', 'reloader'],
    ['registry.k8s.io/kube-state-metrics/kube-state-metrics', 'kube-state-metrics'],
    ['example.com/ingress/controller:v1', 'controller'],
    ['example.com/a/b-controller-manager', 'controller-manager'],
    ['example.com/nfs-provisioner', 'provisioner'],
    ['alpine/helm', 'helm'],
  ] as const)
    t.is(sign(image), `"${found}"`, image)
})

test('the registry, the path and the tag of an image do not count', (t) => {
  for (const image of [
    'quay.io/prometheus-operator/prometheus-config-reloader:v0.70',
    'kubectl.example.com/team/web',
    'kube-team/web',
    'example/web:operator',
    'example/kubernetes-zookeeper:1.0',
    'example/configmap-reload',
    'example/helmet',
    '',
  ])
    t.is(sign(image), undefined, image)
})
