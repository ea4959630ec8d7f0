import test from 'ava'
import { run, SOFT_POD } from '../testing.ts'

const HEAD = 'apiVersion: casehard.dev/v1\nkind: Hardening\n'
const POLICY = 'apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: hunter2}\n'

/** Files that are no configurations, or wrong ones; each contains the word hunter2 where it is no key. */
const FILES: Record<string, string> = {
  'an environment': 'TOKEN=hunter2\0PATH=/bin\0',
  'a line of text': 'hunter2\n',
  'a password file': 'root:$y$hunter2:20228:0::\nhunter2=:*:1:2:::\n',
  'a list': '- hunter2\n',
  'a key that is no key': '{"hunter2 =": 1}\n',
  'a repeated key that is no key': '"hunter2 =": 1\n"hunter2 =": 1\n',
  'an unknown alias': 'a: *hunter2\n',
  'an unknown tag': 'a: !hunter2 b\n',
  'a directive': '%hunter2 b\n---\na: b\n',
  'a wrong escape': 'a: "\\xhunter2"\n',
  'text after a quote': 'a: "b" hunter2\n',
  'text after a block indicator': 'a: | hunter2\n  b\n',
  'a reserved character': 'a: @hunter2\n',
  'values of wrong types': `${HEAD}spec: {stance: [hunter2], quiet: hunter2, exemptions: hunter2, controls: {a=hunter2: off}}\n`,
  'values that are not legal': `${HEAD}spec: {profile: hunter2, stance: hunter2, failOn: hunter2, today: hunter2}\n`,
  'a key of an annotation': `${HEAD}metadata: {annotations: {a hunter2: [b]}}\nspec: {}\n`,
  'a profile that is not there': `${HEAD}spec: {profile: ./hunter2.yaml}\n`,
  'a report in no format': `${HEAD}spec: {report: hunter2=a}\n`,
  'a report in no folder': `${HEAD}spec: {report: hunter2/a}\n`,
  'a policy with wrong values': `${POLICY}spec: {volumes: [hunter2], runAsUser: {rule: hunter2}}\n`,
  'a policy that contradicts itself': `${POLICY}spec: {requiredDropCapabilities: [hunter2], allowedCapabilities: [hunter2], allowedHostPaths: [{pathPrefix: hunter2}], runtimeClass: {allowedRuntimeClassNames: [a], defaultRuntimeClassName: hunter2}}\n`,
  'a policy of another version': 'apiVersion: hunter2\nkind: PodSecurityPolicy\n',
  'a policy that is no YAML': 'kind: PodSecurityPolicy\na: *hunter2\n',
  'a policy with profiles of no kind': `${POLICY.replace('{name', '{annotations: {seccomp.security.alpha.kubernetes.io/allowedProfileNames: hunter2}, name')}spec: {}\n`,
}

for (const [title, text] of Object.entries(FILES))
  test(`messages and the report of a failed run do not quote a configuration: ${title}`, async (t) => {
    const files = { '/project/casehard.yaml': text }
    const isPolicy = text.includes('PodSecurityPolicy')
    for (const argv of isPolicy ? [['--profile', './casehard.yaml']] : [[], ['--config', 'casehard.yaml']]) {
      const reported = text.includes('report:') ? [] : ['--report', 'failed.json']
      const result = await run([...argv, ...reported], { stdin: SOFT_POD, files })
      t.deepEqual([result.code, result.stdout], [2, ''], result.stderr)
      t.regex(result.stderr, /[;?] /)
      t.notRegex(result.stderr + (result.files['/project/failed.json'] ?? ''), /hunter2/)
    }
  })

test('a key that looks like one is named, with the key that it may be meant to be', async (t) => {
  const files = { '/project/casehard.yaml': `${HEAD}spec: {profil: audit, ${'k'.repeat(65)}: 1}\n` }
  const { stderr } = await run([], { stdin: SOFT_POD, files })
  t.regex(stderr, /unknown key "profil"; did you mean "profile"\?\n/)
  t.regex(stderr, /unknown key; legal keys: profile, /)
})

test('the values of a functionConfig are not quoted', async (t) => {
  const list = (data: string) =>
    `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\nfunctionConfig: {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: ${data}}\n`
  for (const data of [
    ...['{profile: hunter2}', '{profile: ./hunter2}', '{config: none, namespace: hunter2=}', '{today: hunter2}'],
    ...['{report: hunter2=a}', '{report: hunter2/a}', '{fail-on: hunter2}', '{quiet: hunter2}', '{"hunter2 =": a}'],
  ]) {
    const { code, stderr } = await run(['fn'], { stdin: list(data) })
    t.is(code, 2, stderr)
    t.notRegex(stderr, /hunter2/, data)
  }
})

test('a configuration with 100,000 keys or faults is read in seconds', async (t) => {
  const keys = Array.from({ length: 70_000 }, (_, i) => `k${i}: 1\n`).join('')
  const started = performance.now()
  const { code, stderr } = await run(['--config', 'a.yaml'], { stdin: SOFT_POD, files: { '/project/a.yaml': keys } })
  t.is(code, 2)
  t.is(stderr.split('\n').length, 101)
  t.true(performance.now() - started < 20_000)
})
