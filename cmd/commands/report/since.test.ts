import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { COMPARISON_SCHEMA } from '../../../src/report/compare/schema.ts'
import { reportJson } from '../../../src/report/json/json.ts'
import { failed, sample } from '../../../src/report/sample-testing.ts'
import { compareUpgrade, NEWS, reportOfUpgrade } from '../../../test/golden/goldens.ts'
import { run } from '../../testing.ts'

const UPDATE = process.env.UPDATE === '1'

for (const [format, file] of Object.entries(NEWS))
  test(`the changes of an upgrade are printed as ${format}`, async (t) => {
    const { code, stdout, stderr } = await compareUpgrade('--format', format)
    t.deepEqual([code, stderr], [0, ''])
    const golden = `testdata/upgrade/${file}`
    const wanted = existsSync(golden) ? readFileSync(golden, 'utf8') : ''
    if (UPDATE && wanted !== stdout) writeFileSync(golden, stdout)
    t.is(stdout, wanted, UPDATE ? `${golden} is written; read the difference` : 'UPDATE=1 rewrites it')
  })

test('the saved report of the old shop is the one that casehard writes', async (t) => {
  const golden = 'testdata/upgrade/old.json'
  const now = await reportOfUpgrade('old.yaml')
  const saved = existsSync(golden) ? readFileSync(golden, 'utf8') : ''
  if (UPDATE && saved !== now) writeFileSync(golden, now)
  t.is(saved, now, UPDATE ? `${golden} is written; read the difference` : 'UPDATE=1 rewrites it')
})

test('the comparison as JSON fits its published schema', async (t) => {
  const isValid = new Ajv2020({ strict: true }).compile(COMPARISON_SCHEMA)
  t.true(isValid(JSON.parse((await compareUpgrade('--format', 'json')).stdout)), JSON.stringify(isValid.errors))
})

test('--fail-on-worse fails on regressions, and the comparison is still printed', async (t) => {
  const { code, stdout, stderr } = await compareUpgrade('--fail-on-worse')
  t.is(code, 1)
  t.is(stdout, (await compareUpgrade()).stdout)
  t.regex(stderr, /^casehard: \d+ worse; exit code 1 because of --fail-on-worse\n$/)
  const files = {
    '/project/old.json': await reportOfUpgrade('new.yaml'),
    '/project/new.json': await reportOfUpgrade('new.yaml'),
  }
  t.is((await run(['report', 'new.json', '--since', 'old.json', '--fail-on-worse'], { files })).code, 0)
})

const TWO = reportJson(sample(), 0) + reportJson(sample(), 0)

for (const { what, old = reportJson(sample()), argv = ['--since', 'old.json'], code, says } of [
  { what: 'no old report', argv: ['--since', 'gone.json'], code: 2, says: /gone\.json: the file cannot be read/ },
  { what: 'manifests', old: 'kind: Pod', code: 3, says: /^old\.json(:1:1)?: not JSON; name a file that/ },
  { what: 'a failed run', old: reportJson(failed), code: 3, says: /^old\.json: the report is from a failed run/ },
  { what: 'two reports', old: TWO, code: 2, says: /old\.json: contains 2 reports, .*tail -n 1 old\.json > one/ },
  {
    what: 'another format',
    argv: ['--since', 'old.json', '--format', 'jsonl'],
    code: 2,
    says: /--since does not support the format jsonl; legal formats: text, json, markdown/,
  },
  { what: 'no older one', argv: ['--fail-on-worse'], code: 2, says: /--fail-on-worse requires --since OLD/ },
])
  test(`a comparison with ${what} is refused`, async (t) => {
    const files = { '/project/old.json': old, '/project/new.json': reportJson(sample()) }
    const result = await run(['report', 'new.json', ...argv], { files })
    t.deepEqual([result.code, result.stdout], [code, ''])
    t.regex(result.stderr, says)
  })

test('both reports cannot come from stdin, one can', async (t) => {
  const files = { '/project/old.json': reportJson(sample()) }
  const env = { CASEHARD_SINCE: '-' }
  t.regex((await run(['report', '-'], { env, stdin: reportJson(sample()) })).stderr, /both reports are stdin/)
  const one = await run(['report', '-', '--since', 'old.json'], { files, stdin: reportJson(sample()) })
  t.is(one.stdout, 'casehard: 0 new, 0 gone, 0 changed; 4 unchanged\n')
})

test('reports with different profiles are marked, and their texts are escaped', async (t) => {
  const old = reportJson(sample({ profile: 'cautious', held: [] }))
  const evil = sample({
    profile: '\u001b[2J<b>|@all',
    held: sample().held.map((one) => ({ ...one, container: '`|*\u202e' })),
  })
  const files = { '/project/old.json': old, '/project/new.json': reportJson(evil) }
  for (const format of ['text', 'json', 'markdown']) {
    const { stdout } = await run(['report', 'new.json', '--since', 'old.json', '--format', format], { files })
    for (const char of ['\u001b', '\u202e']) t.false(stdout.includes(char), format)
    if (format === 'text') t.regex(stdout, /the profile was cautious and is /)
    if (format === 'markdown') {
      // As code, in which nothing is markup, and which no bar ends.
      t.true(stdout.includes('`\\u{1b}[2J<b>\\|@all:`'))
      t.true(stdout.includes('| `` `\\|*\\u{202e} `` |'))
    }
  }
})

test('another order of documents, containers, volumes and mounts is not a difference', async (t) => {
  const containers = {
    setup: 'image: registry.example/shop/setup:1, command: [sh, -c, "chown -R 10 /data"]',
    web: 'image: registry.example/shop/web:1, ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 81}]',
    agent: 'image: registry.example/shop/agent:1, securityContext: {privileged: true}',
  }
  const write = (order: (list: string[]) => string[]) => {
    const volumes = order(['/srv/a', '/srv/b', '/var/log/pods'])
    const lines = [
      'apiVersion: v1',
      'kind: Pod',
      'metadata: {name: web, namespace: shop}',
      'spec:',
      '  containers:',
      ...order(Object.entries(containers).map(([name, fields]) => `- {name: ${name}, ${fields}`)).flatMap((line) => [
        `  ${line},`,
        '    volumeMounts: [',
        ...volumes.map((path) => `      {name: v${path.replaceAll('/', '-')}, mountPath: /node${path}},`),
        '    ]}',
      ]),
      '  volumes:',
      ...volumes.flatMap((path) => [`  - name: v${path.replaceAll('/', '-')}`, `    hostPath: {path: ${path}}`]),
      '',
    ]
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: spare, namespace: shop}\n'
    return order([lines.join('\n'), account]).join('---\n')
  }
  const reports = [(list: string[]) => list, (list: string[]) => list.toReversed()].map(async (order) => {
    const { files } = await run(['--quiet', '--report', 'r.json'], { stdin: write(order) })
    return files['/project/r.json'] ?? ''
  })
  const [old = '', moved = ''] = await Promise.all(reports)
  t.not(old, moved)
  const files = { '/project/old.json': old, '/project/new.json': moved }
  const { stdout } = await run(['report', 'new.json', '--since', 'old.json'], { files })
  t.regex(stdout, /^casehard: 0 new, 0 gone, 0 changed; [2-9]\d unchanged\n$/)
})
