import test from 'ava'
import type { Report } from '../../src/model.ts'
import { type Finding, findWorse } from './comparison.ts'

const finding: Finding = {
  finding: 'psa',
  line: 4,
  kind: 'Deployment',
  name: 'web',
  violations: [{ check: 'capabilities_restricted', detail: 'container "app" must not include "CHOWN"' }],
}

const reportOf = (container: string, reason: string): Report =>
  ({
    changes: [{ control: 'drop-capabilities', resource: { kind: 'Deployment', name: 'web' }, container, reason }],
  }) as unknown as Report

test('capabilities that a root container keeps of its defaults are nothing worse where the report says so', (t) => {
  const reason = 'x; CHOWN stay, which Baseline allows and Restricted does not'
  t.deepEqual(findWorse([finding], reportOf('app', reason)), [])
  for (const report of [reportOf('other', reason), reportOf('app', 'x')])
    t.deepEqual(findWorse([finding], report), [
      'psa: line 4: Deployment web: capabilities_restricted: container "app" must not include "CHOWN"',
    ])
})

test('every other finding is one', (t) => {
  const report = reportOf('app', 'which Baseline allows and Restricted does not')
  const baseline = {
    ...finding,
    violations: [{ check: 'capabilities_baseline', detail: 'container "app" has NET_RAW' }],
  }
  t.is(findWorse([baseline], report).length, 1)
  t.deepEqual(findWorse([{ finding: 'refused', line: 4, kind: 'Pod', name: 'p', errors: ['no'] }], report), [
    'refused: line 4: Pod p: no',
  ])
})
