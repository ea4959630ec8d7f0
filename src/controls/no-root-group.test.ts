import test from 'ava'
import type { ImageFacts } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-root-group.ts'

const assess = (pod: string, container = '{}', more = '', images: ImageFacts[] = []) =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, spec: {${more} securityContext: ${pod},
      containers: [{name: a, image: registry.example/a/b, securityContext: ${container}}]}}`),
    contextWith({}, images),
  )

test('unset groups and groups other than 0 are compliant', (t) => {
  for (const securityContext of ['{}', '{runAsGroup: 7, fsGroup: 7, supplementalGroups: [7]}', 'null'])
    t.deepEqual(
      assess(securityContext).map(({ state }) => state),
      ['compliant'],
    )
})

test('an explicit 0 is a decision for which nothing better is known', (t) => {
  const assessments = assess('{runAsGroup: 0, fsGroup: 0}', '{runAsGroup: 0}')
  t.deepEqual(
    assessments.map(({ path, state, objection, operations }) => [path, state, objection?.cause, operations]),
    [
      ['/spec/securityContext/runAsGroup', 'decided', 'deviation', undefined],
      ['/spec/securityContext/fsGroup', 'decided', 'deviation', undefined],
      ['/spec/containers/0/securityContext/runAsGroup', 'decided', 'deviation', undefined],
    ],
  )
})

test('enforce removes 0 from supplementalGroups', (t) => {
  const path = '/spec/securityContext/supplementalGroups'
  t.deepEqual(assess('{supplementalGroups: [0, 7, 0]}')[0]?.operations, [
    { op: 'remove', path: `${path}/2` },
    { op: 'remove', path: `${path}/0` },
  ])
  t.deepEqual(assess('{supplementalGroups: [0]}')[0]?.operations, [{ op: 'remove', path: '/spec/securityContext' }])
})

test('on Windows the decision is held for good', (t) => {
  const [pod] = assess('{supplementalGroups: [0]}', '{}', 'os: {name: windows},')
  t.deepEqual([pod?.state, pod?.operations], ['decided', undefined])
})

test('facts about the image show whether it uses group 0, and which other group works', (t) => {
  const facts = (group: number): ImageFacts[] => [{ image: 'registry.example/a/b', status: 'observed', group }]
  const [own] = assess('{fsGroup: 0}', '{}', '', facts(0))
  t.regex(own?.objection?.reason ?? '', /which owns the files of the image$/)
  t.is(own?.evidence?.[1]?.text, 'registry.example/a/b works with group 0')
  const [other] = assess('{}', '{runAsGroup: 0}', '', facts(999))
  t.is(other?.objection?.hint, 'set group 999, which works with the image')
})
