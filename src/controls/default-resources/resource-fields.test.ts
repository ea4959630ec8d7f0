import test from 'ava'
import { podFrom } from '../../testing.ts'
import { findResourceFieldReferences } from './downward-api.ts'

const pod = podFrom(`
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  volumes:
    - {name: a, downwardAPI: {items: [{path: l, resourceFieldRef: {containerName: app, resource: limits.memory}}]}}
    - {name: b, projected: {sources: [{secret: {name: s}}, {downwardAPI: {items: [{path: r, resourceFieldRef: {containerName: app, resource: requests.cpu}}]}}]}}
  containers:
    - name: app
      image: i
      env:
        - {name: OWN, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
        - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    - name: side
      image: i
      env: [{name: THEIRS, valueFrom: {resourceFieldRef: {containerName: app, resource: limits.memory}}}]
`)

const found = (container: number, field: string) =>
  findResourceFieldReferences(pod, pod.containers[container] as never, field).map(({ text, at }) => [text, at?.pointer])

test('variables and files of the downward API are found by the container that they mean', (t) => {
  t.deepEqual(found(0, 'limits.memory'), [
    ['resourceFieldRef.resource: limits.memory', '/spec/containers/0/env/0/valueFrom/resourceFieldRef'],
    ['resourceFieldRef.resource: limits.memory', '/spec/containers/1/env/0/valueFrom/resourceFieldRef'],
    ['resourceFieldRef.resource: limits.memory', '/spec/volumes/0/downwardAPI/items/0/resourceFieldRef'],
  ])
  t.deepEqual(found(0, 'requests.cpu'), [
    [
      'resourceFieldRef.resource: requests.cpu',
      '/spec/volumes/1/projected/sources/1/downwardAPI/items/0/resourceFieldRef',
    ],
  ])
})

test('an amount that is not read has no reference', (t) => {
  t.deepEqual(found(0, 'requests.memory'), [])
  t.deepEqual(found(1, 'limits.memory'), [])
})
