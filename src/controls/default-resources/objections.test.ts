import test from 'ava'
import { podFrom } from '../../testing.ts'
import { findClaims } from './objections.ts'

const claims = (container: string, spec = '') => {
  const pod = podFrom(`{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {
    volumeClaimTemplates: [{metadata: {name: data}}],
    template: {spec: {volumes: [{name: own, persistentVolumeClaim: {claimName: c}}, {name: tmp, emptyDir: {}}], ${spec}
    containers: [{name: app, image: i, ${container}}]}}}}`)
  return findClaims(pod, pod.containers[0] as never).map(({ text }) => text)
}

test('claims of the StatefulSet and of the pod count if the container mounts them', (t) => {
  t.deepEqual(claims('volumeMounts: [{name: data, mountPath: /d}]'), ['volumeClaimTemplates: data'])
  t.deepEqual(claims('volumeMounts: [{name: own, mountPath: /d}]'), ['persistentVolumeClaim in volume "own"'])
  t.deepEqual(claims('volumeDevices: [{name: data, devicePath: /dev/x}]'), ['volumeClaimTemplates: data'])
})

test('without a mount, or with one of another volume, nothing is kept', (t) => {
  t.deepEqual(claims(''), [])
  t.deepEqual(claims('volumeMounts: [{name: tmp, mountPath: /tmp}]'), [])
})
