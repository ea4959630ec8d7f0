import test from 'ava'
import type { Control } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import hostPathReadOnly from '../host-path-read-only.ts'
import noContainerRuntimeSocket from '../no-container-runtime-socket.ts'
import noHostNamespaces from '../no-host-namespaces.ts'
import noHostPath from '../no-host-path.ts'
import noHostPorts from '../no-host-ports.ts'

const ACCESS: readonly [Control, string, string][] = [
  [noHostNamespaces, 'hostPID: true,', ''],
  [noHostPorts, '', 'ports: [{containerPort: 9100, hostPort: 9100}]'],
  [noHostPath, 'volumes: [{name: v, hostPath: {path: /data}}],', ''],
  [hostPathReadOnly, 'volumes: [{name: v, hostPath: {path: /data}}],', 'volumeMounts: [{name: v, mountPath: /v}]'],
  [noContainerRuntimeSocket, 'volumes: [{name: v, hostPath: {path: /run/crio/crio.sock}}],', ''],
]

const assess = (control: Control, spec: string, container: string, kind: string) =>
  control
    .assess(
      podFrom(
        `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: a}, spec: {template: {spec: {${spec}
          priorityClassName: system-node-critical, containers: [{name: app, ${container}}]}}}}`,
      ),
      contextWith(),
    )
    .find(({ objection }) => objection !== undefined)

for (const [control, spec, container] of ACCESS) {
  test(`${control.id} names the signs of a node agent`, (t) => {
    const agent = assess(control, spec, container, 'DaemonSet')
    t.regex(agent?.objection?.reason ?? '', /, and the pod is a node agent: DaemonSet, .*system-node-critical$/)
    t.regex(agent?.objection?.hint ?? '', /^exempt it if it has to access the node; otherwise /)
    const evidence = [...(agent?.evidence ?? []), ...(agent?.objection?.evidence ?? [])].map(({ text }) => text)
    t.true(evidence.includes('kind: DaemonSet'))
  })
}

test('a workload with one sign is not a node agent, and is held by its manifest', (t) => {
  const [control, spec, container] = ACCESS[1] as (typeof ACCESS)[number]
  const { reason = '', hint = '' } = assess(control, spec, container, 'Deployment')?.objection ?? {}
  t.is(reason, 'the manifest sets hostPort: 9100')
  t.notRegex(hint, /exempt/)
})
