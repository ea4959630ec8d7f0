import test from 'ava'
import { parse } from 'yaml'
import { type RunSetup, run, SOFT_POD } from '../../testing.ts'

const exportTo = (format: string, setup: RunSetup, ...argv: string[]) => run(['export', format, ...argv], setup)

/** Two objects of one name, one without a name, and one whose namesake in another group no pod is in. */
const UNSAYABLE = `${SOFT_POD}---
${SOFT_POD}---
${SOFT_POD.replace('name: web', 'generateName: job-')}---
apiVersion: v1
kind: ServiceAccount
metadata: {name: idle, namespace: shop}
---
apiVersion: iam.example.com/v1
kind: ServiceAccount
metadata: {name: idle, namespace: shop}
`

test('each format is YAML with the patches in the fields that its tool reads', async (t) => {
  const read = async (format: string) => parse((await exportTo(format, { stdin: SOFT_POD })).stdout)
  const component = await read('kustomize')
  t.is(component.kind, 'Component')
  t.is(component.patches[0].target.kind, 'Pod')
  t.is(parse(component.patches[0].patch).spec.enableServiceLinks, false)
  t.deepEqual((await read('flux')).spec.postRenderers, [{ kustomize: { patches: component.patches } }])
  t.deepEqual((await read('argocd')).spec.source, { kustomize: { patches: component.patches } })
  const { kind, patches } = await read('fleet')
  t.deepEqual([kind, patches], ['Kustomization', component.patches])
})

test('export takes files and the settings of the filter, and prints the number of patches', async (t) => {
  const files = { '/project/a.yaml': SOFT_POD, '/project/b.yaml': SOFT_POD.replace('name: web', 'name: shop') }
  const argv = ['-f', 'a.yaml', '--filename', 'b.yaml', '--report', 'report.json']
  const result = await exportTo('kustomize', { files }, ...argv)
  t.deepEqual([result.code, result.stderr], [0, 'casehard: 2 patches\n'])
  t.is(JSON.parse(result.files['/project/report.json'] ?? '').summary.pods, 2)
  const audit = await exportTo('kustomize', { files }, ...argv, '--profile', 'audit', '--quiet')
  t.deepEqual(parse(audit.stdout).patches, [])
  t.is(audit.stderr, '')
})

test('changes that cannot be patches are listed with object, path and reason, and cause exit code 1', async (t) => {
  const result = await exportTo('kustomize', { stdin: UNSAYABLE }, '--quiet')
  t.is(result.code, 1)
  const { patches } = parse(result.stdout) as { patches: { target: { group?: string } }[] }
  t.deepEqual(
    patches.filter(({ target }) => target.group === undefined),
    [],
  )
  for (const text of [result.stdout, result.stderr]) {
    t.regex(text, /Pod web: \/spec\/enableServiceLinks \[no-service-links\]: a patch would also select another object/)
    t.regex(text, /Pod job-\*: \/spec\/enableServiceLinks \[no-service-links\]: the object has no name/)
    t.regex(
      text,
      /ServiceAccount shop\/idle: \/automount\w+ \[no-service-account-token\]: a patch would also select another/,
    )
  }
  t.regex((await exportTo('flux', { stdin: UNSAYABLE })).stderr, /^casehard: \d patch(?:es)?.*, \d+ changes left out$/m)
})

test('a patch by position is marked', async (t) => {
  const rollout = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec: {template: {spec: {containers: [{name: app, image: registry.example/team/app:1.4.2}]}}}
`
  const { stdout, stderr } = await exportTo('kustomize', { stdin: rollout })
  t.regex(stdout, /# By position: fails on any other Rollout than this one\./)
  t.is(stderr, 'casehard: 1 patch, 1 of them by position\n')
  t.deepEqual(parse(parse(stdout).patches[0].patch)[0], {
    op: 'test',
    path: '/spec/template/spec/containers/0/name',
    value: 'app',
  })
})

test('nothing in a name breaks a comment or acts upon a terminal', async (t) => {
  const stdin = SOFT_POD.replace('name: web', 'name: "a\\nb: c\\e[31m"')
  const { stdout } = await exportTo('kustomize', { stdin })
  t.is(parse(stdout).patches[0].target.name, 'a\nb: c\u001b\\[31m')
  t.false(stdout.includes('\u001b'))
})

test('--dir writes the file into a folder and prints the lines that name it', async (t) => {
  const result = await exportTo('kustomize', { stdin: SOFT_POD }, '--dir', './patches/hardening/')
  t.is(result.code, 0)
  t.deepEqual(parse(result.stdout), { components: ['patches/hardening'] })
  const written = result.files['/project/patches/hardening/kustomization.yaml'] ?? ''
  t.is(written, (await exportTo('kustomize', { stdin: SOFT_POD })).stdout)
  const files = { '/project/overlay/kustomization.yaml': written }
  const again = await exportTo('fleet', { stdin: SOFT_POD, files }, '--dir', 'overlay')
  t.deepEqual([again.code, parse(again.stdout)], [0, { kustomize: { dir: 'overlay' } }])
  t.is(parse(again.files['/project/overlay/kustomization.yaml'] ?? '').kind, 'Kustomization')
})

test('--dir replaces no file that casehard export did not write', async (t) => {
  const files = { '/project/app/kustomization.yaml': 'resources: [web.yaml]\n' }
  const result = await exportTo('kustomize', { stdin: SOFT_POD, files }, '--dir', 'app')
  t.deepEqual([result.code, result.stdout], [2, ''])
  t.regex(
    result.stderr,
    /app\/kustomization\.yaml: the file exists and was not written by casehard export; name another/,
  )
  t.is(result.files['/project/app/kustomization.yaml'], 'resources: [web.yaml]\n')
})

test('--dir reports problems with the folder', async (t) => {
  const blocked = { stdin: SOFT_POD, files: { '/project/app': 'a file\n' } }
  const result = await exportTo('kustomize', blocked, '--dir', 'app')
  t.deepEqual([result.code, result.stdout], [2, ''])
  t.regex(result.stderr, /app\/kustomization\.yaml: the file cannot be written \(.+\); name another folder with --dir/)
  const faulty = { stdin: SOFT_POD, faults: { 'write /project/app/kustomization.yaml': 'ENOSPC' } }
  t.regex((await exportTo('fleet', faulty, '--dir', 'app')).stderr, /no space left/)
})

test('export refuses what it cannot use', async (t) => {
  const named = await exportTo('flux', { stdin: SOFT_POD }, 'web.yaml')
  t.deepEqual([named.code, named.stdout], [2, ''])
  t.regex(named.stderr, /export flux: unexpected argument "web\.yaml"; name manifests with -f web\.yaml/)
  t.regex((await exportTo('flux', { stdinIsTTY: true })).stderr, /name files with -f/)
  t.regex(
    (await run(['export', 'fluks'])).stderr,
    /"fluks" is not a command of export; legal commands: kustomize, flux/,
  )
  t.regex((await run(['export'])).stderr, /export needs a command, e\.g\. casehard export kustomize/)
  t.is((await exportTo('argocd', { stdin: SOFT_POD }, '--dir', 'x')).code, 2)
  const broken = await exportTo('kustomize', { stdin: 'apiVersion: v1\nkind: Pod\nspec: {containers: [\n' })
  t.deepEqual([broken.code, broken.stdout], [3, ''])
})
