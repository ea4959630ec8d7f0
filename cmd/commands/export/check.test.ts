import test from 'ava'
import { EXPORT_FORMATS } from '../../../src/export/text.ts'
import { type RunSetup, run } from '../../testing.ts'

const POD = `{containers: [{name: app, image: registry.example/team/app:1.4.2}, {name: side, image: registry.example/team/side:2}]}`

/** A Deployment, whose patch is a merge, and a Rollout, whose patch names list items by position. */
const MANIFESTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: ${POD}}}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: api}
spec: {template: {spec: ${POD}}}
`

const CHANGES: readonly { title: string; manifests: string; problems: readonly RegExp[] }[] = [
  {
    title: 'a renamed container',
    manifests: MANIFESTS.replace('name: app', 'name: main'),
    problems: [
      /^patches\.yaml:\d+: Deployment shop\/web: there is no container "app"$/m,
      /^Deployment shop\/web: \d+ changes in no patch: /m,
    ],
  },
  {
    title: 'a removed document',
    manifests: MANIFESTS.slice(0, MANIFESTS.indexOf('---')),
    problems: [/^patches\.yaml:\d+: Rollout api: no object matches its target$/m],
  },
  {
    title: 'a changed list position',
    manifests: MANIFESTS.replace(
      /(Rollout[\s\S]*containers: \[)(\{.*?\}), (\{.*?\})/,
      (_, head: string, one: string, two: string) => `${head}${two}, ${one}`,
    ),
    problems: [
      /^patches\.yaml:\d+: Rollout api: \/spec\/template\/spec\/containers\/0\/name is "side", not "app"$/m,
      /^Rollout api: \d+ changes in no patch: .*no-privilege-escalation/m,
    ],
  },
  {
    title: 'a new container',
    manifests: MANIFESTS.replace('{containers: [', '{containers: [{name: log, image: registry.example/team/log:3}, '),
    problems: [/^Deployment shop\/web: \d changes? in no patch: no-privilege-escalation, default-resources$/m],
  },
]

const exportAndCheck = async (format: string, manifests: string, setup: RunSetup = {}) => {
  const { stdout } = await run(['export', format], { stdin: MANIFESTS })
  const files = { ...setup.files, '/project/patches.yaml': stdout }
  return run(['export', format, '--check', 'patches.yaml'], { ...setup, stdin: manifests, files })
}

for (const format of EXPORT_FORMATS) {
  test(`the patches for ${format} match the manifests that they were made from`, async (t) => {
    const { code, stdout, stderr } = await exportAndCheck(format, MANIFESTS)
    t.deepEqual([code, stdout, stderr], [0, '', 'casehard: 2 patches, all match\n'])
  })

  for (const { title, manifests, problems } of CHANGES)
    test(`the check of the patches for ${format} finds ${title}`, async (t) => {
      const { code, stdout, stderr } = await exportAndCheck(format, manifests)
      t.is(code, 1, stderr)
      for (const problem of problems) t.regex(stdout, problem)
      t.is(stdout.trim().split('\n').length, problems.length, stdout)
    })
}

test('a folder stands for its kustomization.yaml, and several files count together', async (t) => {
  const [deployment = '', rollout = ''] = MANIFESTS.split('---\n')
  const made = await Promise.all([deployment, rollout].map((stdin) => run(['export', 'kustomize'], { stdin })))
  const files = {
    '/project/one/kustomization.yaml': made[0]?.stdout ?? '',
    '/project/two.yaml': made[1]?.stdout ?? '',
  }
  const { code, stderr } = await run(['export', 'kustomize', '--check', 'one', '--check', 'two.yaml'], {
    stdin: MANIFESTS,
    files,
  })
  t.deepEqual([code, stderr], [0, 'casehard: 2 patches, all match\n'])
})

test('patches of others in the same HelmRelease are checked as Kustomize reads them', async (t) => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  postRenderers:
    - kustomize:
        patches:
          - target: {kind: Deployment|StatefulSet, name: we.}
            patch: |
              - {op: test, path: /spec/paused, value: null}
              - {op: add, path: /spec/paused, value: true}
          - patch: |
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: web, namespace: other}
              spec: {paused: true}
          - target: {kind: Deployment, labelSelector: app=web}
            patch: '{metadata: {labels: {a: b}}}'
          - target: {kind: Deployment, name: "("}
            patch: '{metadata: {labels: {a: b}}}'
          - target: {kind: Deployment}
            patch: '- {op: remove, path: /spec/replicas}'
`
  const files = { '/project/release.yaml': release }
  const { code, stdout, stderr } = await run(['export', 'flux', '--check', 'release.yaml', '--profile', 'audit'], {
    stdin: MANIFESTS,
    files,
  })
  t.is(code, 1)
  t.deepEqual(stdout.trim().split('\n'), [
    'release.yaml:12: Deployment other/web: no object matches its target',
    'release.yaml:17: Deployment *: not checked: its target has a labelSelector',
    'release.yaml:19: Deployment (: its target is not a regular expression',
    'release.yaml:21: Deployment *: /spec/replicas does not exist, so remove fails',
  ])
  t.is(stderr, 'casehard: 5 patches, 3 of them do not match, 1 not checked\n')
})

test('a file without patches, an absent one and one that is no YAML are refused', async (t) => {
  const check = (file: string, text = 'kind: ConfigMap\n') =>
    run(['export', 'kustomize', '--check', file], { stdin: MANIFESTS, files: { '/project/a.yaml': text } })
  const none = await check('a.yaml')
  t.deepEqual([none.code, none.stdout], [2, ''])
  t.regex(none.stderr, /a\.yaml: no patches; name a kustomization, a HelmRelease/)
  const absent = await check('b.yaml')
  t.is(absent.code, 2)
  t.regex(absent.stderr, /b\.yaml: the file cannot be read \(no such file/)
  const broken = await check('a.yaml', 'a: [\n')
  t.is(broken.code, 3)
  t.regex(broken.stderr, /a\.yaml:\d+:\d+: /)
})
