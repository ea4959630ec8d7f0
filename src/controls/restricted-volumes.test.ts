import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './restricted-volumes.ts'

const assess = (volumes: string) =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [${volumes}], containers: [{name: a}]}}`),
    contextWith(),
  )

test('allowed types, no source at all and hostPath, which another control lists, are compliant', (t) => {
  const volumes = [
    'configMap: {name: c}',
    'csi: {driver: d}',
    'downwardAPI: {}',
    'emptyDir: {}',
    'ephemeral: {}',
    'image: {reference: r}',
    'persistentVolumeClaim: {claimName: c}',
    'projected: {}',
    'secret: {secretName: s}',
    'hostPath: {path: /x}',
    'nfs: null',
  ]
  const all = [...volumes.map((source, i) => `{name: v${i}, ${source}}`), '{name: nothing}'].join(', ')
  t.deepEqual(assess(all), [{ path: '/spec/volumes', state: 'compliant' }])
})

test('every other type is held with its name and without operations, known or not', (t) => {
  const assessments = assess('{name: a, nfs: {server: s, path: /}}, {name: b, emptyDir: {}}, {name: c, "o/dd": {}}')
  t.deepEqual(
    assessments.map(({ path, state, objection, operations }) => [path, state, objection?.cause, operations]),
    [
      ['/spec/volumes/0/nfs', 'decided', 'deviation', undefined],
      ['/spec/volumes/2/o~1dd', 'decided', 'deviation', undefined],
    ],
  )
  t.is(assessments[0]?.evidence?.[0]?.text, 'volume "a" of type nfs')
})

test('a gitRepo volume comes with the way out of it', (t) => {
  t.regex(assess('{name: g, gitRepo: {repository: r}}')[0]?.objection?.hint ?? '', /init container/)
})
