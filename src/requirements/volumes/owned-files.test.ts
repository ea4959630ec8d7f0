import test from 'ava'
import type { ImageFacts } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findForeignDataDirectory } from './owned-files.ts'

const FACTS: ImageFacts = {
  image: 'registry.example/team/db',
  status: 'verified',
  ownsData: true,
  writable: [{ path: '/data/base', data: true }],
}

const CLAIM = 'persistentVolumeClaim: {claimName: c}'

const ask = (mount: string, env = '', volume = CLAIM, facts = FACTS): string[] => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, spec: {volumes: [{name: v, ${volume}}],
    containers: [{name: a, env: [${env}], volumeMounts: [{name: v, ${mount}}]}]}}`)
  const map = objectFrom('{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {PGDATA: /data/base/own}}')
  const context = contextWith({ configMaps: [map] })
  return pod.containers
    .flatMap((container) => findForeignDataDirectory(pod, container, facts, context))
    .map(({ text }) => text)
}

test("PostgreSQL's data directory may lie below the mount, and not be its root", (t) => {
  const at = 'mountPath: /data/base'
  t.deepEqual(ask(at), ['persistentVolumeClaim at the data directory /data/base'])
  t.deepEqual(ask('mountPath: /data/base/'), ask(at))
  t.deepEqual(ask('mountPath: /data'), [])
  t.deepEqual(ask('mountPath: /elsewhere'), [])
  t.deepEqual(ask(at, '{name: PGDATA, value: /data/base/own}'), [])
  t.deepEqual(ask(at, '{name: PGDATA, valueFrom: {configMapKeyRef: {name: m, key: PGDATA}}}'), [])
  t.deepEqual(ask('mountPath: /x', '{name: PGDATA, value: /x}'), ['persistentVolumeClaim at the data directory /x'])
})

test('the kubelet makes an emptyDir and a sub path for root too, so that they do not help', (t) => {
  t.is(ask('mountPath: /data/base', '', 'emptyDir: {}').length, 1)
  t.is(ask('mountPath: /data/base, subPath: own').length, 1)
})

test('a data directory that the manifest does not show may be the top directory of any volume', (t) => {
  const env = '{name: PGDATA, valueFrom: {secretKeyRef: {name: s, key: k}}}'
  t.is(ask('mountPath: /x', env).length, 1)
  t.deepEqual(ask('mountPath: /x', '{name: PGDATA, value: $(ROOT)/x}'), [
    'persistentVolumeClaim at /x, which may contain the data directory',
  ])
  t.deepEqual(ask('mountPath: /x', '', 'configMap: {name: m}', { ...FACTS, writable: [] }), [])
  t.is(ask('mountPath: /x', '', CLAIM, { ...FACTS, writable: [] }).length, 1)
})

test('other images do not care whom their data belongs to', (t) => {
  const { ownsData: _, ...others } = FACTS
  t.deepEqual(ask('mountPath: /data/base', '', CLAIM, others), [])
})
