import test from 'ava'
import { maskOperations } from '../../evidence/text/mask.ts'
import type { JsonObject, Operation, Pod } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import control from './index.ts'
import { assessWith, facts, IMAGE, mountsIn, podOf } from './testing.ts'

const SEEDED = facts({ seed: true, imageUser: 1000, writable: [{ path: '/opt/app/conf', seeded: true }] })

const addedIn = (operations: readonly Operation[] = []): JsonObject[] =>
  operations
    .filter(({ path }) => path.includes('/initContainers'))
    .flatMap((operation) => ('value' in operation ? [operation.value].flat() : [])) as JsonObject[]

const seedOf = (pod: Pod, images = SEEDED) => addedIn(assessWith(pod, images).operations)

/** The pod with the init container and the mounts that the control added, and without the flag. */
const seeded = (): Pod => {
  const own = JSON.stringify(seedOf(podOf('')))
  return podOf('', `initContainers: ${own}, volumes: [{name: casehard-writable, emptyDir: {}}],`)
}

test('without seed the hint names the directories', (t) => {
  const [{ seed: _, ...known } = { image: IMAGE, status: 'verified' as const }] = SEEDED
  const { objection, operations } = assessWith(podOf(''), [known])
  t.regex(objection?.hint ?? '', /set seed: true .* copies \/opt\/app\/conf to an emptyDir/)
  t.deepEqual(addedIn(operations), [])
})

test('the init container comes last, so that no other one gets another index', (t) => {
  const pod = podOf('', 'initContainers: [{name: a, image: b}],')
  const { operations = [] } = assessWith(pod, SEEDED)
  t.true(operations.some(({ op, path }) => op === 'add' && path === '/spec/initContainers/1'))
})

test('a copy that is there already is mounted and not made again', (t) => {
  const pod = seeded()
  t.deepEqual(seedOf(pod), [])
  t.deepEqual(mountsIn(assessWith(pod, SEEDED)), [
    'casehard-writable:app/opt/app/conf /opt/app/conf',
    'casehard-writable:app/tmp /tmp',
  ])
})

test('its variables are not copied, and its user is', (t) => {
  const [seed] = seedOf(
    podOf(
      'env: [{name: A, value: b}], envFrom: [{secretRef: {name: s}}], imagePullPolicy: Never, securityContext: {runAsUser: 7, runAsGroup: 8}',
    ),
  )
  t.deepEqual(Object.keys(seed ?? {}), [
    'name',
    'image',
    'imagePullPolicy',
    'command',
    'resources',
    'securityContext',
    'volumeMounts',
  ])
  const { runAsUser, runAsGroup } = (seed?.securityContext ?? {}) as JsonObject
  t.deepEqual([runAsUser, runAsGroup], [7, 8])
})

test('it needs no more than its container, or the default amounts', (t) => {
  const resourcesOf = (fields: string, spec = '') => seedOf(podOf(fields, spec))[0]?.resources
  t.deepEqual(resourcesOf(''), { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } })
  t.deepEqual(resourcesOf('resources: {limits: {cpu: 1, memory: 64Mi}}'), { limits: { cpu: 1, memory: '64Mi' } })
  t.deepEqual(resourcesOf('resources: {requests: {memory: 2Gi, nvidia.com/gpu: 1}}'), {
    requests: { cpu: '100m', memory: '2Gi' },
    limits: { memory: '2Gi' },
  })
})

test('it sets no amount that a LimitRange of the input may refuse', (t) => {
  const range = objectFrom(
    '{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, max: {memory: 100Mi}}]}}',
  )
  const [found] = control.assess(podOf(''), contextWith({ limitRanges: [range] }, SEEDED))
  t.deepEqual(addedIn(found?.operations)[0]?.resources, { requests: { cpu: '100m' } })
})

test('copies of unknown size get a volume without a size limit', (t) => {
  const limited = 'volumes: [{name: casehard-writable, emptyDir: {sizeLimit: 1Gi}}],'
  t.true(mountsIn(assessWith(podOf('', limited), SEEDED)).every((mount) => mount.startsWith('casehard-writable-2:')))
  const open = 'volumes: [{name: casehard-writable, emptyDir: {}}],'
  t.true(mountsIn(assessWith(podOf('', open), SEEDED)).every((mount) => mount.startsWith('casehard-writable:')))
})

test('it is made only for a user other than root', (t) => {
  for (const user of ['securityContext: {runAsUser: 0}', ''])
    t.regex(
      assessWith(podOf(user), facts({ ...SEEDED[0], imageUser: 0 })).objection?.hint ?? '',
      /runAsUser other than 0/,
    )
  const named = assessWith(podOf(''), facts({ ...SEEDED[0], imageUser: 'app' }))
  t.is(named.objection, undefined)
})

test('a directory that a volume holds already is left to it', (t) => {
  const mounted = podOf('volumeMounts: [{name: v, mountPath: /opt/app}]', 'volumes: [{name: v, emptyDir: {}}],')
  t.deepEqual(seedOf(mounted), [])
})

test('containers of one image get their own copies', (t) => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {initContainers: ${JSON.stringify(seedOf(podOf('')))}, ` +
      `volumes: [{name: casehard-writable, emptyDir: {}}], containers: [{name: app, image: '${IMAGE}:1'}, {name: other, image: '${IMAGE}:1'}]}}`,
  )
  const found = assessWith(pod, SEEDED, 'other')
  t.deepEqual(
    addedIn(found.operations).map(({ name }) => name),
    ['other-seed'],
  )
  t.true(mountsIn(found).includes('casehard-writable:other/opt/app/conf /opt/app/conf'))
})

test('a report quotes the init container whatever its directories and its image are called', (t) => {
  const images = ['/opt/app/keys', '/etc/token', '/opt/passwords'].map((path) => ({ path, seeded: true as const }))
  const { operations = [] } = assessWith(podOf(''), facts({ ...SEEDED[0], writable: images }))
  t.deepEqual(maskOperations(operations), operations)
})

test('an entry of its own takes an image out of a pattern with seed', (t) => {
  const [{ seed: _, ...known } = { image: IMAGE, status: 'verified' as const }] = SEEDED
  const pattern = { image: 'registry.example/team/*', status: 'configured' as const, seed: true }
  const own = { image: IMAGE, status: 'configured' as const, seed: false }
  t.is(seedOf(podOf(''), [pattern, known]).length, 1)
  t.deepEqual(seedOf(podOf(''), [own, pattern, known]), [])
})

test('Kubernetes reads no variable in the path of a directory', (t) => {
  const images = facts({ seed: true, imageUser: 1000, writable: [{ path: '/opt/$(A)/$$', seeded: true }] })
  const [seed] = seedOf(podOf(''), images)
  t.regex(String((seed?.command as string[] | undefined)?.at(-1)), /'\/opt\/\$\$\(A\)\/\$\$\$\$\/'/)
})
