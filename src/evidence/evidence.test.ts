import test from 'ava'
import type { Container, Pod } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'
import { perContainer } from './evidence.ts'

const POD = '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a}, {name: b}]}}'

test('a container is read once for each input and pointer', (t) => {
  let times = 0
  const find = perContainer((_pod, { name }) => `${name} ${++times}`)
  const pod = podFrom(POD)
  const [a, b] = pod.containers as [Container, Container]
  const context = contextWith()
  t.deepEqual([find(pod, a, context), find(pod, a, context), find(pod, b, context)], ['a 1', 'a 1', 'b 2'])
  t.is(find(pod, a, contextWith()), 'a 3')
  const elsewhere: Pod = { ...pod, document: 7 }
  t.is(find(elsewhere, a, context), 'a 4')
})

test('changes by controls do not read a container again', (t) => {
  let times = 0
  const find = perContainer(() => ++times)
  const pod = podFrom(POD)
  const context = contextWith()
  const [a] = pod.containers as [Container]
  find(pod, a, context)
  t.is(find({ ...pod }, { ...a, value: { ...a.value, securityContext: {} } }, context), 1)
})
