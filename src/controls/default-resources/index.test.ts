import test from 'ava'
import { contextWith } from '../../testing.ts'
import { assessFields, heldFields, podOf } from './amounts-testing.ts'
import control from './index.ts'

const states = (container: string) =>
  Object.entries(assessFields(podOf(container))).map(([field, { state }]) => `${field} ${state}`)

test('each missing amount has its own assessment, always assumed', (t) => {
  const assessments = Object.values(assessFields(podOf('')))
  t.true(
    assessments.every(({ state, confidence, objection }) => state === 'open' && confidence === 'assumed' && !objection),
  )
  t.deepEqual(
    assessments.map(({ operations }) => operations),
    [
      [{ op: 'add', path: '/spec/template/spec/containers/0/resources', value: { requests: { cpu: '100m' } } }],
      [{ op: 'add', path: '/spec/template/spec/containers/0/resources', value: { requests: { memory: '128Mi' } } }],
      [{ op: 'add', path: '/spec/template/spec/containers/0/resources', value: { limits: { memory: '1Gi' } } }],
    ],
  )
})

test('existing amounts are left alone, and a limit counts as a request', (t) => {
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
  t.deepEqual([...new Set(control.assess(pod, contextWith()).map(({ container }) => container))], ['init', 'app'])
})

test('a limit below the request is never known', (t) => {
  const above = assessFields(podOf('resources: {requests: {memory: 2Gi}}'))['limits.memory']
  t.deepEqual([above?.objection?.cause, above?.operations], ['api-rule', undefined])
  t.is(assessFields(podOf('resources: {requests: {memory: "1073741824"}}'))['limits.memory']?.objection, undefined)
})

test('a container with devices or huge pages has no memory limit put on it, and gets its requests', (t) => {
  t.deepEqual(heldFields(assessFields(podOf('resources: {limits: {nvidia.com/gpu: 1}}'))), ['limits.memory'])
  t.deepEqual(heldFields(assessFields(podOf('resources: {limits: {hugepages-2Mi: 64Mi, cpu: 1}}'))), ['limits.memory'])
  t.deepEqual(heldFields(assessFields(podOf('resources: {limits: {ephemeral-storage: 1Gi}}'))), [])
})

test('an amount that the container reads is not changed under it', (t) => {
  const env = 'env: [{name: M, valueFrom: {resourceFieldRef: {resource: limits.memory}}}]'
  t.deepEqual(heldFields(assessFields(podOf(env))), ['limits.memory'])
  const file =
    'volumes: [{name: d, downwardAPI: {items: [{path: c, resourceFieldRef: {containerName: app, resource: requests.cpu}}]}}],'
  t.deepEqual(heldFields(assessFields(podOf('', file))), ['requests.cpu'])
  t.deepEqual(
    heldFields(
      assessFields(
        podOf('', file.replace('name: app', 'name: other').replace('containerName: app', 'containerName: x')),
      ),
    ),
    [],
  )
})

test('a program that sizes its own memory, or whose runtime does, has no limit put on it', (t) => {
  const objection = (env: string) => assessFields(podOf(`env: [${env}]`))['limits.memory']?.objection
  t.is(objection('{name: JAVA_OPTS, value: -Xmx2g}')?.evidence?.[0]?.text, '-Xmx2g in env JAVA_OPTS of container "app"')
  t.regex(objection('{name: JAVA_OPTS, value: -Dx=y}')?.reason ?? '', /runtime/)
  t.regex(objection('{name: NODE_OPTIONS, value: --inspect}')?.reason ?? '', /runtime/)
  t.is(objection('{name: OPTIONS, value: none}'), undefined)
})

test('a container that keeps data has no memory limit put on it', (t) => {
  const mount = 'volumeMounts: [{name: data, mountPath: /data}]'
  const templates = 'volumeClaimTemplates: [{metadata: {name: data}}],'
  t.deepEqual(heldFields(assessFields(podOf(mount, '', 'StatefulSet', templates))), ['limits.memory'])
  t.deepEqual(
    heldFields(assessFields(podOf(mount, 'volumes: [{name: data, persistentVolumeClaim: {claimName: c}}],'))),
    ['limits.memory'],
  )
  t.deepEqual(
    heldFields(assessFields(podOf('volumeDevices: [{name: data, devicePath: /x}]', '', 'StatefulSet', templates))),
    ['limits.memory'],
  )
  t.deepEqual(heldFields(assessFields(podOf('', '', 'StatefulSet', templates))), [])
})

test('amounts of the pod count for its containers', (t) => {
  const stateOf = (resources: string) =>
    Object.entries(assessFields(podOf('', `resources: ${resources},`))).map(
      ([field, { state, objection }]) => `${field} ${objection ? 'held' : state}`,
    )
  t.deepEqual(stateOf('{limits: {memory: 2Gi}}'), [
    'requests.cpu open',
    'requests.memory compliant',
    'limits.memory compliant',
  ])
  t.deepEqual(stateOf('{requests: {memory: 2Gi, cpu: 1}}'), [
    'requests.cpu compliant',
    'requests.memory compliant',
    'limits.memory held',
  ])
  t.deepEqual(stateOf('{}'), ['requests.cpu open', 'requests.memory open', 'limits.memory open'])
})

test('pod-level resources of a custom resource do not count for its containers', (t) => {
  const pod = podOf('', 'resources: {limits: {memory: 2Gi}},')
  const operated = { ...pod, shape: { ...pod.shape, writable: ['/containers/*/resources/**'] } }
  t.is(assessFields(operated)['limits.memory']?.state, 'open')
})

test('init containers count as a maximum: none requests more than the containers after it', (t) => {
  const init = (resources: string, list = '{name: init, image: i}') => {
    const pod = podOf(`resources: ${resources}`, `initContainers: [${list}],`)
    return control
      .assess(pod, contextWith())
      .filter(({ container, path }) => container === 'init' && path.endsWith('/requests/memory'))
      .flatMap(({ operations, evidence }) => [operations?.[0], evidence?.[1]?.text])
  }
  const path = '/spec/template/spec/initContainers/0/resources'
  const value = (memory: string) => ({ op: 'add', path, value: { requests: { memory } } })
  t.deepEqual(init('{requests: {memory: 16Mi}}'), [value('16Mi'), 'requests.memory: 16Mi in container "app"'])
  t.deepEqual(init('{limits: {memory: 32Mi}}'), [value('32Mi'), 'limits.memory: 32Mi in container "app"'])
  t.deepEqual(init('{requests: {memory: 1Gi}}'), [value('128Mi'), undefined])
  t.deepEqual(init('{requests: {memory: 0}}'), [value('128Mi'), undefined])
  t.deepEqual(init('{}'), [value('128Mi'), undefined])
  const sidecar = '{name: init, image: i, restartPolicy: Always}'
  t.deepEqual(init('{requests: {memory: 16Mi}}', sidecar), [value('128Mi'), undefined])
})

test('a CPU limit would throttle: none is set unless the settings name one', (t) => {
  t.is(assessFields(podOf(''))['limits.cpu'], undefined)
  const context = contextWith()
  context.settings.resources = { requests: {}, limits: { cpu: '2' } }
  const [assessment, ...more] = control.assess(podOf(''), context)
  t.deepEqual([assessment?.path, more], ['/spec/template/spec/containers/0/resources/limits/cpu', []])
})
