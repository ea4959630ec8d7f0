import test from 'ava'
import { clusterOf } from './cluster.ts'
import { findRefusal } from './steps.ts'
import { problemsOf, type Row, summaryOf } from './table.ts'
import { readHeader, readWorkloads } from './workload.ts'

const WORKLOADS = readWorkloads('testdata/prove', [])

test('a header is a title, steps and allowed lines', (t) => {
  const header = readHeader(
    '# A server\n#\n# request web:80/a -> hello$\n# run sts/db -c x: a -> b -> c\n# allow odd\n\nkind: Pod\n',
    'a',
  )
  t.deepEqual(header, {
    title: 'A server',
    works: 'always',
    steps: [
      { kind: 'request', to: 'web:80/a', answer: /hello$/ },
      { kind: 'run', target: 'sts/db', container: 'x', command: 'a -> b', answer: /c/ },
    ] as never,
    allowed: [/odd/],
  })
  t.is(readHeader('# A\n# log job/a -> b\n# fails as it is\n', 'a').works, 'never')
})

test('a header with a line that is no step, or with none, is refused with its place', (t) => {
  t.throws(() => readHeader('# A\n# restart it\nkind: Pod\n', 'a.yaml'), { message: /^a\.yaml:2: this is no step: / })
  t.throws(() => readHeader('# A\nkind: Pod\n', 'a.yaml'), { message: /^a\.yaml:1: the header needs/ })
})

test('there are at least 60 workloads, each with steps of its own', (t) => {
  t.true(WORKLOADS.length >= 60, `${WORKLOADS.length}`)
  t.true(WORKLOADS.every(({ steps }) => steps.length > 0))
})

test('a refusal in a log counts unless it is allowed', (t) => {
  const log = 'ready\nmkdir /x: Read-only file system\n'
  t.is(findRefusal(log, []), 'mkdir /x: Read-only file system')
  t.is(findRefusal(log, [/^mkdir/]), undefined)
  t.is(findRefusal('Error: EACCES, open', []), 'Error: EACCES, open')
  t.is(findRefusal('ready, permissions checked', []), undefined)
})

const row = (works: 'always' | 'never' | 'open-ports', before?: string, after?: string): Row => ({
  workload: { name: 'web', path: 'web.yaml', title: 'A', works, steps: [], allowed: [] },
  levels: { before: 'baseline', after: 'restricted' },
  trials: [{ openPorts: false, before, after }],
})

test('a workload that worked and fails hardened is a problem, and so is a header that does not hold', (t) => {
  t.deepEqual(problemsOf(row('always')), [])
  t.deepEqual(problemsOf(row('never', 'no')), [])
  t.deepEqual(problemsOf(row('open-ports', 'no', 'no')), [])
  t.deepEqual(problemsOf(row('always', undefined, 'no')), ['web, closed ports: does not work hardened: no'])
  t.deepEqual(problemsOf(row('always', 'no', 'no')), ['web, closed ports: does not work as it is: no'])
  t.deepEqual(problemsOf(row('never')), ['web, closed ports: works as it is, other than its header says'])
})

test('the summary counts what worked, what fails hardened, what works only hardened, and the level', (t) => {
  t.deepEqual(summaryOf([row('always'), row('always', undefined, 'no'), row('never', 'no')]), [
    'On nodes without open low ports, 2 of 3 workloads work as they are; hardened, 1 of these fail, and 1 more works.',
    'Not run on both kinds of nodes: web, web, web.',
    '3 of 3 hardened workloads (100 %) pass Pod Security `restricted`.',
  ])
})

test('without the variables that name a cluster there is none', (t) => {
  t.is(clusterOf({}), undefined)
  t.is(clusterOf({ CASEHARD_CLUSTER: 'cluster' }), undefined)
})
