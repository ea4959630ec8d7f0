import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findGroupVolumes, findNetworkVolumes } from './volumes.ts'

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

test('claims, disks, writable emptyDirs and private secrets need a group, world-readable files do not', (t) => {
  for (const [volume, text] of [
    [CLAIM, 'persistentVolumeClaim at /v'],
    ['ephemeral: {volumeClaimTemplate: {spec: {}}}', 'ephemeral at /v'],
    ['awsElasticBlockStore: {volumeID: x}', 'awsElasticBlockStore at /v'],
    ['emptyDir: {}', 'emptyDir at /v'],
    ['secret: {secretName: s, defaultMode: 256}', 'secret with mode 0400 at /v'],
    ['secret: {secretName: s, items: [{key: k, path: p, mode: 288}]}', 'secret with mode 0440 at /v'],
    [
      'projected: {sources: [{secret: {name: s, items: [{key: k, path: p, mode: 256}]}}]}',
      'projected with mode 0400 at /v',
    ],
  ] as const)
    t.deepEqual(ask(findGroupVolumes, podWith(volume)), [text], volume)
  for (const volume of [
    'secret: {secretName: s}',
    'secret: {secretName: s, defaultMode: 420}',
    'configMap: {name: s}',
    'hostPath: {path: /x}',
    'csi: {driver: x}',
    'nfs: {server: x, path: /x}',
  ])
    t.deepEqual(ask(findGroupVolumes, podWith(volume)), [], volume)
  t.deepEqual(ask(findGroupVolumes, podWith('emptyDir: {}', ', readOnly: true')), [])
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
