import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { changesNode, nodeAgentOf, reachesNode } from './node-agent.ts'

const agentOf = (spec: string, container = '', kind = 'Deployment', context = contextWith()) =>
  nodeAgentOf(
    podFrom(
      `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: a}, spec: {template: {spec: {${spec} containers: [{name: app, ${container}}]}}}}`,
    ),
    context,
  )

const PROC = 'volumes: [{name: proc, hostPath: {path: /proc}}],'

test('a pod with two signs is a node agent, and the signs are listed', (t) => {
  const agent = agentOf(`hostNetwork: true, ${PROC}`, '', 'DaemonSet')
  t.is(agent?.text, 'a node agent: DaemonSet, hostNetwork, hostPath /proc')
  t.deepEqual(
    agent?.evidence.map(({ text, at }) => [text, at?.pointer]),
    [
      ['kind: DaemonSet', '/kind'],
      ['hostNetwork: true', '/spec/template/spec/hostNetwork'],
      ['hostPath /proc', '/spec/template/spec/volumes/0/hostPath'],
    ],
  )
})

test('each sign counts once, and one is not enough', (t) => {
  for (const [spec, container] of [
    ['', 'securityContext: {privileged: true}'],
    ['hostNetwork: true, hostPID: true, hostIPC: true,', ''],
    [PROC, ''],
    ['volumes: [{name: a, hostPath: {path: /a}}, {name: b, hostPath: {path: /b}}],', ''],
    ['', 'securityContext: {capabilities: {add: [NET_ADMIN, SYS_ADMIN]}}'],
    ['priorityClassName: system-node-critical,', ''],
    ['tolerations: [{operator: Exists}],', ''],
  ] as const) {
    t.is(agentOf(spec, container), undefined, spec + container)
    t.not(agentOf(spec, container, 'DaemonSet'), undefined, spec + container)
  }
  t.is(agentOf('', '', 'DaemonSet'), undefined)
})

test('common capabilities, user priority classes and a toleration of one taint are not signs', (t) => {
  for (const [spec, container] of [
    ['', 'securityContext: {privileged: false, capabilities: {add: [NET_BIND_SERVICE, CHOWN]}}'],
    ['priorityClassName: high,', ''],
    ['tolerations: [{operator: Exists, key: dedicated}],', ''],
    ['hostNetwork: false,', ''],
  ] as const)
    t.is(agentOf(spec, container, 'DaemonSet'), undefined, spec + container)
})

test('an object that registers a node plugin is a second sign', (t) => {
  for (const [apiVersion, kind] of [
    ['storage.k8s.io/v1', 'CSIDriver'],
    ['node.k8s.io/v1', 'RuntimeClass'],
  ]) {
    const objects = [objectFrom(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}}`)]
    t.is(
      agentOf(PROC, '', 'Deployment', contextWith({ objects }))?.text,
      `a node agent: hostPath /proc, ${kind} in the input`,
    )
    t.is(agentOf('', '', 'Deployment', contextWith({ objects })), undefined)
  }
  const objects = [objectFrom('{apiVersion: example.com/v1, kind: CSIDriver, metadata: {name: x}}')]
  t.is(agentOf(PROC, '', 'Deployment', contextWith({ objects })), undefined)
})

test('at most three hostPaths are listed', (t) => {
  const paths = ['/proc', '/sys', '/dev', '/run', '/etc'].map((path, i) => `{name: v${i}, hostPath: {path: ${path}}}`)
  t.is(
    agentOf(`volumes: [${paths.join(', ')}],`, '', 'DaemonSet')?.text,
    'a node agent: DaemonSet, hostPath /proc, /sys, /dev and 2 more',
  )
})

test('a container that only reads files of the node does not change it', (t) => {
  const changes = (spec: string, container: string) => {
    const pod = podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, ${container}}]}}`,
    )
    return pod.containers.map((one) => changesNode(pod, one))[0]
  }
  const mount = (more = '') => `volumeMounts: [{name: proc, mountPath: /host/proc, ${more}}]`
  t.false(changes(PROC, mount('readOnly: true')))
  t.true(changes(PROC, mount()))
  t.true(changes(`${PROC} hostNetwork: true,`, mount('readOnly: true')))
  t.true(changes(PROC, `${mount('readOnly: true')}, securityContext: {capabilities: {add: [NET_ADMIN]}}`))
})

test('only containers with host namespaces, hostPaths or privileges access the node', (t) => {
  const reach = (spec: string, container: string) => {
    const pod = podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, ${container}}]}}`,
    )
    return pod.containers.map((one) => reachesNode(pod, one))[0]
  }
  const mount = 'volumeMounts: [{name: proc, mountPath: /host/proc}]'
  t.true(reach('hostPID: true,', ''))
  t.true(reach(PROC, mount))
  t.true(reach(PROC, 'securityContext: {privileged: true}'))
  t.true(reach(PROC, 'securityContext: {capabilities: {add: [SYS_PTRACE]}}'))
  t.false(reach(PROC, 'volumeMounts: [{name: other, mountPath: /data}]'))
  t.false(reach('volumes: [{name: proc, emptyDir: {}}],', mount))
})
