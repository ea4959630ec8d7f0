import test from 'ava'
import { optionsWith } from '../../test/support/hardening.ts'
import type { Finding } from '../model/report.ts'
import { readStandard, type VersionedStandard } from '../standards/index.ts'
import { type CheckResult, checkManifests } from './check.ts'

const judge = (text: string, words: readonly string[], after = false): CheckResult => {
  const standards = words.map((word) => readStandard(word) as VersionedStandard)
  return checkManifests([{ name: 'stdin', text }], optionsWith(), standards, after)
}

const show = ({ check, resource, container, path, line }: Finding): string =>
  `${line} ${resource.name} ${container ?? '-'} ${check} ${path}`

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostPID: true
  containers:
    - name: app
      image: registry.example/app:1
      securityContext:
        privileged: true
`

test('a finding has the same place as an entry of the report', (t) => {
  const { findings, pods } = judge(POD, ['pss:baseline@v1.30'])
  t.is(pods, 1)
  t.deepEqual(findings, [
    {
      standard: 'pss:baseline@v1.30',
      check: 'privileged',
      document: { index: 0, line: 1 },
      resource: { apiVersion: 'v1', kind: 'Pod', name: 'web' },
      container: 'app',
      path: '/spec/containers/0/securityContext/privileged',
      line: 11,
      reason: 'privileged: true; containers must not be privileged',
    },
    {
      standard: 'pss:baseline@v1.30',
      check: 'hostNamespaces',
      document: { index: 0, line: 1 },
      resource: { apiVersion: 'v1', kind: 'Pod', name: 'web' },
      path: '/spec/hostPID',
      line: 6,
      reason: 'hostPID: true; pods must not share host namespaces',
    },
  ])
})

test('findings are sorted by standard, then in the order of the input', (t) => {
  const stream = `${POD}---\n${POD.replace('web', 'two')}`
  const order = judge(stream, ['cis:5.2@1.6', 'pss:baseline']).findings.map(({ standard, document }) => [
    standard,
    document.index,
  ])
  t.deepEqual(order, [...order].sort())
  t.is(new Set(order.map(String)).size, 4)
})

test('each item of a list is checked at its own lines', (t) => {
  const list = `apiVersion: v1\nkind: List\nitems:\n${POD.replace(/^/gm, '    ').replace('    api', '  - api').trimEnd()}\n`
  t.deepEqual(judge(list, ['pss:baseline']).findings.map(show), [
    '14 web app privileged /items/0/spec/containers/0/securityContext/privileged',
    '9 web - hostNamespaces /items/0/spec/hostPID',
  ])
})

test('with --after, only what hardening leaves is found, at lines of the input', (t) => {
  const soft = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      image: registry.example/app:1
      securityContext:
        runAsUser: 1000
        capabilities:
          drop: [KILL]
          add:
            - SYS_TIME
`
  const all = judge(soft, ['pss:restricted']).findings.map(({ check }) => check)
  t.true(all.includes('allowPrivilegeEscalation'))
  t.deepEqual(judge(soft, ['pss:restricted'], true).findings.map(show), [
    '13 web app capabilities_restricted /spec/containers/0/securityContext/capabilities/add/0',
  ])
})

test('with --after, the evidence is that of the hardened input', (t) => {
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: own}\n'
  t.deepEqual(judge(account, ['cis:5.2']).findings.map(show), ['1 own - 5.1.6 /automountServiceAccountToken'])
  t.deepEqual(judge(account, ['cis:5.2'], true).findings, [])
})

test('pods in custom resources and of an annotation local-config are checked, unknown kinds are not', (t) => {
  const template = 'spec: {template: {spec: {hostIPC: true, containers: [{name: a, image: x}]}}}'
  const rollout = `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\n${template}\n`
  const unknown = `apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\n${template}\n`
  const local = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: l, annotations: {config.kubernetes.io/local-config: "true"}}\n${template}\n`
  const { findings, pods, skipped } = judge([rollout, unknown, local].join('---\n'), ['pss:baseline'])
  t.deepEqual(findings.map(show), [
    '4 r - hostNamespaces /spec/template/spec/hostIPC',
    '14 l - hostNamespaces /spec/template/spec/hostIPC',
  ])
  t.is(pods, 2)
  t.deepEqual(
    skipped.map(({ resource }) => resource.name),
    ['t'],
  )
})

test('a pod whose containers all come from an operator is not checked', (t) => {
  const prometheus =
    'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p}\nspec: {replicas: 1}\n'
  t.deepEqual(judge(prometheus, ['cis:5.2', 'nsa', 'pss:restricted']), { findings: [], pods: 0, skipped: [] })
})

test('files that are evidence only have no findings', (t) => {
  const files = [
    { name: 'a.yaml', text: POD },
    { name: 'b.yaml', text: POD.replace('web', 'two'), evidenceOnly: true as const },
  ]
  const standards = [readStandard('pss:baseline') as VersionedStandard]
  const { findings } = checkManifests(files, optionsWith(), standards, false)
  t.deepEqual([...new Set(findings.map(({ document }) => document.file))], ['a.yaml'])
})
