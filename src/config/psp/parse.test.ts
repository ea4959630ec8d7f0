import test from 'ava'
import { messagesFrom } from '../parse-testing.ts'
import { containsPolicies, parsePolicies } from './parse.ts'

const RULES = `  volumes: ['*']
  seLinux: {rule: RunAsAny}
  runAsUser: {rule: RunAsAny}
  supplementalGroups: {rule: RunAsAny}
  fsGroup: {rule: RunAsAny}
`

const policy = (spec: string, { name = 'one', version = 'policy/v1beta1', rules = RULES, annotations = '{}' } = {}) =>
  `apiVersion: ${version}
kind: PodSecurityPolicy
metadata: {name: ${name}, annotations: ${annotations}}
spec:
${rules}${spec.replace(/^(?=.)/gm, '  ')}
`

const parse = (text: string) => parsePolicies('psp.yaml', text)

const messagesOf = (text: string): string[] => messagesFrom(() => parse(text))

const noticesOf = (text: string): string[] =>
  (parse(text).notices ?? []).map(({ code, line, message }) => `${line} ${code}: ${message}`)

test('a file of policies is distinguished from a Hardening by its kind line', (t) => {
  for (const text of [
    'kind: PodSecurityPolicy\n',
    '"kind": "PodSecurityPolicy",\n',
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: policy/v1beta1\n  kind: 'PodSecurityPolicy'\n",
    '- kind: PodSecurityPolicy',
    '{"apiVersion":"policy/v1beta1","kind":"PodSecurityPolicy"}',
    'kind: PodSecurityPolicyList',
  ])
    t.true(containsPolicies(text), text)
  for (const text of [
    'apiVersion: casehard.dev/v1\nkind: Hardening\n# as kind: PodSecurityPolicy\n',
    'kind: Pod\n# PodSecurityPolicy',
    '',
  ])
    t.false(containsPolicies(text), text)
})

test('policies of both versions, of several documents and of lists are read in the order of their names', (t) => {
  const list = `apiVersion: policy/v1beta1
kind: PodSecurityPolicyList
items:
  - metadata: {name: Upper}
    spec: {volumes: ['*'], hostPorts: null, seLinux: {rule: "RunAsAny"}, runAsUser: {rule: 'RunAsAny'}, supplementalGroups: {rule: RunAsAny}, fsGroup: {rule: RunAsAny}}
`
  const text = [policy('', { name: 'b', version: 'extensions/v1beta1' }), policy('', { name: 'a' }), list].join('---\n')
  const { name, policies = [], notices } = parse(text)
  t.is(name, 'psp.yaml')
  t.deepEqual(
    policies.map((one) => `${one.name} ${one.line}`),
    ['Upper 26', 'a 12', 'b 1'],
  )
  t.deepEqual(notices, [])
})

test('absent fields get the defaults of the API', (t) => {
  const [one] =
    parse('apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: one}\nspec: {}\n').policies ?? []
  t.like(one, {
    privileged: false,
    allowPrivilegeEscalation: true,
    volumes: [],
    allowedProcMountTypes: ['Default'],
    seLinux: { rule: 'RunAsAny', options: {} },
    runAsUser: { rule: 'RunAsAny', ranges: [] },
    runAsGroup: { rule: 'RunAsAny', ranges: [] },
    seccomp: {},
    appArmor: {},
  })
})

test('an invalid policy is refused with its line, column, value and what is legal', (t) => {
  const cases: Record<string, string> = {
    'runAsGroup: {rule: MustRunAsRoot}':
      'psp.yaml:10:16: "spec.runAsGroup.rule" has an illegal value; did you mean "MustRunAs"? legal values: MustRunAs, MayRunAs, RunAsAny',
    'requiredDropCapabilties: [ALL]':
      'psp.yaml:10:3: unknown key "requiredDropCapabilties"; did you mean "requiredDropCapabilities"?',
    'privileged: "yes"': 'psp.yaml:10:3: "spec.privileged" is text; it must be true or false',
    'hostPorts: [{min: 8, max: 2}]': 'psp.yaml:10:15: "spec.hostPorts[0]" has a min above its max; swap the two',
    'runAsGroup: {rule: MustRunAs}':
      'psp.yaml:10:3: "spec.runAsGroup" is MustRunAs without ranges; add one, e.g. {min: 1000, max: 65535}',
    'allowedHostPaths: [{pathPrefix: /var/../etc}]':
      'psp.yaml:10:23: "spec.allowedHostPaths[0].pathPrefix" has an illegal value; it must not contain ..',
    'allowedHostPaths: [{pathPrefix: var}]':
      'psp.yaml:10:23: "spec.allowedHostPaths[0].pathPrefix" has an illegal value; it must begin with a /',
    'requiredDropCapabilities: [KILL]\nallowedCapabilities: [CAP_KILL]':
      'psp.yaml:10:30: "spec.requiredDropCapabilities[0]" is a capability that the policy also lets containers add; remove it from one of the two',
    'requiredDropCapabilities: [KILL]\nallowedCapabilities: ["*"]':
      'psp.yaml:10:30: "spec.requiredDropCapabilities" must be empty if allowedCapabilities is "*"; remove one of the two',
    'allowPrivilegeEscalation: false\ndefaultAllowPrivilegeEscalation: true':
      'psp.yaml:11:3: "spec.defaultAllowPrivilegeEscalation" is true, and allowPrivilegeEscalation is false; legal value: false',
    'runtimeClass: {allowedRuntimeClassNames: [kata], defaultRuntimeClassName: gvisor}':
      'psp.yaml:10:52: "spec.runtimeClass.defaultRuntimeClassName" is not one of allowedRuntimeClassNames; name one of them',
  }
  for (const [spec, message] of Object.entries(cases)) t.deepEqual(messagesOf(policy(spec)), [message])
})

