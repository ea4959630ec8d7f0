import test from 'ava'
import { podFrom } from '../../testing.ts'
import { hostPathsOf, isBelow, mountsOf, normalHostPath, usesOf, volumesOf } from './volumes.ts'

const pod = podFrom(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      volumes: [{name: a, hostPath: {path: /var/run/x/, type: Socket}}, 7, {name: b, hostPath: null}]
      initContainers: [{name: init, volumeMounts: [{name: a, mountPath: /a}]}]
      containers: [{name: app, volumeMounts: [null, {name: a, mountPath: /b}]}]
`)

test('volumes and mounts have pointers into the document, malformed ones too', (t) => {
  t.deepEqual(
    volumesOf(pod).map(({ name, pointer }) => [name, pointer]),
    [
      ['a', '/spec/template/spec/volumes/0'],
      ['', '/spec/template/spec/volumes/1'],
      ['b', '/spec/template/spec/volumes/2'],
    ],
  )
  t.deepEqual(
    usesOf(pod, 'a').map(({ container, mount }) => [container.name, mount.pointer, mount.mountPath]),
    [
      ['init', '/spec/template/spec/initContainers/0/volumeMounts/0', '/a'],
      ['app', '/spec/template/spec/containers/0/volumeMounts/1', '/b'],
    ],
  )
  t.is(pod.containers.flatMap(mountsOf).length, 3)
})

test('hostPath volumes have a normalized path', (t) => {
  t.deepEqual(
    hostPathsOf(pod).map(({ name, path, type }) => [name, path, type]),
    [['a', '/run/x', 'Socket']],
  )
  const spellings = ['/', '//', '/var/run', '/var//run/a/', '/var/runner', '/data/']
  t.deepEqual(spellings.map(normalHostPath), ['/', '/', '/run', '/run/a', '/var/runner', '/data'])
})

test('a path is below itself and its ancestors, by whole steps', (t) => {
  t.true(isBelow('/', '/run'))
  t.true(isBelow('/run', '/run'))
  t.true(isBelow('/run', '/run/a'))
  t.false(isBelow('/run', '/runner'))
})
