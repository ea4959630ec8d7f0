import test from 'ava'
import { held, sample } from '../sample-testing.ts'
import { compareReports } from './compare.ts'
import { report } from './testing.ts'
import { comparisonText, formatCounts } from './text.ts'

const mount = (path: string, index: number) =>
  held({
    control: 'no-host-path',
    container: undefined as never,
    path: `/spec/template/spec/volumes/${index}/hostPath`,
    evidence: [{ source: 'manifest', text: `hostPath ${path}`, line: 31 }],
  })

test('a verdict of a list that moved to another item is one entry, not a new one and one that is gone', (t) => {
  const comparison = compareReports(report([], [mount('/a', 0)]), report([], [mount('/b', 1)]))
  t.deepEqual(
    comparison.verdicts.map(({ news, trend }) => [news, trend]),
    [['changed', 'worse']],
  )
  const more = compareReports(report([], [mount('/a', 0)]), report([], [mount('/b', 0), mount('/c', 1)]))
  t.deepEqual(more.verdicts.map(({ news }) => news).sort(), ['changed', 'new'])
})

test('the counts are those of the entries that are listed', (t) => {
  const pod = (name: string, before: 'privileged' | 'baseline') => ({
    document: { index: 0, line: 1 },
    resource: { apiVersion: 'v1', kind: 'Pod', name },
    path: '/spec',
    level: { before, after: before },
  })
  const before = report([], [mount('/a', 0)], { pods: [pod('p', 'baseline')] })
  const after = report([], [mount('/b', 0), held()], { pods: [pod('p', 'privileged')] })
  const comparison = compareReports(before, after)
  t.is(
    formatCounts(comparison),
    '1 new, 0 gone, 1 changed; 0 unchanged; 1 level differs; 3 worse (1 level, 2 verdicts)',
  )
  const listed = comparisonText(comparison, { color: false }).match(/^ {2}! /gm)
  t.is(listed?.length, 3)
  t.is(formatCounts(compareReports(sample(), sample())), '0 new, 0 gone, 0 changed; 4 unchanged')
})
