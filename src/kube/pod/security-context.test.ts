import test from 'ava'
import type { Container } from '../../model.ts'
import { podFrom } from '../../testing.ts'
import {
  addedCapabilities,
  declaredUser,
  droppedCapabilities,
  effective,
  isDeclaredNonRoot,
  isPrivileged,
  ownField,
  userPointer,
} from './security-context.ts'

const podWith = (context: string, podContext = '{}') => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, spec: {securityContext: ${podContext}, containers: [{securityContext: ${context}}]}}`,
  )
  return { pod, container: pod.containers[0] as Container }
}

test("a container's field overrides the pod's, and null is the same as absent", (t) => {
  const own = podWith('{runAsUser: 5}', '{runAsUser: 6}')
  t.is(effective(own.pod, own.container, 'runAsUser'), 5)
  t.is(userPointer(own.pod, own.container), '/spec/containers/0/securityContext/runAsUser')
  const inherited = podWith('{runAsUser: null}', '{runAsUser: 6}')
  t.is(declaredUser(inherited.pod, inherited.container), 6)
  t.is(userPointer(inherited.pod, inherited.container), '/spec/securityContext/runAsUser')
})

test('non-root is declared by a user other than 0, or by runAsNonRoot without a user', (t) => {
  const nonRoot = (context: string): boolean => {
    const { pod, container } = podWith(context)
    return isDeclaredNonRoot(pod, container)
  }
  t.true(nonRoot('{runAsUser: 5}'))
  t.true(nonRoot('{runAsNonRoot: true}'))
  t.false(nonRoot('{runAsUser: 0, runAsNonRoot: true}'))
  t.false(nonRoot('{}'))
})

test('capabilities are read verbatim, and malformed contexts are empty', (t) => {
  const { container } = podWith('{privileged: true, capabilities: {add: [CAP_X, 1], drop: [all]}}')
  t.deepEqual([addedCapabilities(container), droppedCapabilities(container)], [['CAP_X'], ['all']])
  t.true(isPrivileged(container))
  for (const context of ['null', 'text', '[privileged]', '{capabilities: [ALL]}', '{capabilities: {add: ALL}}']) {
    const odd = podWith(context).container
    t.deepEqual([addedCapabilities(odd), isPrivileged(odd)], [[], false], context)
  }
  t.is(ownField(podWith('{}').container.value, 'constructor'), undefined)
})
