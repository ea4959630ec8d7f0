import test from 'ava'
import type { Container } from '../model.ts'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { findApiWords } from './api-access.ts'

const MOUNT = 'volumeMounts: [{name: v, mountPath: /c}]'

const evidence = (container: string, data = '{}') => {
  const spec = `volumes: [{name: v, configMap: {name: c}}], containers: [{name: a, ${container}}]`
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec}}}`)
  const configMaps = [objectFrom(`{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: ${data}}`)]
  return findApiWords(pod, pod.containers[0] as Container, contextWith({ configMaps })).map(({ text }) => text)
}

const inFile = (text: string, key = 'c.yml') => evidence(MOUNT, JSON.stringify({ [key]: text }))

const speaks = (container: string): boolean => evidence(container).length > 0

test('the path of the token, the name of the API server and its variables are signs of its use', (t) => {
  t.deepEqual(evidence('args: [--ca=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt]'), [
    '/run/secrets/kubernetes.io/serviceaccount in args of container "a"',
  ])
  t.deepEqual(evidence('env: [{name: API, value: "https://kubernetes.default.svc:443"}]'), [
    'kubernetes.default.svc in env API of container "a"',
  ])
  t.true(speaks('env: [{name: KUBERNETES_SERVICE_HOST, value: 10.0.0.1}]'))
  t.false(speaks('args: [--domain=kubernetes.default-backend.example]'))
  t.false(speaks('env: [{name: NO_PROXY, value: ".svc,kubernetes.default.svc"}]'))
})

test('in-cluster configuration counts unless it is switched off', (t) => {
  t.true(speaks('args: [--in-cluster]'))
  t.true(speaks('args: [--running-in-cluster=true]'))
  t.deepEqual(inFile('storage: {config: {inCluster: true}}'), ['inCluster in c.yml of ConfigMap "c"'])
  t.false(speaks('args: [--in-cluster=false]'))
  t.deepEqual(inFile('in_cluster = False'), [])
})

test('kubernetes_sd_configs and the discovery of other collectors count in mounted ConfigMaps', (t) => {
  for (const text of [
    '- kubernetes_sd_configs: [{role: pod}]',
    'discovery.kubernetes "pods" { role = "pod" }',
    'processors: {k8sattributes: {}}',
    '[FILTER]\n    Name    kubernetes\n    Match   *',
    'processors: [{add_kubernetes_metadata: {}}]',
    '[[inputs.kube_inventory]]',
  ])
    t.not(inFile(text).length, 0, text)
  t.deepEqual(inFile('scrape_configs: [{job_name: kubernetes-apiservers-of-another-cluster}]'), [])
})

test('programs that find peers, keep state or start pods through the API are recognized by their settings', (t) => {
  for (const text of [
    'cluster_formation.peer_discovery_backend = k8s',
    'akka.discovery.method = kubernetes-api',
    '<kubernetes.KUBE_PING port_range="0"/>',
    'service_registration "kubernetes" {}',
    'executor = "kubernetes"',
    'executor = KubernetesExecutor',
    'discovery: k8s',
  ])
    t.not(inFile(text).length, 0, text)
  t.true(speaks('args: [--executor=kubernetes]'))
  t.true(speaks('command: [sh, -c, "worker --executor kubernetes --v 2"]'))
  t.deepEqual(inFile('the container runtime kubernetes uses'), [])
  t.true(speaks('env: [{name: SERVICE_DISCOVERY, value: kubernetes}]'))
  t.false(speaks('env: [{name: PLATFORM, value: kubernetes}]'))
  t.false(speaks('args: [--discovery=dns]'))
})

test('kubectl counts in commands and scripts, not in prose and comments', (t) => {
  t.deepEqual(evidence('command: [kubectl, get, pods]'), ['kubectl in command of container "a"'])
  t.true(speaks('command: [sh, -c, "helm upgrade web ./web"]'))
  t.not(inFile('kubectl get pods', 'run.sh').length, 0)
  t.not(inFile('#!/bin/sh\nkubectl get pods', 'run').length, 0)
  t.deepEqual(inFile('# kubectl get pods\ntrue\n', 'run.sh'), [])
  t.deepEqual(inFile('annotations: {runbook: "see kubectl logs"}', 'rules.yml'), [])
  t.false(speaks('args: [--folder=/kubectl-shared]'))
})

test('leader election counts unless it is off or a kubeconfig is named', (t) => {
  t.deepEqual(evidence('args: [--enable-leader-election]'), ['--enable-leader-election in args of container "a"'])
  t.true(speaks('args: [--leader-election-id=x]'))
  t.deepEqual(evidence('env: [{name: LEADER_ELECTION, value: "true"}]'), ['env LEADER_ELECTION of container "a"'])
  t.not(inFile('leaderElection:\n  leaderElect: true').length, 0)
  t.false(speaks('args: [--leader-elect=false]'))
  t.false(speaks('env: [{name: LEADER_ELECTION, value: "false"}]'))
  t.false(speaks('env: [{name: UNCLEAN_LEADER_ELECTION_ENABLE, value: "true"}]'))
  t.false(speaks('args: [--leader-elect, --kubeconfig=/etc/admin.conf]'))
  t.false(speaks('args: [--leader-elect, --kubeconfig, /etc/admin.conf]'))
  t.false(speaks('args: [--leader-elect], env: [{name: KUBECONFIG, value: /etc/admin.conf}]'))
})

test('an empty kubeconfig means the token of the pod', (t) => {
  for (const args of ['--kubeconfig=', '\'--kubeconfig=""\'', '--kubeconfig, ""'])
    t.true(speaks(`args: [${args}]`), args)
  t.true(speaks('command: [sh, -c, \'manager --kubeconfig="" --v=2\']'))
  t.false(speaks('args: [--kubeconfig=/etc/admin.conf]'))
  t.false(speaks('args: [--kubeconfig, /etc/admin.conf]'))
})

test('operators are recognized by the variables of their frameworks', (t) => {
  t.true(speaks('env: [{name: WATCH_NAMESPACE, value: ""}]'))
  t.true(speaks('env: [{name: OPERATOR_NAME, value: x}]'))
  t.false(speaks('env: [{name: POD_NAMESPACE, value: x}]'))
})

test('text that may contain a secret is only located, not quoted', (t) => {
  t.deepEqual(evidence('env: [{name: API_TOKEN, value: /run/secrets/kubernetes.io/serviceaccount/token}]'), [
    'env API_TOKEN of container "a"',
  ])
})
