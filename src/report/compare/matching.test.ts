import test from 'ava'
import type { Held, Operation } from '../../model.ts'
import { held } from '../sample-testing.ts'
import { compareReports } from './compare.ts'
import { inContainer, newsOf, PATH, report } from './testing.ts'

test('reordered containers, lines and documents make no difference', (t) => {
  const before = report([inContainer('a', 0), inContainer('b', 1)])
  const moved = [inContainer('b', 0), inContainer('a', 1)].map((one) => ({
    ...one,
    document: { index: 9, line: 400, file: 'other.yaml' },
    line: 420,
    edits: [],
    evidence: one.evidence.map((fact) => ({ ...fact, line: 420 })),
  }))
  t.deepEqual(newsOf(before, report(moved)), [])
})

test('an object in a List equals the same object in a document of its own', (t) => {
  const path = `/items/2${PATH}`
  const listed = inContainer('a', 0, { path, operations: [{ op: 'add', path, value: false }] })
  t.deepEqual(newsOf(report([inContainer('a', 0)]), report([listed])), [])
})

test('only another value makes a difference, not how its mappings are added', (t) => {
  const [parent = ''] = PATH.split('/allow')
  const nested = { op: 'add', path: parent, value: { allowPrivilegeEscalation: false } } as const
  const before = report([inContainer('a', 0)])
  t.deepEqual(newsOf(before, report([inContainer('a', 0, { operations: [nested] })])), [])
  const other = { op: 'add', path: PATH, value: true } as const
  t.deepEqual(newsOf(before, report([inContainer('a', 0, { operations: [other] })])), [
    ['changed', 'even', 'no-privilege-escalation', 'a'],
  ])
})

test('volumes that containers share make no difference', (t) => {
  const volume: Operation = { op: 'add', path: '/spec/template/spec/volumes', value: [{ name: 'v' }] }
  const own = (index: number) => ({ op: 'add', path: PATH.replace('/0/', `/${index}/`), value: false }) as const
  const before = report([inContainer('a', 0, { operations: [volume, own(0)] }), inContainer('b', 1)])
  const after = report([inContainer('b', 0, { operations: [volume, own(0)] }), inContainer('a', 1)])
  t.deepEqual(newsOf(before, after), [])
})

test('items of other lists are matched by the evidence on their line, not by their position', (t) => {
  const volume = (index: number, path: string, why = 'it'): Held =>
    held({
      control: 'no-host-path',
      path: `/spec/template/spec/volumes/${index}/hostPath`,
      line: 40 + index,
      reason: `${why} asks for ${path}`,
      evidence: [
        { source: 'manifest', text: `hostPath.path: ${path}`, line: 40 + index },
        { source: 'manifest', text: 'privileged: true', line: 12 },
      ],
    })
  const since = (...after: Held[]) =>
    compareReports(report([], [volume(0, '/a'), volume(1, '/b')]), report([], after)).verdicts.map(
      ({ news, trend, before: was, after: is }) => [news, trend, was?.reason, is?.reason],
    )
  t.deepEqual(since(volume(0, '/c'), volume(1, '/a'), volume(2, '/b')), [['new', 'worse', undefined, 'it asks for /c']])
  t.deepEqual(since(volume(0, '/b'), volume(3, '/a', 'an agent')), [
    ['changed', 'even', 'it asks for /a', 'an agent asks for /a'],
  ])
  // Another path is one difference, and worse: nobody decided on that path.
  t.deepEqual(since(volume(0, '/a'), volume(1, '/c')), [['changed', 'worse', 'it asks for /b', 'it asks for /c']])
})

test('items without such evidence are matched by their position', (t) => {
  const mount = (index: number, reason: string) =>
    held({ path: `/spec/containers/0/volumeMounts/${index}/readOnly`, evidence: [], reason })
  const before = report([], [mount(0, 'a'), mount(1, 'b')])
  const { verdicts } = compareReports(before, report([], [mount(0, 'a'), mount(1, 'c')]))
  t.deepEqual(
    verdicts.map(({ news, field, before: was, after }) => [news, field, was?.reason, after?.reason]),
    [['changed', 'spec.containers[nginx].volumeMounts[*].readOnly', 'b', 'c']],
  )
})

test('a moved line of the configuration makes no difference', (t) => {
  const exempt = (line: number) =>
    held({ evidence: [{ source: 'configuration', text: `exemption in casehard.yaml:${line}` }] })
  t.deepEqual(newsOf(report([], [exempt(4)]), report([], [exempt(90)])), [])
})
