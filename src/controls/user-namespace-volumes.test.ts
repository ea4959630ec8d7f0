import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { findUnmappableVolumes } from './user-namespace.ts'

const find = (volume: string, context = contextWith()) =>
  findUnmappableVolumes(
    podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{name: v, ${volume}}], containers: [{name: app, volumeMounts: [{name: v, mountPath: /v}]}]}}`,
    ),
    context,
  ).map(({ text, at }) => [text, at?.document, at?.pointer])

test('network file systems and their drivers do not support idmapped mounts', (t) => {
  t.deepEqual(find('nfs: {server: s, path: /}'), [['nfs at /v', 0, '/spec/containers/0/volumeMounts/0']])
  t.deepEqual(find('csi: {driver: efs.csi.aws.com}'), [
    ['efs.csi.aws.com at /v', 0, '/spec/containers/0/volumeMounts/0'],
  ])
  for (const fields of [
    'emptyDir: {}',
    'nfs: null',
    'csi: {driver: secrets-store.csi.k8s.io}',
    'configMap: {name: nfs}',
  ])
    t.deepEqual(find(fields), [], fields)
})

test('a claim in the input is recognized by its class or access modes', (t) => {
  const claim = (spec: string) =>
    contextWith({
      persistentVolumeClaims: [
        objectFrom(`{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {${spec}}}`),
      ],
    })
  const volume = 'persistentVolumeClaim: {claimName: c}'
  t.deepEqual(find(volume, claim('storageClassName: nfs-client')), [
    ['storageClassName: nfs-client', 1, '/spec/storageClassName'],
  ])
  t.deepEqual(find(volume, claim('accessModes: [ReadWriteMany]')), [
    ['accessModes: ReadWriteMany', 1, '/spec/accessModes'],
  ])
  t.deepEqual(find(volume, claim('storageClassName: gp3, accessModes: [ReadWriteOnce]')), [])
  t.deepEqual(find('persistentVolumeClaim: {claimName: d}', claim('storageClassName: nfs')), [])
  t.is(find('ephemeral: {volumeClaimTemplate: {spec: {storageClassName: cephfs}}}').length, 1)
})

test('claims that a StatefulSet makes count too', (t) => {
  const pod = podFrom(
    `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {volumeClaimTemplates: [{metadata: {name: d},
      spec: {storageClassName: azurefile}}], template: {spec: {containers: [{name: app, volumeMounts: [{name: d, mountPath: /d}]}]}}}}`,
  )
  t.deepEqual(
    findUnmappableVolumes(pod, contextWith()).map(({ at }) => at?.pointer),
    ['/spec/volumeClaimTemplates/0/spec/storageClassName'],
  )
})
