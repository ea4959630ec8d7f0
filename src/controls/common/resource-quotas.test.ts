import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findExceededQuotas, findQuotaRequirements } from './amount-limits.ts'

const podWith = (spec = '', replicas = 1) =>
  podFrom(
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: ${replicas}, template: {spec: {${spec} containers: [{name: app, image: i}]}}}}`,
  )

const contextOf = (spec: string) =>
  contextWith({
    resourceQuotas: [objectFrom(`{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: ${spec}}`)],
  })

const demands = (spec: string, list: 'requests' | 'limits', name: string, pod = podWith()) =>
  findQuotaRequirements(pod, list, name, contextOf(spec)).map(({ text, at }) => `${text} ${at?.pointer}`)

test('a quota on an amount demands it of every container', (t) => {
  t.deepEqual(demands('{hard: {requests.cpu: 4}}', 'requests', 'cpu'), [
    'hard.requests.cpu: 4 in ResourceQuota "q" /spec/hard/requests.cpu',
  ])
  t.deepEqual(demands('{hard: {memory: 4Gi}}', 'requests', 'memory'), [
    'hard.memory: 4Gi in ResourceQuota "q" /spec/hard/memory',
  ])
  t.deepEqual(demands('{hard: {memory: 4Gi}}', 'limits', 'memory'), [])
  t.deepEqual(demands('{hard: {pods: 4}}', 'requests', 'cpu'), [])
})

test('a quota for other pods demands nothing', (t) => {
  const hard = 'hard: {limits.memory: 4Gi}'
  t.is(demands(`{${hard}, scopes: [NotTerminating]}`, 'limits', 'memory').length, 1)
  t.is(demands(`{${hard}, scopes: [Terminating]}`, 'limits', 'memory').length, 0)
  const job = podWith('activeDeadlineSeconds: 60,')
  t.is(demands(`{${hard}, scopes: [Terminating]}`, 'limits', 'memory', job).length, 1)
  const selector = 'scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]}'
  t.is(demands(`{${hard}, ${selector}}`, 'limits', 'memory').length, 0)
})

test('an amount exceeds a quota when the pods of the workload alone do', (t) => {
  const context = contextOf('{hard: {limits.memory: 2Gi}}')
  const exceeded = (replicas: number) =>
    findExceededQuotas(podWith('', replicas), { list: 'limits', name: 'memory', amount: '1Gi' }, context).length
  t.deepEqual([exceeded(1), exceeded(2), exceeded(3)], [0, 0, 1])
})
