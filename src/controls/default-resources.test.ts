import test from 'ava'
import { gatherEvidence } from '../evidence/stream.ts'
import type { Judgement, Pod } from '../model.ts'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import control from './default-resources.ts'

const podOf = (container: string, spec = '', kind = 'Deployment', owner = ''): Pod =>
  podFrom(
    `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: web}, spec: {${owner} template: {spec: {${spec} containers: [{name: app, image: i, ${container}}]}}}}`,
  )

const judge = (pod: Pod, ...objects: string[]): Record<string, Judgement> => {
  const context = contextWith(gatherEvidence(objects.map((text, i) => objectFrom(text, i + 1))))
  return Object.fromEntries(control.judge(pod, context).map((j) => [j.path.split('/').slice(-2).join('.'), j]))
}

const states = (container: string) =>
  Object.entries(judge(podOf(container))).map(([field, { state }]) => `${field} ${state}`)

const held = (judgements: Record<string, Judgement>) =>
  Object.entries(judgements).flatMap(([field, { against }]) => (against ? [field] : []))

test('each missing amount has a judgement of its own, always assumed', (t) => {
  const judgements = Object.values(judge(podOf('')))
  t.true(judgements.every(({ state, confidence, against }) => state === 'open' && confidence === 'assumed' && !against))
  t.deepEqual(
    judgements.map(({ operations }) => operations),
    [
      [{ op: 'add', path: '/spec/template/spec/containers/0/resources', value: { requests: { cpu: '100m' } } }],
      [{ op: 'add', path: '/spec/template/spec/containers/0/resources', value: { requests: { memory: '128Mi' } } }],
      [{ op: 'add', path: '/spec/template/spec/containers/0/resources', value: { limits: { memory: '1Gi' } } }],
    ],
  )
})

test('what is there is left alone, and a limit is a request too', (t) => {
  t.deepEqual(states('resources: {requests: {cpu: 1}}'), [
    'requests.cpu compliant',
    'requests.memory open',
    'limits.memory open',
  ])
  t.deepEqual(states('resources: {limits: {memory: 64Mi, cpu: 10m}}'), [
    'requests.cpu compliant',
    'requests.memory compliant',
    'limits.memory compliant',
  ])
  t.deepEqual(states('resources: {requests: null, limits: {memory: null}}'), [
    'requests.cpu open',
    'requests.memory open',
    'limits.memory open',
  ])
})

test('init containers count, ephemeral ones do not', (t) => {
  const pod = podOf('', 'initContainers: [{name: init, image: i}], ephemeralContainers: [{name: debug, image: i}],')
  t.deepEqual([...new Set(control.judge(pod, contextWith()).map(({ container }) => container))], ['init', 'app'])
})

test('a limit below the request is never known', (t) => {
  const above = judge(podOf('resources: {requests: {memory: 2Gi}}'))['limits.memory']
  t.deepEqual([above?.against?.cause, above?.operations], ['api-rule', undefined])
  t.is(judge(podOf('resources: {requests: {memory: "1073741824"}}'))['limits.memory']?.against, undefined)
})

const limitRange = (limits: string) =>
  `{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [${limits}]}}`

test('a LimitRange that sets an amount leaves nothing to do, not even under enforce', (t) => {
  const judgements = judge(podOf(''), limitRange('{type: Container, default: {memory: 256Mi}}'))
  t.deepEqual(held(judgements), ['requests.memory', 'limits.memory'])
  t.true(judgements['limits.memory']?.against?.final)
  t.is(judgements['limits.memory']?.against?.evidence?.[0]?.text, 'default.memory: 256Mi in LimitRange "l"')
  t.deepEqual(held(judge(podOf(''), limitRange('{type: Container, defaultRequest: {cpu: 50m}}'))), ['requests.cpu'])
})

test('a LimitRange that would refuse an amount holds it', (t) => {
  const container = 'resources: {requests: {memory: 128Mi}}'
  t.deepEqual(held(judge(podOf(container), limitRange('{type: Container, min: {memory: 2Gi}}'))), ['limits.memory'])
  t.deepEqual(held(judge(podOf(container), limitRange('{type: Container, min: {memory: 64Mi}}'))), [])
  t.deepEqual(held(judge(podOf(container), limitRange('{type: Container, maxLimitRequestRatio: {memory: "2"}}'))), [
    'limits.memory',
  ])
  t.deepEqual(held(judge(podOf(''), limitRange('{type: Pod, max: {memory: 1Gi}}'))), [
    'requests.memory',
    'limits.memory',
  ])
  t.deepEqual(held(judge(podOf(''), limitRange('{type: PersistentVolumeClaim, max: {storage: 1Gi}}'))), [])
})

