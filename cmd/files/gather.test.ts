import test from 'ava'
import { type RunSetup, run, SOFT_POD } from '../testing.ts'

const ACCOUNT = `apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: default}]
`
const POD = SOFT_POD.replace('spec:\n', 'spec:\n  serviceAccountName: web\n')
const FILES = { '/project/apps/web.yaml': POD, '/project/rbac.yaml': ACCOUNT }
const TOKEN = /automountServiceAccountToken: false/

const fixed = async (args: string[], setup: RunSetup = { files: FILES }): Promise<string> =>
  (await run(['fix', '--namespace', 'default', ...args], setup)).files['/project/apps/web.yaml'] ?? ''

test('evidence is gathered over all files: a binding in one keeps the token of a pod in another', async (t) => {
  t.regex(await fixed(['apps/web.yaml', '--assume']), TOKEN, 'nothing shows the binding')
  const together = await fixed(['apps', 'rbac.yaml'])
  t.notRegex(together, TOKEN)
  t.regex(together, /enableServiceLinks: false/)
})

test('--evidence reads files as evidence, and neither changes nor reports them', async (t) => {
  const files = { ...FILES, '/project/rbac.yaml': `${ACCOUNT}---\n${SOFT_POD}` }
  const result = await run(
    ['fix', '--namespace', 'default', '--evidence', '.', 'apps/web.yaml', '--report', 'report.json'],
    { files },
  )
  t.is(result.code, 0)
  t.notRegex(result.files['/project/apps/web.yaml'] ?? '', TOKEN)
  t.is(result.files['/project/rbac.yaml'], files['/project/rbac.yaml'])
  t.regex(result.stdout, /^1 file of manifests: 1 fixed, 1 more read as evidence$/m)
  const report = JSON.parse(result.files['/project/report.json'] ?? '')
  t.deepEqual([report.summary.pods, report.summary.documents], [1, 1])
  const named = [report.changes, report.held, report.pods].flat().map(({ document }) => document.file)
  t.deepEqual([...new Set(named)], ['apps/web.yaml'])
})

test('an exemption that matches in an evidence file is not stale', async (t) => {
  const exemptions = '\n    - {controls: [no-service-links], match: {kind: Pod, name: other}, reason: reads them}\n'
  const files = {
    ...FILES,
    '/project/other.yaml': SOFT_POD.replace('web', 'other'),
    '/project/casehard.yaml': `apiVersion: casehard.dev/v1\nkind: Hardening\nmetadata: {name: x}\nspec:\n  exemptions:${exemptions}`,
  }
  const stale = async (args: string[]) =>
    JSON.parse((await run(['check', ...args, '--report', 'r.json'], { files })).files['/project/r.json'] ?? '').notices
  t.false(JSON.stringify(await stale(['.'])).includes('stale-exemption'))
  t.false(JSON.stringify(await stale(['apps', '--evidence', '.'])).includes('stale-exemption'))
  files['/project/other.yaml'] = SOFT_POD
  t.true(JSON.stringify(await stale(['apps', '--evidence', '.'])).includes('stale-exemption'))
})

test('a named file in an evidence folder is classified by the search of that folder', async (t) => {
  const files = {
    '/project/chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    '/project/chart/templates/pod.yaml': `{{ if .Values.on }}\n${SOFT_POD}{{ end }}\n`,
    '/project/overlay/kustomization.yaml': 'patches: [{path: patch.yaml}]\n',
    '/project/overlay/patch.yaml': SOFT_POD,
    '/project/.git/HEAD': '',
    '/project/.gitignore': 'tmp\n',
    '/project/tmp/pod.yaml': SOFT_POD,
    '/project/ci.yaml': 'job: !reference [a, b\n',
    '/project/pod.yaml': SOFT_POD,
  }
  const names = Object.keys(files)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice('/project/'.length))
  const result = await run(['fix', '--evidence', '.', ...names], { files })
  t.deepEqual([result.code, result.writes], [0, ['/project/pod.yaml', 'stdout']], result.stderr)
  t.regex(result.stdout, /chart\/templates\/pod\.yaml +skipped: the templates of a chart$/m)
  t.regex(result.stdout, /overlay\/patch\.yaml +left out: a Kustomize patch/)
  t.regex(result.stdout, /tmp\/pod\.yaml +left out: ignored by \.gitignore/)
  t.notRegex(result.stdout, /ci\.yaml/)
})

test('a file that is named without that is taken, or refused with the reason', async (t) => {
  const template = `{{ if .Values.on }}\n${SOFT_POD}{{ end }}\n`
  const files = { '/project/values.yaml': SOFT_POD, '/project/pod.txt': SOFT_POD, '/project/template.yaml': template }
  const result = await run(['fix', 'values.yaml', 'pod.txt'], { files })
  t.deepEqual([result.code, result.writes], [0, ['/project/values.yaml', '/project/pod.txt', 'stdout']])
  const refused = await run(['fix', 'values.yaml', 'template.yaml'], { files })
  t.deepEqual([refused.code, refused.writes], [3, ['stderr']])
  t.regex(refused.stderr, /^template\.yaml:1:1: .*a Helm template that was not rendered; run helm template/)
})