test('an unknown volume type is refused with a suggestion', (t) => {
  const rules = RULES.replace("'*'", 'configmap')
  t.deepEqual(messagesOf(policy('', { rules })), [
    'psp.yaml:5:13: "spec.volumes[0]" has an illegal value; did you mean "configMap"?',
  ])
})

test('SELinux options are required for MustRunAs', (t) => {
  const rules = RULES.replace('seLinux: {rule: RunAsAny}', 'seLinux: {rule: MustRunAs}')
  t.deepEqual(messagesOf(policy('', { rules })), [
    'psp.yaml:6:3: "spec.seLinux" is MustRunAs without seLinuxOptions; add them',
  ])
})

test('another version, a missing or repeated name, and broken YAML are refused', (t) => {
  t.deepEqual(messagesOf(policy('', { version: 'policy/v1' })), [
    'psp.yaml:1:1: "apiVersion" has an illegal value; legal values: policy/v1beta1, extensions/v1beta1',
  ])
  t.deepEqual(messagesOf('apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nspec: {}\n'), [
    'psp.yaml:1:1: the PodSecurityPolicy has no "metadata.name"; name it',
  ])
  t.deepEqual(messagesOf('apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: a}\n'), [
    'psp.yaml:1:1: the PodSecurityPolicy has no "spec"; add it',
  ])
  t.deepEqual(messagesOf(`${policy('')}---\n${policy('')}`), [
    'psp.yaml:12:1: a second PodSecurityPolicy of the same name; rename one of them',
  ])
  t.regex(messagesOf('kind: PodSecurityPolicy\nspec: [')[0] ?? '', /^psp\.yaml:2:\d+: /)
})

test('annotations name profiles that admission knew', (t) => {
  const annotations = (part: string, value: string) => `{${part}: '${value}'}`
  const seccomp = 'seccomp.security.alpha.kubernetes.io'
  const messages = (part: string, value: string): string[] =>
    messagesOf(policy('', { annotations: annotations(part, value) }))
  t.deepEqual(messages(`${seccomp}/allowedProfileNames`, '*, docker/default,'), [])
  t.deepEqual(messages(`${seccomp}/allowedProfileNames`, 'RuntimeDefault'), [
    `psp.yaml:3:37: "${seccomp}/allowedProfileNames" names an unknown profile; legal values: *, runtime/default, docker/default, unconfined, localhost/PROFILE`,
  ])
  t.deepEqual(messages(`${seccomp}/defaultProfileName`, '*'), [
    `psp.yaml:3:37: "${seccomp}/defaultProfileName" names an unknown profile; legal values: runtime/default, docker/default, unconfined, localhost/PROFILE`,
  ])
})

test('notices have a line, and each missing required field has one', (t) => {
  const rules = "  volumes: ['*']\n  fsGroup: {rule: MustRunAs, ranges: [{min: 1, max: 65535}]}\n"
  t.deepEqual(noticesOf(policy('allowedCapabilities: [CAP_KILL]\nhostPorts: [{min: 0, max: 65536}]', { rules })), [
    ...['seLinux', 'runAsUser', 'supplementalGroups'].map(
      (field) =>
        `4 policy-field-missing: PodSecurityPolicy one: spec.${field} is missing, which the API requires; it is read as RunAsAny`,
    ),
    '7 policy-capability-spelling: PodSecurityPolicy one: CAP_KILL in allowedCapabilities is read as KILL: Kubernetes knows no CAP_ prefix, so admission would not have matched it',
    '8 policy-port-range: PodSecurityPolicy one: 65536 in hostPorts is read as 65535, the highest port',
    '6 policy-low-group: PodSecurityPolicy one: fsGroup is set to 1, the first number of its ranges; use MayRunAs to only check it',
  ])
})

test('a policy without volumes, a default that is not allowed, and other objects have notices', (t) => {
  const rules = RULES.replace(/.*volumes.*\n/, '')
  const annotations = '{seccomp.security.alpha.kubernetes.io/defaultProfileName: docker/default}'
  t.deepEqual(
    noticesOf(`${policy('', { rules, annotations })}---\nkind: ClusterRole\nmetadata: {name: psp}\n`).map((one) =>
      one.slice(0, one.indexOf(':')),
    ),
    ['4 policy-no-volumes', '3 policy-seccomp-default', '11 policy-other-kind'],
  )
})