test('autoscalers of the workload hold its requests, and the limit that would be one', (t) => {
  const hpa = (name: string) =>
    `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {scaleTargetRef: {kind: Deployment, name: ${name}}}}`
  t.deepEqual(held(judge(podOf(''), hpa('web'))), ['requests.cpu', 'requests.memory', 'limits.memory'])
  t.deepEqual(held(judge(podOf('resources: {requests: {memory: 64Mi}}'), hpa('web'))), ['requests.cpu'])
  t.deepEqual(held(judge(podOf(''), hpa('other'))), [])
  const vpa =
    '{apiVersion: autoscaling.k8s.io/v1, kind: VerticalPodAutoscaler, metadata: {name: v}, spec: {targetRef: {kind: Deployment, name: web}}}'
  const keda =
    '{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: k}, spec: {scaleTargetRef: {name: web}}}'
  t.is(held(judge(podOf(''), vpa)).length, 3)
  t.is(held(judge(podOf(''), keda)).length, 3)
})

test('an amount that the container reads is not changed under it', (t) => {
  const env = 'env: [{name: M, valueFrom: {resourceFieldRef: {resource: limits.memory}}}]'
  t.deepEqual(held(judge(podOf(env))), ['limits.memory'])
  const file =
    'volumes: [{name: d, downwardAPI: {items: [{path: c, resourceFieldRef: {containerName: app, resource: requests.cpu}}]}}],'
  t.deepEqual(held(judge(podOf('', file))), ['requests.cpu'])
  t.deepEqual(
    held(judge(podOf('', file.replace('name: app', 'name: other').replace('containerName: app', 'containerName: x')))),
    [],
  )
})

test('a program that sizes its own memory has no limit put on it', (t) => {
  const evidence = (container: string, spec = '') =>
    judge(podOf(container, spec))['limits.memory']?.against?.evidence?.[0]?.text
  t.is(evidence('env: [{name: JAVA_OPTS, value: "-Xms1g -Xmx2g"}]'), '-Xms1g in env JAVA_OPTS of container "app"')
  t.is(evidence('args: [-XX:MaxRAMPercentage=75]'), 'MaxRAMPercentage in args of container "app"')
  t.is(evidence('env: [{name: GOMEMLIMIT, value: 1GiB}]'), 'GOMEMLIMIT in env of container "app"')
  t.is(evidence('args: [--max-old-space-size=4096]'), '--max-old-space-size in args of container "app"')
  t.is(evidence('env: [{name: MAX_HEAP_SIZE, value: 1G}]'), 'MAX_HEAP_SIZE in env of container "app"')
  t.is(evidence('args: [--maxmemory, 1gb]'), 'maxmemory in args of container "app"')
  const memory = 'volumes: [{name: shm, emptyDir: {medium: Memory}}],'
  t.is(evidence('volumeMounts: [{name: shm, mountPath: /dev/shm}]', memory), 'medium: Memory in volume "shm"')
  t.is(evidence('', memory), undefined)
})

test('a container that keeps data has no memory limit put on it', (t) => {
  const mount = 'volumeMounts: [{name: data, mountPath: /data}]'
  const templates = 'volumeClaimTemplates: [{metadata: {name: data}}],'
  t.deepEqual(held(judge(podOf(mount, '', 'StatefulSet', templates))), ['limits.memory'])
  t.deepEqual(held(judge(podOf(mount, 'volumes: [{name: data, persistentVolumeClaim: {claimName: c}}],'))), [
    'limits.memory',
  ])
  t.deepEqual(held(judge(podOf('volumeDevices: [{name: data, devicePath: /x}]', '', 'StatefulSet', templates))), [
    'limits.memory',
  ])
  t.deepEqual(held(judge(podOf('', '', 'StatefulSet', templates))), [])
})

test('resources of the pod itself hold all', (t) => {
  const judgements = judge(podOf('', 'resources: {limits: {memory: 2Gi}},'))
  t.is(held(judgements).length, 3)
  t.true(judgements['requests.cpu']?.against?.final)
})

test('the amounts are those of the settings, CPU limits included', (t) => {
  const context = contextWith()
  context.settings.resources = { requests: {}, limits: { cpu: '2' } }
  const [judgement, ...more] = control.judge(podOf(''), context)
  t.deepEqual([judgement?.path, more], ['/spec/template/spec/containers/0/resources/limits/cpu', []])
})
