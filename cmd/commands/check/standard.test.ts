import test from 'ava'
import { EXIT_FINDINGS, EXIT_REFUSED, EXIT_USAGE, EXIT_WRITTEN } from '../../cli/failure.ts'
import { run, SOFT_POD } from '../../testing.ts'

const files = { '/project/pod.yaml': SOFT_POD }

test('check --standard prints a line for each finding and nothing of hardening', async (t) => {
  const result = await run(['check', '--standard', 'pss:restricted@v1.8', 'pod.yaml'], { files })
  t.is(result.code, EXIT_FINDINGS)
  t.deepEqual(result.stdout.split('\n'), [
    'pod.yaml:7: Pod web container "app": allowPrivilegeEscalation is not set; every container must set allowPrivilegeEscalation: false [pss:restricted@v1.8 allowPrivilegeEscalation]',
    'pod.yaml:7: Pod web container "app": runAsNonRoot is not set; the pod or every container must set runAsNonRoot: true, and none may set false [pss:restricted@v1.8 runAsNonRoot]',
    '',
  ])
  t.is(result.stderr, 'casehard: 2 findings by pss:restricted@v1.8, 1 pod checked\n')
})

test('check --standard exits with 0 without findings', async (t) => {
  const result = await run(['check', '--standard', 'pss:baseline'], { stdin: SOFT_POD })
  t.is(result.code, EXIT_WRITTEN)
  t.is(result.stdout, '')
})

test('several standards are judged at once, each once, by flag or variable', async (t) => {
  const env = { CASEHARD_STANDARD: 'pss:restricted,nsa,pss:restricted@latest', CASEHARD_FORMAT: 'json' }
  const result = await run(['check', 'pod.yaml'], { files, env })
  const standards = JSON.parse(result.stdout).findings.map(({ standard }: { standard: string }) => standard)
  t.deepEqual([...new Set(standards)], ['pss:restricted@v1.37', 'nsa@1.2'])
})

test('--format json prints one object with the findings, even if there are none', async (t) => {
  const result = await run(['check', '--standard', 'cis:5.2@1.12', '--format', 'json', 'pod.yaml'], { files })
  const { findings } = JSON.parse(result.stdout)
  t.deepEqual(Object.keys(findings[0]), ['standard', 'check', 'document', 'resource', 'path', 'line', 'reason'])
  t.is(findings[0].check, '5.1.5')
  const none = await run(['check', '--standard', 'pss:baseline', '--format', 'json', '-'], { stdin: SOFT_POD })
  t.deepEqual(JSON.parse(none.stdout), { findings: [] })
})

test('--after judges what hardening would leave, by the profile that was asked for', async (t) => {
  const args = ['check', '--standard', 'pss:restricted', '--after', '--assume', 'pod.yaml']
  t.is((await run(args, { files })).code, EXIT_WRITTEN)
  t.is((await run([...args, '--profile', 'audit'], { files })).code, EXIT_FINDINGS)
})

test('--quiet leaves the exit code', async (t) => {
  const result = await run(['check', '--standard', 'nsa', '--quiet', 'pod.yaml'], { files })
  t.deepEqual([result.code, result.stdout, result.stderr], [EXIT_FINDINGS, '', ''])
})

test('findings in several files name them', async (t) => {
  const two = { ...files, '/project/b/more.yaml': SOFT_POD }
  const result = await run(['check', '--standard', 'pss:restricted@v1.7', '.'], { files: two })
  t.deepEqual(result.stdout.match(/^\S+(?=: Pod)/gm)?.sort(), ['b/more.yaml:7', 'pod.yaml:7'])
})

test('workloads that are not checked are listed', async (t) => {
  const stdin = 'apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: k, namespace: shop}\nspec: {}\n'
  const result = await run(['check', '--standard', 'nsa'], { stdin })
  t.regex(
    result.stderr,
    /^casehard: 0 findings by nsa@1.2, 0 pods checked\ncasehard: not checked: 1: Kafka shop\/k: the Strimzi/,
  )
})

const WRONG: readonly [string[], RegExp][] = [
  [
    ['--standard', 'pss:restrictd'],
    /--standard: "pss:restrictd": unknown standard "pss:restrictd"; did you mean "pss:restricted"\? legal standards: pss:baseline, pss:restricted, cis:5.2, nsa, scc:restricted-v2, scc:restricted-v3$/m,
  ],
  [
    ['--standard', 'pss:restricted@v1.38'],
    /unknown version "v1.38"; did you mean "v1.37"\? legal versions: v1.0 to v1.37, latest$/m,
  ],
  [['--standard', 'cis:5.2@2'], /unknown version "2"; legal versions: 1.6, 1.11, 1.12, latest$/m],
  [['--after'], /check: --after requires --standard/],
  [
    ['--standard', 'nsa', '--format', 'sarif'],
    /--standard does not support the format sarif; legal formats: text, json/,
  ],
  [['--standard', 'nsa', '--report', 'r.json'], /check: --report does not support --standard/],
]
for (const [args, message] of WRONG) {
  test(`check ${args.join(' ')} is a usage error`, async (t) => {
    const result = await run(['check', ...args, 'pod.yaml'], { files })
    t.is(result.code, EXIT_USAGE)
    t.is(result.stdout, '')
    t.regex(result.stderr, message)
  })
}

test('variables for --standard are not an error without it', async (t) => {
  const result = await run(['check', 'pod.yaml'], { files, env: { CASEHARD_FORMAT: 'json', CASEHARD_AFTER: 'yes' } })
  t.is(result.code, EXIT_FINDINGS)
  t.is(JSON.parse(result.stdout).kind, 'HardeningReport')
})

test('what cannot be read is refused with nothing on stdout', async (t) => {
  const result = await run(['check', '--standard', 'nsa', '--format', 'json'], { stdin: 'kind: Pod\nspec: [\n' })
  t.is(result.code, EXIT_REFUSED)
  t.is(result.stdout, '')
})
