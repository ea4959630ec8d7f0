import test from 'ava'
import type { Report } from '../../src/model.ts'
import { causeOf, type KeyFinding, readVerdict } from './key-verdict.ts'

const SUMMARY = '2 containers, 16 fields chosen by the maintainers, 14 met, 1 missed, 1 contradicted, 3 more mounts'

test('the findings and counts of the oracle are read', (t) => {
  const { counts, findings } = readVerdict(
    `missed StatefulSet/db/app: writable /opt/x\nwrong Job/init/run: runs as 1, for its maintainers as 2\n${SUMMARY}\n`,
  )
  t.deepEqual(counts, { containers: 2, fields: 16, met: 14, missed: 1, wrong: 1, mounts: 3 })
  t.deepEqual(findings, [
    { verdict: 'missed', kind: 'StatefulSet', name: 'db', container: 'app', what: 'writable /opt/x' },
    { verdict: 'wrong', kind: 'Job', name: 'init', container: 'run', what: 'runs as 1, for its maintainers as 2' },
  ])
})

test('unknown output of the oracle is an error', (t) => {
  t.throws(() => readVerdict('all well'), { message: /summary/ })
  t.throws(() => readVerdict(SUMMARY), { message: /findings/ })
})

const finding = (what: string): KeyFinding => ({ verdict: 'missed', kind: 'Job', name: 'x', container: 'run', what })
const resource = { apiVersion: 'batch/v1', kind: 'Job', name: 'x' }

test('the cause is what the control of the field held, or changed, of that container or its pod', (t) => {
  const evidence = [{ source: 'manifest', text: 'runAsUser: 0', line: 7 }]
  const report = {
    held: [
      { control: 'run-as-non-root', resource, container: 'other', cause: 'evidence', reason: 'of another', evidence },
      { control: 'run-as-non-root', resource, cause: 'deviation', reason: 'somebody chose root', evidence },
    ],
    changes: [
      {
        control: 'read-only-root-filesystem',
        resource,
        container: 'run',
        confidence: 'likely',
        reason: 'it was writable',
      },
    ],
  } as unknown as Report
  t.is(
    causeOf(finding('run as non-root'), report),
    'run-as-non-root held [deviation]: somebody chose root (line 7: runAsUser: 0)',
  )
  t.is(
    causeOf(finding('writable /tmp'), report),
    'read-only-root-filesystem changed [likely]: no fact or evidence named this besides',
  )
  t.is(
    causeOf({ ...finding('a volume over /opt hides what the image ships there'), verdict: 'wrong' }, report),
    'read-only-root-filesystem changed [likely]: it was writable',
  )
  t.is(causeOf(finding('seccomp'), report), 'seccomp-runtime-default says nothing of it')
})