test('each file counts once, however often it is named', async (t) => {
  const result = await run(['fix', 'apps', 'apps/web.yaml', './apps', '/project/apps/web.yaml'], { files: FILES })
  t.deepEqual(result.writes, ['/project/apps/web.yaml', 'stdout'])
})

test('check and diff read stdin besides files, and fix refuses it', async (t) => {
  const result = await run(['check', '-', 'apps'], { files: FILES, stdin: SOFT_POD })
  t.regex(result.stdout, /^2 files of manifests: 2 to change$/m)
  t.regex((await run(['diff', '-'], { stdin: SOFT_POD })).stdout, /^--- a\/stdin\n\+\+\+ b\/stdin\n@@ /)
  const refused = await run(['fix', '-'], { stdin: SOFT_POD })
  t.deepEqual(
    [refused.code, refused.stderr],
    [2, 'casehard: -: stdin cannot be changed in place; pipe it through casehard without a command\n'],
  )
})

test('diff and fix require a path', async (t) => {
  for (const command of ['diff', 'fix']) {
    const result = await run([command])
    t.deepEqual([result.code, result.stdout], [2, ''])
    t.regex(result.stderr, new RegExp(`^casehard: ${command}: name .*e\\.g\\. casehard ${command} `))
  }
})

test('a file that is not UTF-8 is refused if it looks like manifests, and skipped otherwise', async (t) => {
  const utf16 = Buffer.from(`\uFEFF${SOFT_POD}`, 'utf16le')
  const files = { '/project/a.yaml': SOFT_POD, '/project/latin.yaml': Buffer.from('name: caf\xe9\n', 'latin1') }
  t.is((await run(['fix', '.'], { files })).code, 0)
  const refused = await run(['fix', '.'], { files: { ...files, '/project/b.yaml': utf16 } })
  t.deepEqual([refused.code, refused.writes], [3, ['stderr']])
  t.regex(refused.stderr, /^b\.yaml:1:1: .*UTF-16/)
})

const BROKEN = {
  ...FILES,
  '/project/y.yaml': Buffer.from(`\uFEFF${SOFT_POD}`, 'utf16le'),
  '/project/z.yaml': `${SOFT_POD}  broken: [\n`,
}

test('fix names all broken manifests, and leaves all files as they are', async (t) => {
  const result = await run(['fix', '.'], { files: BROKEN })
  t.deepEqual([result.code, result.stdout, result.writes], [3, '', ['stderr']])
  t.regex(result.stderr, /^y\.yaml:1:1: .*UTF-16.*\nz\.yaml:\d+:\d+: document 0 \(Pod\): .*\n$/)
})

test('check and diff judge the other files, and name each broken manifest', async (t) => {
  for (const command of ['check', 'diff']) {
    const result = await run([command, '.', '--report', 'r.json'], { files: BROKEN })
    t.is(result.code, 3)
    t.regex(result.stdout, /apps\/web\.yaml/)
    t.regex(result.stderr, /^y\.yaml:1:1: .*\nz\.yaml:\d+:\d+: document 0 \(Pod\): .*\n$/m)
    t.regex(result.stdout + result.stderr, /^2 files of manifests: 1 to change, 2 refused$/m)
    const { notices } = JSON.parse(result.files['/project/r.json'] ?? '')
    const refused = notices.filter(({ code }: { code: string }) => code === 'refused')
    t.deepEqual(
      refused.map(({ file }: { file: string }) => file),
      ['y.yaml', 'z.yaml'],
    )
  }
  const standard = await run(['check', '--standard', 'pss:restricted', '.'], { files: BROKEN })
  t.is(standard.code, 3)
  t.regex(standard.stdout, /^apps\/web\.yaml:/m)
  t.regex(standard.stderr, /^z\.yaml:\d+:\d+: /m)
})

test('a broken ConfigMap that only another file makes casehard read is refused, too', async (t) => {
  const pod = `${SOFT_POD}  volumes: [{name: a, configMap: {name: a}}, {name: b, configMap: {name: b}}]\n`
  const broken = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: *gone\n`
  const files = { '/project/pod.yaml': pod, '/project/a.yaml': broken('a'), '/project/b.yaml': broken('b') }
  const result = await run(['check', '.'], { files })
  t.is(result.code, 3)
  t.regex(result.stdout, /^1 file of manifests: 1 to change, 2 refused$/m)
  t.regex(result.stderr, /^a\.yaml:6:6: .*\nb\.yaml:6:6: .*\n$/)
})

test('JSON manifests stay JSON', async (t) => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'x' }] },
  }
  for (const indent of [0, 2, '\t']) {
    const files = { '/project/pod.json': JSON.stringify(pod, null, indent), '/project/package.json': '{"kind": 1}' }
    const result = await run(['fix', '.'], { files })
    t.is(result.code, 0, result.stderr)
    t.is(JSON.parse(result.files['/project/pod.json'] ?? '').spec.enableServiceLinks, false)
  }
})
