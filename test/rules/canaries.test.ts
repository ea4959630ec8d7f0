import { readFileSync } from 'node:fs'
import test from 'ava'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import { type RunResult, run } from '../../cmd/testing.ts'

const INPUT = 'testdata/cases/report/secrets-in-merges-that-are-written-out-are-masked.in.yaml'
const CANARY = /CANARY-?[\w-]*|Q0FOQVJZ\w*/g

/** The case without privileges, with one more container, whose merge is written out in flow style. */
const stdin = readFileSync(INPUT, 'utf8')
  .replace('{privileged: true}', '{privileged: false}')
  .replace('        volumes:\n', '        - {<<: *c, name: d, securityContext: {privileged: false, runAsUser: 0}}\n$&')
const STRICT = `apiVersion: casehard.dev/v1
kind: Hardening
spec: {profile: strict, controls: {network-policies: default, pod-security-labels: default}}
`

const canariesIn = (text: string): string[] => [...new Set(text.match(CANARY) ?? [])]

/** What a run printed or wrote, by place; `without` are the places that contain the hardened manifests. */
const leaksOf = ({ stdout, stderr, files }: RunResult, without: readonly string[]): [string, string[]][] =>
  Object.entries({ stdout, stderr, ...files })
    .filter(([place]) => !without.includes(place))
    .map(([place, text]): [string, string[]] => [place, canariesIn(text)])
    .filter(([, leaks]) => leaks.length > 0)

const reports = FORMATS.flatMap(({ name }) => ['--report', `${name}=r.${name}`])

const COMMANDS: [title: string, argv: string[], places: string[]][] = [
  ['the filter', reports, ['stdout']],
  ['the filter, on stderr', FORMATS.flatMap(({ name }) => ['--report', `${name}=/dev/stderr`]), ['stdout']],
  ['fix', ['fix', 'in.yaml', ...reports], ['/project/in.yaml']],
  ['diff', ['diff', 'in.yaml', ...reports], ['stdout', '/project/in.yaml']],
  ['check', ['check', 'in.yaml', '--write-known', 'known.yaml', ...reports], ['/project/in.yaml']],
  ['check --format json', ['check', '-', '--standard', 'nsa', '--format', 'json'], []],
  ['check --standard', ['check', '-', '--standard', 'pss:restricted', '--standard', 'cis:5.2@1.12'], []],
  ...['deploy/web', 'job/job'].flatMap((one): [string, string[], string[]][] => [
    [`explain ${one}`, ['explain', one], []],
    [`explain ${one} --format json`, ['explain', one, '--format', 'json'], []],
  ]),
  ...['kustomize', 'flux', 'argocd', 'fleet'].map((format): [string, string[], string[]] => [
    `export ${format}`,
    ['export', format],
    [],
  ]),
]

for (const [config, text] of Object.entries({ restricted: undefined, strict: STRICT }))
  for (const [title, argv, places] of COMMANDS)
    test(`${title} quotes no secret, profile ${config}`, async (t) => {
      const files = { '/project/in.yaml': stdin, ...(text === undefined ? {} : { '/project/casehard.yaml': text }) }
      const result = await run(argv, { stdin, files })
      t.true(result.code < 2, result.stderr)
      t.true(result.stdout.length + result.stderr.length > 0)
      t.deepEqual(leaksOf(result, places.length === 0 ? ['/project/in.yaml'] : [...places, '/project/in.yaml']), [])
    })

test('the hardened manifests and the diff contain what the reports mask', async (t) => {
  const files = { '/project/in.yaml': stdin }
  const written = await run(['fix', '--assume', 'in.yaml', '--report', 'r.json'], { files })
  t.deepEqual(canariesIn(written.files['/project/in.yaml'] ?? ''), canariesIn(stdin))
  const { changes } = JSON.parse(written.files['/project/r.json'] ?? '')
  const edits = changes.flatMap((change: { edits: { masked?: true; text: string }[] }) => change.edits)
  t.true(edits.some(({ masked }: { masked?: true }) => masked))
  for (const { masked, text } of edits) t.is(masked ?? false, text.includes('…'))
  const { stdout } = await run(['diff', '--assume', 'in.yaml'], { files })
  t.true(canariesIn(stdout).includes('CANARY-env'))
})

test('a saved report has no fix for a masked edit in SARIF, and the message gives the reason', async (t) => {
  const { files } = await run(['--assume', '--report', 'r.json'], { stdin })
  const { stdout } = await run(['report', 'r.json', '--format', 'sarif'], { files })
  const { results } = JSON.parse(stdout).runs[0]
  t.true(results.some(({ fixes }: { fixes?: object[] }) => fixes !== undefined))
  const masked = results.filter(({ message }: { message: { text: string } }) => message.text.includes('no fix here'))
  t.true(masked.length > 0)
  t.deepEqual(
    masked.filter(({ fixes }: { fixes?: object[] }) => fixes !== undefined),
    [],
  )
})

const BROKEN = [
  '*CANARY',
  'x: CANARY: y',
  '"CANARY',
  '@CANARY',
  '[CANARY',
  '!!int CANARY',
  '!!float CANARY',
  '!!bool CANARY',
  '!!binary CANARY@',
]

for (const value of BROKEN)
  test(`the message on a password that is not YAML, ${value}, does not quote it`, async (t) => {
    const env = (name: string) => `    - name: ${name}\n      value: ${value}\n`
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n    env:\n${env('DB_PASSWORD')}`
    const result = await run(reports, { stdin: pod })
    t.is(result.code, 3)
    t.deepEqual(leaksOf(result, []), [])
    t.regex(result.stderr, /^stdin:9:\d+: /)
  })
