import test from 'ava'
import { gatherEvidence } from '../evidence/gather.ts'
import { contextWith, objectFrom } from '../testing.ts'
import { CIS_VERSIONS, RECOMMENDATIONS } from './cis.ts'
import { checkerOf, findIn, findInObject } from './testing.ts'

const GOOD = `allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsNonRoot: true`
const POD = `serviceAccountName: own, automountServiceAccountToken: false, securityContext: {seccompProfile: {type: RuntimeDefault}}`
const spec = (context: string, more = '', container = ''): string =>
  `{${POD}, ${more} containers: [{name: a, ${container} securityContext: {${context}}}]}`
const AT = '/spec/containers/0/securityContext'

test('a hardened pod violates nothing in any version', (t) => {
  for (const version of CIS_VERSIONS) t.deepEqual(findIn(`cis:5.2@${version}`, spec(GOOD)), [])
})

/** The violations of one deviation from the hardened pod, by benchmark version. */
const CASES: readonly [title: string, spec: string, old: string[], middle: string[], recent: string[]][] = [
  ['a privileged container', spec(`${GOOD}, privileged: true`), ['5.2.1'], ['5.2.2'], ['5.2.2']],
  ['hostPID', spec(GOOD, 'hostPID: true,'), ['5.2.2'], ['5.2.3'], ['5.2.3']],
  ['hostIPC', spec(GOOD, 'hostIPC: true,'), ['5.2.3'], ['5.2.4'], ['5.2.4']],
  ['hostNetwork', spec(GOOD, 'hostNetwork: true,'), ['5.2.4'], ['5.2.5'], ['5.2.5']],
  ['escalation', spec(GOOD.replace('false', 'true')), ['5.2.5'], ['5.2.6'], ['5.2.6']],
  ['root', spec(`${GOOD}, runAsUser: 0`), ['5.2.6'], ['5.2.7'], ['5.2.7']],
  [
    'NET_RAW beside ALL',
    spec(GOOD.replace('{drop', '{add: [NET_RAW], drop')),
    ['5.2.7', '5.2.8'],
    ['5.2.8', '5.2.9'],
    ['5.2.8'],
  ],
  ['an added capability', spec(GOOD.replace('{drop', '{add: [CHOWN], drop')), ['5.2.8'], ['5.2.9'], []],
  ['only NET_RAW dropped', spec(GOOD.replace('[ALL]', '[NET_RAW]')), ['5.2.9'], ['5.2.10'], ['5.2.9']],
  ['nothing dropped', spec(GOOD.replace('[ALL]', '[]')), ['5.2.7', '5.2.9'], ['5.2.8', '5.2.10'], ['5.2.8', '5.2.9']],
  ['hostProcess', spec(`${GOOD}, windowsOptions: {hostProcess: true}`), [], ['5.2.11'], ['5.2.10']],
  ['a hostPath', spec(GOOD, 'volumes: [{name: v, hostPath: {path: /}}],'), [], ['5.2.12'], ['5.2.11']],
  ['a hostPort', spec(GOOD, '', 'ports: [{containerPort: 1, hostPort: 1}],'), [], ['5.2.13'], ['5.2.12']],
  ['a Localhost profile', spec(`${GOOD}, seccompProfile: {type: Localhost}`), ['5.7.2'], ['5.6.2'], ['5.6.2']],
  ['a token', spec(GOOD).replace('Token: false', 'Token: true'), ['5.1.6'], ['5.1.6'], ['5.1.6']],
  ['the default account', spec(GOOD).replace('own', 'default'), [], [], []],
]
for (const [title, pod, ...wanted] of CASES) {
  test(`CIS on ${title}`, (t) => {
    for (const [i, version] of CIS_VERSIONS.entries()) {
      const found = findIn(`cis:5.2@${version}`, pod).map((line) => line.split(' ')[0])
      t.deepEqual(found, wanted[i], version)
    }
  })
}

