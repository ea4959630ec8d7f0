import test from 'ava'
import { groupOf, isKindName, podShapes, skipReason } from './kinds.ts'

const specsOf = (apiVersion: string, kind: string): string[] | undefined =>
  podShapes(apiVersion, kind)?.map((shape) => shape.spec)

test('the group of the core API is empty', (t) => {
  t.is(groupOf('v1'), '')
  t.is(groupOf('apps/v1beta2'), 'apps')
})

const builtIn: [string, string, string][] = [
  ['v1', 'Pod', '/spec'],
  ['v1', 'PodTemplate', '/template/spec'],
  ['v1', 'ReplicationController', '/spec/template/spec'],
  ['apps/v1', 'Deployment', '/spec/template/spec'],
  ['apps/v1beta1', 'StatefulSet', '/spec/template/spec'],
  ['apps/v1', 'ReplicaSet', '/spec/template/spec'],
  ['extensions/v1beta1', 'Deployment', '/spec/template/spec'],
  ['extensions/v1beta1', 'DaemonSet', '/spec/template/spec'],
  ['batch/v1', 'Job', '/spec/template/spec'],
  ['batch/v1beta1', 'CronJob', '/spec/jobTemplate/spec/template/spec'],
]
for (const [apiVersion, kind, spec] of builtIn) {
  test(`the pod of a ${kind} of ${apiVersion} is at ${spec}`, (t) => {
    t.deepEqual(specsOf(apiVersion, kind), [spec])
  })
}

test('only pods and jobs are immutable', (t) => {
  t.true(podShapes('v1', 'Pod')?.[0]?.immutable)
  t.true(podShapes('batch/v1', 'Job')?.[0]?.immutable)
  t.is(podShapes('batch/v1', 'CronJob')?.[0]?.immutable, undefined)
  t.is(podShapes('apps/v1', 'Deployment')?.[0]?.immutable, undefined)
})

test('a kind of another group is not a built-in one', (t) => {
  t.is(podShapes('example.com/v1', 'Deployment'), undefined)
  t.is(podShapes('v1', 'Service'), undefined)
  t.truthy(podShapes('serving.knative.dev/v1', 'Service'))
})

test('names of object members are ordinary kinds', (t) => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    t.is(podShapes('v1', name), undefined)
    t.is(podShapes(`${name}/v1`, 'Pod'), undefined)
    t.is(podShapes(`${name}/v1`, name), undefined)
    t.is(podShapes('__proto__/v1', name), undefined)
    t.is(podShapes('argoproj.io/v1alpha1', name), undefined)
    t.is(skipReason('argoproj.io/v1alpha1', name), undefined)
    t.is(skipReason(`${name}/v1`, name), undefined)
  }
})

test('a kind may have several pods', (t) => {
  t.deepEqual(specsOf('ray.io/v1', 'RayCluster'), [
    '/spec/headGroupSpec/template/spec',
    '/spec/workerGroupSpecs/*/template/spec',
  ])
  t.deepEqual(specsOf('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch'), ['/spec/nodeSets/*/podTemplate/spec'])
})

test('kinds whose pods have another shape are skipped with a reason', (t) => {
  t.regex(skipReason('kafka.strimzi.io/v1beta2', 'Kafka') ?? '', /Strimzi/)
  t.regex(skipReason('argoproj.io/v1alpha1', 'CronWorkflow') ?? '', /token/)
  t.regex(skipReason('postgresql.cnpg.io/v1', 'Cluster') ?? '', /CloudNativePG/)
  t.is(skipReason('apps/v1', 'Deployment'), undefined)
})

test('a kind of the configuration uses the metadata next to its pod spec', (t) => {
  const custom = [{ group: 'example.com', kind: 'Widget', pod: '/spec/template/spec' }]
  t.deepEqual(podShapes('example.com/v2', 'Widget', custom), [
    { spec: '/spec/template/spec', metadata: '/spec/template/metadata' },
  ])
  t.is(podShapes('example.org/v2', 'Widget', custom), undefined)
})

test('a kind of the configuration overrides the table', (t) => {
  const custom = [
    {
      group: 'argoproj.io',
      kind: 'Rollout',
      pod: '/spec/pod',
      metadata: '/spec/meta',
      writable: ['/enableServiceLinks'],
    },
  ]
  t.deepEqual(podShapes('argoproj.io/v1alpha1', 'Rollout', custom), [
    { spec: '/spec/pod', metadata: '/spec/meta', writable: ['/enableServiceLinks'], source: 'configuration' },
  ])
})

test('a kind is matched in any case, in the plural and by its short name', (t) => {
  for (const word of ['Deployment', 'deployment', 'DEPLOYMENTS', 'deploy']) t.true(isKindName(word, 'Deployment'), word)
  for (const [word, kind] of [
    ['sts', 'StatefulSet'],
    ['ds', 'DaemonSet'],
    ['po', 'Pod'],
    ['cj', 'CronJob'],
    ['sa', 'ServiceAccount'],
    ['ingresses', 'Ingress'],
    ['policies', 'Policy'],
    ['gateways', 'Gateway'],
    ['kafkas', 'Kafka'],
  ] as const)
    t.true(isKindName(word, kind), word)
})

test('another kind is not matched', (t) => {
  for (const word of ['deployment2', 'dep', 'ds', '', 'constructor']) t.false(isKindName(word, 'Deployment'), word)
})
