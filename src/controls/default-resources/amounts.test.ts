import test from 'ava'
import { gatherEvidence } from '../../evidence/gather.ts'
import { contextWith, objectFrom } from '../../testing.ts'
import { assessFields, heldFields, podOf } from './amounts-testing.ts'
import control from './index.ts'

const limitRange = (limits: string) =>
  `{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [${limits}]}}`

test('a LimitRange that sets an amount leaves nothing to do, not even under enforce', (t) => {
  const assessments = assessFields(podOf(''), limitRange('{type: Container, default: {memory: 256Mi}}'))
  t.deepEqual(heldFields(assessments), ['requests.memory', 'limits.memory'])
  t.false(assessments['limits.memory']?.objection?.overridable)
  t.is(assessments['limits.memory']?.objection?.evidence?.[0]?.text, 'default.memory: 256Mi in LimitRange "l"')
  t.deepEqual(heldFields(assessFields(podOf(''), limitRange('{type: Container, defaultRequest: {cpu: 50m}}'))), [
    'requests.cpu',
  ])
})

test('a LimitRange that would refuse an amount holds it', (t) => {
  const container = 'resources: {requests: {memory: 128Mi}}'
  t.deepEqual(heldFields(assessFields(podOf(container), limitRange('{type: Container, min: {memory: 2Gi}}'))), [
    'limits.memory',
  ])
  t.deepEqual(heldFields(assessFields(podOf(container), limitRange('{type: Container, min: {memory: 64Mi}}'))), [])
  t.deepEqual(
    heldFields(assessFields(podOf(container), limitRange('{type: Container, maxLimitRequestRatio: {memory: "2"}}'))),
    ['limits.memory'],
  )
  t.deepEqual(heldFields(assessFields(podOf(''), limitRange('{type: Pod, max: {memory: 1Gi}}'))), [
    'requests.memory',
    'limits.memory',
  ])
  t.deepEqual(heldFields(assessFields(podOf(''), limitRange('{type: PersistentVolumeClaim, max: {storage: 1Gi}}'))), [])
})

const hpa = (name: string, resource: string) =>
  `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {scaleTargetRef: {kind: Deployment, name: ${name}}, metrics: [{type: Resource, resource: {name: ${resource}, target: {type: Utilization, averageUtilization: 70}}}]}}`

test('a utilization target holds a request, and a limit that would count as one', (t) => {
  t.deepEqual(heldFields(assessFields(podOf(''), hpa('web', 'cpu'))), ['requests.cpu'])
  t.deepEqual(heldFields(assessFields(podOf(''), hpa('web', 'memory'))), ['requests.memory', 'limits.memory'])
  t.deepEqual(heldFields(assessFields(podOf('resources: {requests: {memory: 64Mi}}'), hpa('web', 'memory'))), [])
  t.deepEqual(heldFields(assessFields(podOf(''), hpa('other', 'cpu'))), [])
  const { objection } = assessFields(podOf(''), hpa('web', 'memory'))['limits.memory'] ?? {}
  t.regex(
    objection?.reason ?? '',
    /^without a request the limit also counts as the request, and an autoscaler .* does nothing/,
  )
})

test('a utilisation target needs a request on every container, and one that is missing is still not made up', (t) => {
  const pod = podOf(
    'resources: {requests: {cpu: 1, memory: 1Gi}}',
    'initContainers: [{name: init, image: i}, {name: mesh, image: i, restartPolicy: Always}],',
  )
  const assessments = control.assess(pod, contextWith(gatherEvidence([objectFrom(hpa('web', 'cpu'))])))
  t.deepEqual(
    assessments.filter(({ objection }) => objection).map(({ container, path }) => [container, path.split('/').at(-1)]),
    [['mesh', 'cpu']],
  )
})

test('a VerticalPodAutoscaler of the workload holds requests and limits', (t) => {
  const vpa =
    '{apiVersion: autoscaling.k8s.io/v1, kind: VerticalPodAutoscaler, metadata: {name: v}, spec: {targetRef: {kind: Deployment, name: web}}}'
  t.is(heldFields(assessFields(podOf(''), vpa)).length, 3)
  t.deepEqual(heldFields(assessFields(podOf('resources: {requests: {memory: 64Mi}}'), vpa)), [
    'requests.cpu',
    'limits.memory',
  ])
  t.deepEqual(heldFields(assessFields(podOf(''), vpa.replace('name: web', 'name: other'))), [])
})

test('KEDA holds only the resources of its triggers', (t) => {
  const keda = (type: string) =>
    `{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: k}, spec: {scaleTargetRef: {name: web}, triggers: [{type: ${type}, metricType: Utilization}]}}`
  t.deepEqual(heldFields(assessFields(podOf(''), keda('cpu'))), ['requests.cpu'])
  t.deepEqual(heldFields(assessFields(podOf(''), keda('kafka'))), [])
})

const quota = (hard: string) => `{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {${hard}}}}`

test('amounts that a ResourceQuota requires are likely, and those without a value are reported', (t) => {
  const { 'limits.memory': memory, 'limits.cpu': cpu } = assessFields(
    podOf(''),
    quota('limits.memory: 8Gi, limits.cpu: 4'),
  )
  t.deepEqual(
    [memory?.confidence, memory?.reason, memory?.objection],
    ['likely', 'a ResourceQuota in the input refuses containers without limits.memory', undefined],
  )
  t.is(memory?.evidence?.[1]?.text, 'hard.limits.memory: 8Gi in ResourceQuota "q"')
  t.deepEqual([cpu?.operations, cpu?.objection?.cause], [undefined, 'evidence'])
  t.is(assessFields(podOf('resources: {limits: {cpu: 1}}'), quota('limits.cpu: 4'))['limits.cpu'], undefined)
  t.is(
    assessFields(podOf(''), limitRange('{type: Container, max: {cpu: 1}}'), quota('limits.cpu: 4'))['limits.cpu'],
    undefined,
  )
})

test('an amount that exceeds a ResourceQuota is held', (t) => {
  t.deepEqual(heldFields(assessFields(podOf(''), quota('limits.memory: 512Mi'))), ['limits.memory'])
  t.deepEqual(heldFields(assessFields(podOf('', '', 'Deployment', 'replicas: 90,'), quota('requests.cpu: 8'))), [
    'requests.cpu',
  ])
  t.deepEqual(heldFields(assessFields(podOf('', '', 'Deployment', 'replicas: 80,'), quota('requests.cpu: 8'))), [])
})
