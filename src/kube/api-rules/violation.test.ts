import test from 'ava'
import { parse } from 'yaml'
import type { Container, JsonObject } from '../../model.ts'
import { podFrom } from '../../testing.ts'
import { apiViolations } from './pod.ts'
import { eachOnce } from './violation.ts'

const value = parse('{image: a, securityContext: {fsGroup: 1}}') as JsonObject
const container = (name: string, list: Container['list'] = 'containers'): Container => ({
  list,
  index: 0,
  name,
  value,
  pointer: '',
  sidecar: false,
})

test('a container is read again only if its value, name or list changes', (t) => {
  const read: string[] = []
  const find = eachOnce(({ name, list }) => read.push(`${list}/${name}`))
  for (const one of [container('a'), container('a'), container('b'), container('b', 'initContainers')]) find(one)
  t.deepEqual(read, ['containers/a', 'containers/b', 'initContainers/b'])
  find({ ...container('b', 'initContainers'), value: { ...value } })
  t.is(read.length, 4)
})

test('violations of a value that two containers share by a YAML alias are reported for each', (t) => {
  const text = `
    apiVersion: v1
    kind: Pod
    spec:
      containers:
        - {name: a, securityContext: &context {fsGroup: 1}}
      initContainers:
        - {name: b, securityContext: *context}`
  const pod = podFrom(text)
  const [init, main] = pod.containers as [Container, Container]
  const shared = { ...pod, containers: [{ ...init, value: main.value }, main] }
  t.deepEqual(
    apiViolations(shared).map(({ text }) => text.split(' sets ')[0]),
    ['the securityContext of container b', 'the securityContext of container a'],
  )
})