test('a pod and a container without a security context are reported separately', (t) => {
  const found = findIn('cis:5.2', '{automountServiceAccountToken: false, containers: [{name: a}]}')
  t.true(found.includes('5.6.3 /spec/securityContext'))
  t.true(found.includes(`5.6.3 ${AT}`))
})

test('the seccomp annotation counts only for the benchmark of its time', (t) => {
  const bare = '{automountServiceAccountToken: false, containers: [{name: a}]}'
  const annotation = 'annotations: {seccomp.security.alpha.kubernetes.io/pod: docker/default}'
  t.false(findIn('cis:5.2@1.6', bare, annotation).some((line) => line.startsWith('5.7.2')))
  t.true(findIn('cis:5.2@1.11', bare, annotation).includes(`5.6.2 ${AT}/seccompProfile`))
})

test('the default namespace is reported only if it is known', (t) => {
  const broken = (metadata: string, namespace?: string) => {
    const context = contextWith()
    if (namespace !== undefined) context.settings.namespace = namespace
    return findIn('cis:5.2', spec(GOOD), metadata, context)
  }
  t.deepEqual(broken('namespace: default'), ['5.6.4 /metadata/namespace'])
  t.deepEqual(broken('', 'default'), ['5.6.4 /metadata/namespace'])
  t.deepEqual(broken('namespace: shop', 'default'), [])
  t.deepEqual(broken(''), [])
})

test('the default account is in use if a pod has its token or a role is bound to it', (t) => {
  const token = '{automountServiceAccountToken: true, containers: []}'
  t.true(findIn('cis:5.2', token).includes('5.1.5 /spec/serviceAccountName'))
  const account = 'apiVersion: v1, kind: ServiceAccount'
  t.deepEqual(findInObject('cis:5.2', `{${account}, metadata: {name: default}}`), [
    '5.1.5 /automountServiceAccountToken',
  ])
  t.deepEqual(
    findInObject('cis:5.2', `{${account}, metadata: {name: default}, automountServiceAccountToken: false}`),
    [],
  )
  t.deepEqual(findInObject('cis:5.2', `{${account}, metadata: {name: own}}`), ['5.1.6 /automountServiceAccountToken'])
  const binding =
    objectFrom(`{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: n},
    roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: own}, {kind: ServiceAccount, name: default},
    {kind: Group, name: 'system:serviceaccounts'}, {kind: User, name: 'system:serviceaccount:n:default'}]}`)
  const context = contextWith(gatherEvidence([binding]))
  t.deepEqual(
    checkerOf('cis:5.2')
      .checkObject(binding, context)
      .map(({ check, pointer, reason }) => [check, pointer, reason]),
    ['/subjects/1', '/subjects/3'].map((pointer, i) => [
      '5.1.5',
      pointer,
      `subjects: ${i === 0 ? 'default' : 'system:serviceaccount:n:default'}; the default service account should have no token and no roles`,
    ]),
  )
})

test('a token that the input needs is not reported', (t) => {
  const binding = objectFrom(`{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b},
    roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: own}]}`)
  const pod = spec(GOOD).replace('Token: false', 'Token: true')
  t.deepEqual(findIn('cis:5.2', pod, '', contextWith(gatherEvidence([binding]))), [])
})

test('Windows pods need no fields of Linux', (t) => {
  const windows = `{os: {name: windows}, serviceAccountName: own, automountServiceAccountToken: false,
    securityContext: {runAsNonRoot: true}, containers: [{name: a, securityContext: {runAsNonRoot: true}}]}`
  t.deepEqual(findIn('cis:5.2', windows), [])
})

test('numbers are unique in each version, and each recommendation has a rule or a reason why not', (t) => {
  for (const version of CIS_VERSIONS) {
    const numbers = RECOMMENDATIONS.flatMap((one) => one.numbers[version] ?? [])
    t.is(new Set(numbers).size, numbers.length)
  }
  for (const { rule, why, title } of RECOMMENDATIONS) t.true((rule === undefined) !== (why === undefined), title)
})
