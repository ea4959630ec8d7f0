import test from 'ava'
import { parse } from 'yaml'
import { type LocatedPods, locatePods, objectsOf } from './locate.ts'

const objects = (text: string) => objectsOf(parse(text), 3)
const locate = (text: string): LocatedPods => {
  const [object] = objects(text)
  if (object === undefined) throw new Error('no object')
  return locatePods(object)
}

test('a plain document is one object, named by its metadata', (t) => {
  const [object, ...more] = objects('{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}')
  t.deepEqual(more, [])
  t.deepEqual(object?.resource, { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' })
  t.deepEqual(object?.at, { document: 3, pointer: '' })
})

test('a generated name ends with a star, and a missing name is empty', (t) => {
  t.is(objects('{apiVersion: v1, kind: Pod, metadata: {generateName: web-}}')[0]?.resource.name, 'web-*')
  t.is(objects('{apiVersion: v1, kind: Pod}')[0]?.resource.name, '')
})

test('a value that is not a mapping is ignored', (t) => {
  for (const text of ['a', '[{kind: Pod}]', '~', '3']) t.deepEqual(objects(text), [])
})

test('lists in lists are flattened in their order', (t) => {
  const list = `
kind: List
apiVersion: v1
items:
- {apiVersion: v1, kind: Pod, metadata: {name: a}}
- apiVersion: v1
  kind: List
  items: [{apiVersion: v1, kind: Pod, metadata: {name: b}}, text, {apiVersion: v1, kind: Pod, metadata: {name: c}}]
- {apiVersion: v1, kind: Pod, metadata: {name: d}}
`
  t.deepEqual(
    objects(list).map(({ resource, at }) => [resource.name, at.pointer]),
    [
      ['a', '/items/0'],
      ['b', '/items/1/items/0'],
      ['c', '/items/1/items/2'],
      ['d', '/items/2'],
    ],
  )
})

test('the items of a typed list inherit its version and kind if they set none', (t) => {
  const items = '[{metadata: {name: a}}, {kind: ReplicaSet}]'
  t.deepEqual(
    objects(`{apiVersion: apps/v1, kind: DeploymentList, items: ${items}}`).map(({ resource }) => resource),
    [
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: '' },
    ],
  )
})

test('the items of a plain List and a ResourceList inherit nothing', (t) => {
  t.is(objects('{apiVersion: v1, kind: List, items: [{}]}')[0]?.resource.kind, '')
  t.is(objects('{apiVersion: config.kubernetes.io/v1, kind: ResourceList, items: [{}]}')[0]?.resource.kind, '')
})

test('a list nested ten thousand levels deep does not overflow the stack', (t) => {
  const pod = { apiVersion: 'v1', kind: 'Pod' }
  const deep = Array.from({ length: 10_000 }).reduce<object>((item) => ({ kind: 'List', items: [item] }), pod)
  t.is(objectsOf(deep as never, 0).length, 1)
})

test('a pod is located by its kind, with the pointer of absent metadata', (t) => {
  const { pods } = locate(
    '{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{name: a}]}}}}',
  )
  t.is(pods.length, 1)
  t.is(pods[0]?.spec, '/spec/template/spec')
  t.is(pods[0]?.metadata, '/spec/template/metadata')
  t.is(pods[0]?.document, 3)
})

test('pointers below an item of a list are rooted at the document', (t) => {
  const { pods } = locate('{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, spec: {containers: []}}]}')
  t.is(pods[0]?.objectPointer, '/items/0')
  t.is(pods[0]?.spec, '/items/0/spec')
  t.is(pods[0]?.metadata, '/items/0/metadata')
})

test('a star matches each item, also in the metadata pointer', (t) => {
  const { pods } = locate(`
apiVersion: ray.io/v1
kind: RayCluster
spec:
  headGroupSpec: {template: {spec: {containers: []}}}
  workerGroupSpecs:
  - {template: {spec: {containers: []}}}
  - {}
  - {template: {spec: {containers: []}}}
`)
  t.deepEqual(
    pods.map(({ spec, metadata }) => [spec, metadata]),
    [
      ['/spec/headGroupSpec/template/spec', '/spec/headGroupSpec/template/metadata'],
      ['/spec/workerGroupSpecs/0/template/spec', '/spec/workerGroupSpecs/0/template/metadata'],
      ['/spec/workerGroupSpecs/2/template/spec', '/spec/workerGroupSpecs/2/template/metadata'],
    ],
  )
})

test('an absent pod spec is no pod', (t) => {
  t.deepEqual(locate('{apiVersion: argoproj.io/v1alpha1, kind: Rollout, spec: {workloadRef: {name: web}}}'), {
    pods: [],
  })
  t.deepEqual(locate('{apiVersion: apps/v1, kind: Deployment, spec: {template: ~}}'), { pods: [] })
})

test('a kind whose pods have another shape is skipped with the reason', (t) => {
  const found = locate('{apiVersion: kafka.strimzi.io/v1beta2, kind: Kafka, spec: {}}')
  t.deepEqual(found.pods, [])
  t.regex(found.skipped ?? '', /Strimzi/)
})

const malformed: [string, string, string][] = [
  ['containers: web', '/spec/containers', 'containers is a string, not a list'],
  ['initContainers: {name: a}', '/spec/initContainers', 'initContainers is a mapping, not a list'],
  ['containers: [{name: a}, b]', '/spec/containers/1', 'item 1 of containers is a string, not a mapping'],
  ['containers: [~]', '/spec/containers/0', 'item 0 of containers is null, not a mapping'],
  ['volumes: {a: b}', '/spec/volumes', 'volumes is a mapping, not a list'],
  ['containers: [{resources: small}]', '/spec/containers/0/resources', 'resources is a string, not a mapping'],
  [
    'initContainers: [{securityContext: {capabilities: {drop: ALL}}}]',
    '/spec/initContainers/0/securityContext/capabilities/drop',
    'drop is a string, not a list',
  ],
]
for (const [spec, pointer, message] of malformed) {
  test(`a pod with ${spec} is malformed`, (t) => {
    t.deepEqual(locate(`{apiVersion: v1, kind: Pod, spec: {${spec}}}`), { pods: [], malformed: { pointer, message } })
  })
}

test('metadata of a pod template that are not a mapping are malformed', (t) => {
  const { malformed } = locate('{apiVersion: apps/v1, kind: Deployment, spec: {template: {metadata: [a], spec: {}}}}')
  t.deepEqual(malformed, { pointer: '/spec/template/metadata', message: 'the metadata is a list, not a mapping' })
})

test('a pod spec that is not a mapping is malformed', (t) => {
  const { malformed } = locate('{apiVersion: v1, kind: Pod, spec: [a]}')
  t.deepEqual(malformed, { pointer: '/spec', message: 'the pod spec is a list, not a mapping' })
})

test('the annotation local-config counts for an item of a package, and for nothing else', (t) => {
  const pod = `{apiVersion: v1, kind: Pod, metadata: {annotations: {config.kubernetes.io/local-config: "true"}},
    spec: {containers: [{name: a}]}}`
  const skipped = 'it has the annotation config.kubernetes.io/local-config, so it is not applied to the cluster'
  const list = `{apiVersion: config.kubernetes.io/v1, kind: ResourceList, items: [${pod}]}`
  const locatedIn = (text: string, inPackage: boolean) =>
    objects(text).map((object) => locatePods(object, [], inPackage).skipped)
  t.deepEqual(locatedIn(list, true), [skipped])
  t.deepEqual(locatedIn(list, false), [undefined])
  t.deepEqual(locatedIn(pod, true), [undefined])
  t.deepEqual(locatedIn(`{kind: ResourceList, items: [{apiVersion: v1, kind: List, items: [${pod}]}]}`, true), [
    undefined,
  ])
  t.is(locate(pod).pods.length, 1)
})

test('a local object has no pods', (t) => {
  const spec = 'spec: {containers: [{name: a}]}'
  t.deepEqual(locate(`{apiVersion: kpt.dev/v1, kind: Kptfile, ${spec}}`), { pods: [], local: true })
  const kustomization = `{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, ${spec}}`
  t.deepEqual(locate(kustomization), { pods: [], local: true })
  t.is(locate('{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization}').local, undefined)
})
