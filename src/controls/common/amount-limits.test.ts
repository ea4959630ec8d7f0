import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findLimitRangeConflicts, findLimitRangeDefault } from './amount-limits.ts'

const pod = podFrom('{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: i}]}}')

const contextOf = (limits: string) =>
  contextWith({
    limitRanges: [objectFrom(`{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [${limits}]}}`)],
  })

const sets = (limits: string, list: 'requests' | 'limits') =>
  findLimitRangeDefault(pod, list, 'memory', contextOf(limits))?.text

const refuses = (limits: string, list: 'requests' | 'limits', amount: string) =>
  findLimitRangeConflicts(pod, { list, name: 'memory', amount }, contextOf(limits)).map(({ text }) => text)

test('defaults of containers are found in the fields that the API server reads', (t) => {
  t.is(sets('{type: Container, default: {memory: 1Gi}}', 'limits'), 'default.memory: 1Gi in LimitRange "l"')
  t.is(sets('{type: Container, default: {memory: 1Gi}}', 'requests'), 'default.memory: 1Gi in LimitRange "l"')
  t.is(sets('{type: Container, max: {memory: 1Gi}}', 'limits'), 'max.memory: 1Gi in LimitRange "l"')
  t.is(sets('{type: Container, defaultRequest: {memory: 1Gi}}', 'limits'), undefined)
  t.is(sets('{type: Container, default: {cpu: 1}}', 'limits'), undefined)
  t.is(sets('{type: Pod, max: {memory: 1Gi}}', 'limits'), undefined)
})

test('bounds count if the amount is outside of them, and those of the pod always', (t) => {
  t.deepEqual(refuses('{type: Container, max: {memory: 512Mi}}', 'limits', '1Gi'), [
    'max.memory: 512Mi in LimitRange "l"',
  ])
  t.deepEqual(refuses('{type: Container, max: {memory: 2Gi}}', 'limits', '1Gi'), [])
  t.deepEqual(refuses('{type: Container, min: {memory: 256Mi}}', 'requests', '128Mi'), [
    'min.memory: 256Mi in LimitRange "l"',
  ])
  t.is(refuses('{type: Container, maxLimitRequestRatio: {memory: "2"}}', 'limits', '1Gi').length, 1)
  t.is(refuses('{type: Pod, max: {memory: 8Gi}}', 'limits', '1Gi').length, 1)
})
