import test from 'ava'
import { podFrom } from '../../testing.ts'
import { findDevices } from './objections.ts'

const devices = (resources: string) => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: i, resources: ${resources}}]}}`,
  )
  return findDevices(pod, pod.containers[0] as never).map(({ text, at }) => [text, at?.pointer])
}

test('extended resources, huge pages and claims are devices of the node', (t) => {
  t.deepEqual(devices('{limits: {nvidia.com/gpu: 1, cpu: 2}}'), [
    ['limits.nvidia.com/gpu: 1 in container "app"', '/spec/containers/0/resources/limits/nvidia.com~1gpu'],
  ])
  t.deepEqual(devices('{requests: {hugepages-2Mi: 64Mi}}'), [
    ['requests.hugepages-2Mi: 64Mi in container "app"', '/spec/containers/0/resources/requests/hugepages-2Mi'],
  ])
  t.deepEqual(devices('{claims: [{name: gpu}]}'), [
    ['claim gpu in container "app"', '/spec/containers/0/resources/claims/0'],
  ])
})

test('CPU, memory and ephemeral storage are none', (t) => {
  t.deepEqual(devices('{limits: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi}}'), [])
  t.deepEqual(devices('null'), [])
})
