import test from 'ava'
import { failed, held, sample, web } from '../sample-testing.ts'
import { summaryText } from './summary.ts'
import { reportText } from './text.ts'

test('the short text has a headline and a line for each workload', (t) => {
  t.is(
    summaryText(sample(), { color: false }),
    `casehard: 2 pods: 3 changes (1 assumed), 1 held, 1 skipped, 40 compliant, 2 notices [profile restricted]
  assumed: there is no evidence for or against the change; --profile cautious holds such changes
  Deployment shop/storefront  line 20  3 changed (1 assumed), 1 held, 1 notice; baseline -> restricted
  Worker shop/mailer          line 70  skipped
  Job migrate-*               line 90  compliant; restricted
  changed by control: no-privilege-escalation 2, default-resources 1
  held by control: run-as-non-root 1
  i stale-exemption  the exemption of no-privileged for name gone holds nothing: remove it
`,
  )
})

test('for a profile without a cautious sibling the hint names the controls with assumed changes', (t) => {
  const [, hint] = summaryText({ ...sample(), profile: 'psp.yaml' }, { color: false }).split('\n')
  t.regex(hint ?? '', /; default-resources: cautious in casehard\.yaml holds such changes$/)
})

test('the full text lists changes and held changes with reasons and hints', (t) => {
  t.is(
    reportText(sample(), { color: false }),
    `casehard: 2 pods: 3 changes (1 assumed), 1 held, 1 skipped, 40 compliant, 2 notices [profile restricted]
  assumed: there is no evidence for or against the change; --profile cautious holds such changes

Deployment shop/storefront  line 20  3 changed (1 assumed), 1 held, 1 notice; baseline -> restricted
  + no-privilege-escalation  nginx, exporter: privilege escalation was allowed by default
  + default-resources        nginx: it had no memory limit [assumed]
  ! run-as-non-root          nginx: the container listens below port 1024, which a user other than root may
                             not open everywhere (line 35: containerPort: 80); let it listen on 8080, then set
                             runAsNonRoot: true [evidence]
  i misplaced-field          runAsUser belongs into securityContext (line 29)

Worker shop/mailer  line 70  skipped
  - skipped  casehard does not know where a Worker keeps its pod

Job migrate-*  line 90  compliant; restricted

  i stale-exemption  the exemption of no-privileged for name gone holds nothing: remove it
`,
  )
})

test('a failed run has one line for each problem', (t) => {
  const two = { ...failed, error: { code: 'configuration', message: 'a.yaml:1:1: one\na.yaml:2:1: two' } }
  t.is(
    reportText(failed, { color: false }),
    'casehard: failed: stdin:3:1: a tab indents this line; use blanks [yaml]\n',
  )
  t.is(summaryText(two, { color: false }), 'casehard: failed: a.yaml:1:1: one\n  a.yaml:2:1: two [configuration]\n')
})

test('several files are in the order of the input, with their names', (t) => {
  const inFile = (file: string, index: number) => ({ ...held(), document: { file, index, line: 1 } })
  const report = sample({
    pods: [],
    changes: [],
    skipped: [],
    held: [inFile('b.yaml', 0), inFile('a.yaml', 0), inFile('b.yaml', 1)],
  })
  const lines = summaryText(report, { color: false }).split('\n')
  t.deepEqual(
    lines.flatMap((line) => /[ab]\.yaml:\d+/.exec(line)?.[0] ?? []),
    ['b.yaml:1', 'b.yaml:1', 'a.yaml:1'],
  )
})

test('color adds only styles, and the input cannot add any', (t) => {
  const evil = sample({
    held: [held({ resource: { ...web, name: 'x\u001b[2J' }, reason: '\u001b]0;t\u0007', container: '\u202e' })],
  })
  const plain = reportText(evil, { color: false })
  t.false(/(?!\n)[\p{Cc}\p{Cf}]/u.test(plain))
  const colored = reportText(evil, { color: true })
  t.not(colored, plain)
  t.is(colored.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), ''), plain)
})
