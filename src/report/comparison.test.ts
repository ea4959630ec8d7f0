import test from 'ava'
import type { Change, Held, Operation, Report } from '../model.ts'
import { compareReports } from './comparison.ts'
import { change, held, sample } from './sample-test.ts'

const PATH = '/spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation'

/** A report with nothing but these verdicts. */
const report = (changes: Change[], holds: Held[] = [], more: Partial<Report> = {}): Report =>
  sample({ changes, held: holds, skipped: [], pods: [], notices: [], ...more })

const inContainer = (container: string, index: number, more: Partial<Change> = {}): Change => {
  const path = PATH.replace('/0/', `/${index}/`)
  return change('no-privilege-escalation', container, {
    path,
    operations: [{ op: 'add', path, value: false }],
    ...more,
  })
}

const newsOf = (before: Report, after: Report) =>
  compareReports(before, after).verdicts.map(({ news, trend, control, container }) => [news, trend, control, container])

test('a report has no news since itself', (t) => {
  const { levels, verdicts, others, summary } = compareReports(sample(), sample())
  t.deepEqual([levels, verdicts, others], [[], [], []])
  t.deepEqual(summary, { new: 0, gone: 0, changed: 0, same: 4, worse: 0, levelsWorse: 0 })
})

test('containers that changed places, and lines and documents that moved, are no news', (t) => {
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

test('an object in a List is the same as one that stands alone', (t) => {
  const path = `/items/2${PATH}`
  const listed = inContainer('a', 0, { path, operations: [{ op: 'add', path, value: false }] })
  t.deepEqual(newsOf(report([inContainer('a', 0)]), report([listed])), [])
})

test('the same value is no news whatever the mappings around it, another one is', (t) => {
  const [parent = ''] = PATH.split('/allow')
  const nested = { op: 'add', path: parent, value: { allowPrivilegeEscalation: false } } as const
  const before = report([inContainer('a', 0)])
  t.deepEqual(newsOf(before, report([inContainer('a', 0, { operations: [nested] })])), [])
  const other = { op: 'add', path: PATH, value: true } as const
  t.deepEqual(newsOf(before, report([inContainer('a', 0, { operations: [other] })])), [
    ['changed', 'even', 'no-privilege-escalation', 'a'],
  ])
})

test('what a container brings for others too is no news', (t) => {
  const volume: Operation = { op: 'add', path: '/spec/template/spec/volumes', value: [{ name: 'v' }] }
  const own = (index: number) => ({ op: 'add', path: PATH.replace('/0/', `/${index}/`), value: false }) as const
  const before = report([inContainer('a', 0, { operations: [volume, own(0)] }), inContainer('b', 1)])
  const after = report([inContainer('b', 0, { operations: [volume, own(0)] }), inContainer('a', 1)])
  t.deepEqual(newsOf(before, after), [])
})

test('items of other lists are matched by what their own line says, not by their place', (t) => {
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
  // Another path in the same place is not the old one: it would not count as worse.
  t.deepEqual(since(volume(0, '/a'), volume(1, '/c')), [
    ['new', 'worse', undefined, 'it asks for /c'],
    ['gone', 'better', 'it asks for /b', undefined],
  ])
})

test('items of which nothing tells more are matched by their place', (t) => {
  const mount = (index: number, reason: string) =>
    held({ path: `/spec/containers/0/volumeMounts/${index}/readOnly`, evidence: [], reason })
  const before = report([], [mount(0, 'a'), mount(1, 'b')])
  const { verdicts } = compareReports(before, report([], [mount(0, 'a'), mount(1, 'c')]))
  t.deepEqual(
    verdicts.map(({ news, field, before: was, after }) => [news, field, was?.reason, after?.reason]),
    [['changed', 'spec.containers[nginx].volumeMounts[*].readOnly', 'b', 'c']],
  )
})

for (const [what, before, after, news] of [
  ['a new change is neither better nor worse', [], [inContainer('a', 0)], ['new', 'even']],
  ['a change that is gone likewise', [inContainer('a', 0)], [], ['gone', 'even']],
  ['what is held anew is worse', [], [held()], ['new', 'worse']],
  ['what is no longer held is better', [held()], [], ['gone', 'better']],
  [
    'a change on less evidence is worse',
    [inContainer('a', 0, { confidence: 'proven' })],
    [inContainer('a', 0, { confidence: 'assumed' })],
    ['changed', 'worse'],
  ],
  [
    'a change that came to be made is better',
    [held({ container: 'a', control: 'no-privilege-escalation', path: PATH })],
    [inContainer('a', 0)],
    ['changed', 'better'],
  ],
  ['a hold for another cause is neither', [held()], [held({ cause: 'deviation' })], ['changed', 'even']],
  [
    'other evidence is told',
    [held()],
    [held({ evidence: [{ source: 'manifest', text: 'containerPort: 81', line: 35 }] })],
    ['changed', 'even'],
  ],
] as const)
  test(what, (t) => {
    const of = (entries: readonly (Change | Held)[]) =>
      report(
        entries.filter((one): one is Change => !('cause' in one)),
        entries.filter((one): one is Held => 'cause' in one),
      )
    t.deepEqual(
      compareReports(of(before), of(after)).verdicts.map((one) => [one.news, one.trend]),
      [[...news]],
    )
  })

test('a line of the configuration that moved is no news', (t) => {
  const exempt = (line: number) =>
    held({ evidence: [{ source: 'configuration', text: `exemption in casehard.yaml:${line}` }] })
  t.deepEqual(newsOf(report([], [exempt(4)]), report([], [exempt(90)])), [])
})

test('levels are told from the worst, with pods that are new and gone', (t) => {
  const pod = (name: string, before: 'privileged' | 'baseline' | 'restricted', after = before) => ({
    document: { index: 0, line: 1 },
    resource: { apiVersion: 'v1', kind: 'Pod', name },
    path: '/spec',
    level: { before, after },
  })
  const before = [
    pod('up', 'privileged'),
    pod('down', 'baseline', 'restricted'),
    pod('same', 'baseline'),
    pod('old', 'baseline'),
  ]
  const after = [
    pod('new', 'baseline'),
    pod('same', 'baseline'),
    pod('down', 'baseline'),
    pod('up', 'privileged', 'baseline'),
  ]
  const { levels, summary } = compareReports(report([], [], { pods: before }), report([], [], { pods: after }))
  t.deepEqual(
    levels.map(({ trend, resource, before: was, after: is }) => [trend, resource.name, was?.hardened, is?.hardened]),
    [
      ['worse', 'down', 'restricted', 'baseline'],
      ['even', 'new', undefined, 'baseline'],
      ['even', 'old', 'baseline', undefined],
      ['better', 'up', 'privileged', 'baseline'],
    ],
  )
  t.is(summary.levelsWorse, 1)
})

test('what worsened comes first, then by object, control and container, whatever the order of the reports', (t) => {
  const changes = ['c', 'a', 'b'].map((name, i) => inContainer(name, i))
  const holds = [held({ control: 'z' }), held({ control: 'a' })]
  const forwards = newsOf(report([]), report(changes, holds))
  t.deepEqual(
    forwards.map(([, trend, control, container]) => [trend, control, container]),
    [
      ['worse', 'a', 'nginx'],
      ['worse', 'z', 'nginx'],
      ['even', 'no-privilege-escalation', 'a'],
      ['even', 'no-privilege-escalation', 'b'],
      ['even', 'no-privilege-escalation', 'c'],
    ],
  )
  t.deepEqual(newsOf(report([]), report(changes.toReversed(), holds.toReversed())), forwards)
})

test('what is skipped or noticed in one report only is told', (t) => {
  const { others } = compareReports(sample({ notices: [] }), sample({ skipped: [] }))
  t.deepEqual(
    others.map(({ news, code }) => [news, code]),
    [
      ['gone', 'skipped'],
      ['new', 'misplaced-field'],
      ['new', 'stale-exemption'],
    ],
  )
})
