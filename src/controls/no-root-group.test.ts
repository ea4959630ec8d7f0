import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-root-group.ts'

const judge = (pod: string, container = '{}', more = '') =>
  control.judge(
    podFrom(`{apiVersion: v1, kind: Pod, spec: {${more} securityContext: ${pod},
      containers: [{name: a, securityContext: ${container}}]}}`),
    contextWith(),
  )

test('unset groups and groups other than 0 are compliant', (t) => {
  for (const context of ['{}', '{runAsGroup: 7, fsGroup: 7, supplementalGroups: [7]}', 'null'])
    t.deepEqual(
      judge(context).map(({ state }) => state),
      ['compliant'],
    )
})

test('an explicit 0 is a decision for which nothing better is known', (t) => {
  const judgements = judge('{runAsGroup: 0, fsGroup: 0}', '{runAsGroup: 0}')
  t.deepEqual(
    judgements.map(({ path, state, against, operations }) => [path, state, against?.cause, operations]),
    [
      ['/spec/securityContext/runAsGroup', 'decided', 'deviation', undefined],
      ['/spec/securityContext/fsGroup', 'decided', 'deviation', undefined],
      ['/spec/containers/0/securityContext/runAsGroup', 'decided', 'deviation', undefined],
    ],
  )
})

test('enforce takes 0 out of supplementalGroups', (t) => {
  const path = '/spec/securityContext/supplementalGroups'
  t.deepEqual(judge('{supplementalGroups: [0, 7, 0]}')[0]?.operations, [
    { op: 'remove', path: `${path}/2` },
    { op: 'remove', path: `${path}/0` },
  ])
  t.deepEqual(judge('{supplementalGroups: [0]}')[0]?.operations, [{ op: 'remove', path: '/spec/securityContext' }])
})

test('on Windows the decision is held for good', (t) => {
  const [pod] = judge('{supplementalGroups: [0]}', '{}', 'os: {name: windows},')
  t.deepEqual([pod?.state, pod?.operations], ['decided', undefined])
})
