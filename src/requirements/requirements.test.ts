import test from 'ava'
import type { Container } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'

const podOf = (fields = '') =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: i${fields}}]}}`)

test('all who ask for a container in one context get the same requirements, whose parts are found once', (t) => {
  const pod = podOf(', command: [sh, -c, "touch /srv/ready"]')
  const context = contextWith()
  const container = pod.containers[0] as Container
  const first = context.requirementsOf(pod, container)
  const again = context.requirementsOf(pod, container)
  t.is(first, again)
  t.is(first.imageWrites.length, 1)
  t.is(first.imageWrites, again.imageWrites)
  t.is(first.writes, again.writes)
})

test('a copy of a context and a new pod are asked anew', (t) => {
  const pod = podOf()
  const container = pod.containers[0] as Container
  const context = contextWith()
  t.is(context.requirementsOf(pod, container).memoryNeed, undefined)
  const copy = { ...context, images: [{ image: 'i', status: 'configured' as const, memory: '1Gi' }] }
  t.is(copy.requirementsOf(pod, container).memoryNeed?.amount, '1Gi')
  t.is(context.requirementsOf(pod, container).memoryNeed, undefined)
  const other = podOf(', securityContext: {runAsUser: 7}')
  t.deepEqual(
    [pod, other].map((one) => context.requirementsOf(one, one.containers[0] as Container).user.declared),
    [undefined, 7],
  )
})

test('ports below 1024 are closed to other users unless a file capability of the image opens them', (t) => {
  const pod = podOf(', ports: [{containerPort: 80}]')
  const closed = (fileCapabilities: string[]) => {
    const images = [{ image: 'i', status: 'configured' as const, user: 7, fileCapabilities }]
    const context = contextWith({}, images)
    return context.requirementsOf(pod, pod.containers[0] as Container).closedPorts.map(({ port }) => port)
  }
  t.deepEqual(closed([]), [80])
  t.deepEqual(closed(['NET_BIND_SERVICE']), [])
})
