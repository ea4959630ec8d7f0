import test from 'ava'
import { podFrom } from '../../testing.ts'
import { resourceViolations } from './containers.ts'

const violations = (spec: string): string[] =>
  resourceViolations(podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: ${spec}}`)).map(({ text }) => text)

test('a request must not exceed its limit, in any notation', (t) => {
  const spec = (request: string, limit: string): string =>
    `{containers: [{name: a, resources: {requests: {memory: ${request}}, limits: {memory: ${limit}}}}]}`
  t.deepEqual(violations(spec('1Gi', '1024Mi')), [])
  t.deepEqual(violations(spec('1G', '1Gi')), [])
  t.deepEqual(violations(spec('1Gi', '1G')), ['container a requests more memory than its limit allows'])
  t.deepEqual(violations(spec('nonsense', '1G')), [])
})

test('the containers must not request more than the pod', (t) => {
  const spec = (more: string): string =>
    `{resources: {requests: {cpu: 1}}, containers: [{name: a, resources: {requests: {cpu: 500m}}}],
      initContainers: [{name: i, ${more} resources: {requests: {cpu: 600m}}}]}`
  t.deepEqual(violations(spec('')), [])
  t.deepEqual(violations(spec('restartPolicy: Always,')), ['the containers request more cpu than the pod does'])
})

test("an init container alone may not request more than the pod's limit", (t) => {
  t.deepEqual(
    violations('{resources: {limits: {cpu: 1}}, initContainers: [{name: i, resources: {requests: {cpu: 2}}}]}'),
    ['the containers request more cpu than the pod does'],
  )
})

test("no limit of a container may exceed the pod's", (t) => {
  t.deepEqual(
    violations(
      '{resources: {limits: {memory: 1Gi}}, containers: [{name: a, resources: {requests: {memory: 1}, limits: {memory: 2Gi}}}]}',
    ),
    ["container a has a limit of memory above the pod's"],
  )
})
