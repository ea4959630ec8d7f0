import test from 'ava'
import type { Change, Held } from '../../model.ts'
import { held, sample } from '../sample-testing.ts'
import { compareReports } from './compare.ts'
import { inContainer, newsOf, PATH, report } from './testing.ts'

test('a report has no differences to itself', (t) => {
  const { levels, verdicts, others, summary } = compareReports(sample(), sample())
  t.deepEqual([levels, verdicts, others], [[], [], []])
  t.deepEqual(summary, { new: 0, gone: 0, changed: 0, same: 4, worse: 0, levelsWorse: 0 })
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

test('levels are listed from the worst, with new and removed pods', (t) => {
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

test('worse differences come first, then by object, control and container, for any order of the reports', (t) => {
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

test('skipped workloads and notices of only one report are listed', (t) => {
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
