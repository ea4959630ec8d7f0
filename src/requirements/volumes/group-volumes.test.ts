import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findGroupVolumes, findNetworkVolumes, findOpenedVolumes, findPrivateFiles } from './group-volumes.ts'

const podWith = (volume: string, mount = '') =>
  podFrom(`{apiVersion: v1, kind: Pod, spec: {volumes: [{name: v, ${volume}}],
    containers: [{name: a, volumeMounts: [{name: v, mountPath: /v${mount}}]}]}}`)

const claim = (spec: string) =>
  contextWith({
    persistentVolumeClaims: [
      objectFrom(`{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {${spec}}}`),
    ],
  })

const CLAIM = 'persistentVolumeClaim: {claimName: c}'

const ask = (find: typeof findGroupVolumes, pod: ReturnType<typeof podFrom>, context = contextWith()): string[] =>
  pod.containers.flatMap((container) => find(pod, container, context).map(({ text }) => text))

test('claims, disks and private secrets need a group, world-readable files and emptyDirs do not', (t) => {
  for (const [volume, text] of [
    [CLAIM, 'persistentVolumeClaim at /v'],
    ['ephemeral: {volumeClaimTemplate: {spec: {}}}', 'ephemeral at /v'],
    ['awsElasticBlockStore: {volumeID: x}', 'awsElasticBlockStore at /v'],
    ['secret: {secretName: s, defaultMode: 256}', 'secret with mode 0400 at /v'],
    ['secret: {secretName: s, items: [{key: k, path: p, mode: 288}]}', 'secret with mode 0440 at /v'],
    [
      'projected: {sources: [{secret: {name: s, items: [{key: k, path: p, mode: 256}]}}]}',
      'projected with mode 0400 at /v',
    ],
  ] as const)
    t.deepEqual(ask(findGroupVolumes, podWith(volume)), [text], volume)
  for (const volume of [
    'emptyDir: {}',
    'secret: {secretName: s}',
    'secret: {secretName: s, defaultMode: 420}',
    'configMap: {name: s}',
    'hostPath: {path: /x}',
    'csi: {driver: x}',
    'nfs: {server: x, path: /x}',
  ])
    t.deepEqual(ask(findGroupVolumes, podWith(volume)), [], volume)
})

test('fsGroup has no effect on NFS and its like: a claim of many writers, its class, or the source itself', (t) => {
  for (const [spec, text] of [
    ['accessModes: [ReadWriteMany]', 'accessModes: ReadWriteMany for /v'],
    ['storageClassName: efs-sc', 'storageClassName: efs-sc for /v'],
    ['storageClassName: azurefile-premium', 'storageClassName: azurefile-premium for /v'],
    ['storageClassName: rook-cephfs', 'storageClassName: rook-cephfs for /v'],
  ] as const)
    t.deepEqual(ask(findNetworkVolumes, podWith(CLAIM), claim(spec)), [text], spec)
  for (const spec of ['accessModes: [ReadWriteOnce]', 'storageClassName: gp3', 'storageClassName: ceph-rbd', ''])
    t.deepEqual(ask(findNetworkVolumes, podWith(CLAIM), claim(spec)), [], spec)
  t.deepEqual(ask(findNetworkVolumes, podWith(CLAIM)), [])
  t.deepEqual(ask(findNetworkVolumes, podWith('nfs: {server: x, path: /x}')), ['nfs at /v'])
  t.deepEqual(ask(findNetworkVolumes, podWith(CLAIM, ', readOnly: true'), claim('accessModes: [ReadWriteMany]')), [])
})

test('a claim template of a StatefulSet is a claim, with the words of its own', (t) => {
  const set = podFrom(`{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {
    volumeClaimTemplates: [{metadata: {name: v}, spec: {storageClassName: nfs-client}}],
    template: {spec: {containers: [{name: a, volumeMounts: [{name: v, mountPath: /v}]}]}}}}`)
  t.deepEqual(ask(findGroupVolumes, set), ['persistentVolumeClaim at /v'])
  const [container] = set.containers
  const [evidence] = container === undefined ? [] : findNetworkVolumes(set, container, contextWith())
  t.deepEqual(evidence?.at, { document: 0, pointer: '/spec/volumeClaimTemplates/0/spec/storageClassName' })
})

const pair = (volume: string, list = 'containers', first = '') =>
  podFrom(`{apiVersion: v1, kind: Pod, spec: {volumes: [{name: v, ${volume}}], ${list}: [
    {name: other, volumeMounts: [{name: v, mountPath: /v}]}],
    ${list === 'containers' ? 'initContainers: [{name: app}]' : `containers: [{name: app${first}}]`}}}`)

test('fsGroup opens claims and closed secrets of other containers, unless they have the same user or are done', (t) => {
  const opened = (pod: ReturnType<typeof podFrom>, users: Record<string, number>) => {
    const app = pod.containers.find(({ name }) => name === 'app') as (typeof pod.containers)[number]
    return findOpenedVolumes(pod, app, contextWith(), ({ name }) => users[name]).map(({ text }) => text)
  }
  const found = ['persistentVolumeClaim at /v in container "other"']
  t.deepEqual(opened(pair(CLAIM), { app: 101, other: 5000 }), found)
  t.deepEqual(opened(pair(CLAIM), { app: 101 }), found)
  t.is(opened(pair('secret: {secretName: s, defaultMode: 256}'), { app: 101 }).length, 1)
  t.deepEqual(opened(pair(CLAIM), { app: 101, other: 101 }), [])
  t.deepEqual(opened(pair('secret: {secretName: s}'), { app: 101 }), [])
  t.deepEqual(opened(pair('emptyDir: {}'), { app: 101 }), [])
  t.deepEqual(opened(pair(CLAIM, 'initContainers'), { app: 101 }), [])
  const mounted = ', volumeMounts: [{name: v, mountPath: /w}]'
  t.deepEqual(opened(pair(CLAIM, 'initContainers', mounted), { app: 101 }), [])
})

test('files that a program keeps to its user are refused on volumes that get a group', (t) => {
  const refused = (privateFiles: string[], volume: string) => {
    const pod = podWith(volume)
    const facts = { image: 'registry.example/app', status: 'verified' as const, privateFiles }
    const cite = (text: string) => ({ source: 'image-facts' as const, text })
    const known = { image: 'registry.example/app', facts, proves: true, cite }
    return findPrivateFiles(pod, pod.containers[0] as (typeof pod.containers)[number], contextWith(), known).length
  }
  t.is(refused(['/v/.cookie'], CLAIM), 1)
  t.is(refused(['keys.json'], CLAIM), 1)
  t.is(refused(['/data/.cookie'], CLAIM), 0)
  t.is(refused(['/v/.cookie'], 'emptyDir: {}'), 0)
})
