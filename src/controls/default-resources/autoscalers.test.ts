import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findUtilizationTargets, findVerticalAutoscalers } from './autoscalers.ts'

const pod = podFrom(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {
  initContainers: [{name: init, image: i}, {name: mesh, image: i, restartPolicy: Always}],
  containers: [{name: app, image: i}, {name: side, image: i}]}}}`)

const contextOf = (kind: string, spec: string) => {
  const text = `{apiVersion: x/v1, kind: ${kind}, metadata: {name: s}, spec: ${spec}}`
  return contextWith({ autoscalers: [objectFrom(text)] })
}

/** The containers whose request of a resource an autoscaler looks at. */
const looksAt = (kind: string, spec: string, resource = 'cpu') =>
  pod.containers
    .filter((container) => findUtilizationTargets(pod, container, resource, contextOf(kind, spec)).length > 0)
    .map(({ name }) => name)

const ALL = ['mesh', 'app', 'side']
const hpa = (rest: string) => `{scaleTargetRef: {kind: Deployment, name: web}${rest}}`
const metrics = (...list: string[]) => hpa(`, metrics: [${list.join(', ')}]`)

test('a utilisation target looks at the requests of all containers that stay', (t) => {
  const metric = '{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}'
  t.deepEqual(looksAt('HorizontalPodAutoscaler', metrics(metric)), ALL)
  t.deepEqual(looksAt('HorizontalPodAutoscaler', metrics(metric), 'memory'), [])
  const [evidence] = findUtilizationTargets(
    pod,
    pod.containers[2] as never,
    'cpu',
    contextOf('HorizontalPodAutoscaler', metrics(metric)),
  )
  t.deepEqual(
    [evidence?.text, evidence?.at],
    [
      'averageUtilization: 70 of cpu in HorizontalPodAutoscaler "s"',
      { document: 1, pointer: '/spec/metrics/0/resource' },
    ],
  )
})

test('every version of the HorizontalPodAutoscaler is read, and without metrics it means the CPU', (t) => {
  const beta = '{type: Resource, resource: {name: memory, targetAverageUtilization: 70}}'
  t.deepEqual(looksAt('HorizontalPodAutoscaler', metrics(beta), 'memory'), ALL)
  t.deepEqual(looksAt('HorizontalPodAutoscaler', hpa(', targetCPUUtilizationPercentage: 80')), ALL)
  t.deepEqual(looksAt('HorizontalPodAutoscaler', hpa('')), ALL)
  t.deepEqual(looksAt('HorizontalPodAutoscaler', hpa(''), 'memory'), [])
})

test('targets of one container, of amounts and of other metrics leave the other requests alone', (t) => {
  const one =
    '{type: ContainerResource, containerResource: {name: cpu, container: app, target: {type: Utilization, averageUtilization: 50}}}'
  t.deepEqual(looksAt('HorizontalPodAutoscaler', metrics(one)), ['app'])
  const amount = '{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 500m}}}'
  t.deepEqual(looksAt('HorizontalPodAutoscaler', metrics(amount)), [])
  const external = '{type: External, external: {metric: {name: queue}, target: {type: Value, value: 5}}}'
  t.deepEqual(looksAt('HorizontalPodAutoscaler', metrics(external)), [])
})

test('of KEDA only the triggers for CPU and memory look at requests', (t) => {
  const keda = (trigger: string, target = '{name: web}') => `{scaleTargetRef: ${target}, triggers: [${trigger}]}`
  t.deepEqual(looksAt('ScaledObject', keda('{type: cpu, metricType: Utilization, metadata: {value: "60"}}')), ALL)
  t.deepEqual(looksAt('ScaledObject', keda('{type: cpu, metadata: {type: Utilization, containerName: app}}')), ['app'])
  t.deepEqual(looksAt('ScaledObject', keda('{type: memory, metricType: AverageValue}'), 'memory'), [])
  t.deepEqual(looksAt('ScaledObject', keda('{type: kafka, metadata: {topic: t}}')), [])
  t.deepEqual(looksAt('ScaledObject', keda('{type: cpu}', '{kind: StatefulSet, name: web}')), [])
})

test('an autoscaler of another workload or namespace does not count', (t) => {
  t.deepEqual(looksAt('HorizontalPodAutoscaler', '{scaleTargetRef: {kind: Deployment, name: other}}'), [])
  t.deepEqual(looksAt('HorizontalPodAutoscaler', '{scaleTargetRef: {kind: StatefulSet, name: web}}'), [])
  const far = contextOf('HorizontalPodAutoscaler', hpa(''))
  for (const { resource } of far.input.autoscalers) resource.namespace = 'bank'
  far.settings.namespace = 'shop'
  t.deepEqual(findUtilizationTargets(pod, pod.containers[2] as never, 'cpu', far), [])
})

const isSetBy = (rest: string, resource = 'memory') =>
  pod.containers
    .filter(
      (container) =>
        findVerticalAutoscalers(
          pod,
          container,
          resource,
          contextOf('VerticalPodAutoscaler', `{targetRef: {kind: Deployment, name: web}${rest}}`),
        ).length > 0,
    )
    .map(({ name }) => name)

test('a VerticalPodAutoscaler sets the amounts of all containers unless it is off', (t) => {
  t.deepEqual(isSetBy(''), ALL)
  t.deepEqual(isSetBy(', updatePolicy: {updateMode: Initial}'), ALL)
  t.deepEqual(isSetBy(', updatePolicy: {updateMode: "Off"}'), [])
})

test('its policies name the containers and resources that it leaves alone', (t) => {
  const policies = (list: string) => `, resourcePolicy: {containerPolicies: [${list}]}`
  t.deepEqual(isSetBy(policies('{containerName: side, mode: "Off"}')), ['mesh', 'app'])
  t.deepEqual(isSetBy(policies('{containerName: "*", mode: "Off"}, {containerName: app}')), ['app'])
  t.deepEqual(isSetBy(policies('{containerName: "*", controlledResources: [cpu]}')), [])
  t.deepEqual(isSetBy(policies('{containerName: "*", controlledResources: [cpu]}'), 'cpu'), ALL)
})
