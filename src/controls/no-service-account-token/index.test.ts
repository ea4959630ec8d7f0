import test from 'ava'
import { gatherEvidence } from '../../evidence/gather.ts'
import type { Assessment, EvidenceContext, Pod } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import control from './index.ts'

const podOf = (spec = '', container = '', namespace?: string, annotations = ''): Pod => {
  const pod = podFrom(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {annotations: {${annotations}}}
    spec: {${spec} containers: [{name: app, ${container}}]}
`)
  if (namespace !== undefined) pod.resource.namespace = namespace
  return pod
}

const contextOf = (...objects: string[]): EvidenceContext =>
  contextWith(gatherEvidence(objects.map((text, i) => objectFrom(text, i + 1))))

const assess = (pod: Pod, context: EvidenceContext = contextOf()): Assessment =>
  control.assess(pod, context)[0] as Assessment

const account = (name: string, rest = '') =>
  `{apiVersion: v1, kind: ServiceAccount, metadata: {name: ${name}}, ${rest}}`

const binding = (subject: string) =>
  `{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, roleRef: {kind: Role, name: r}, subjects: [{${subject}}]}`

test('the default account is likely to need no token, and another one outside of the input is assumed to need none', (t) => {
  const { state, operations, confidence, objection } = assess(podOf())
  t.deepEqual([state, confidence, objection], ['open', 'likely', undefined])
  t.is(assess(podOf('serviceAccountName: web,')).confidence, 'assumed')
  t.deepEqual(operations, [{ op: 'add', path: '/spec/template/spec/automountServiceAccountToken', value: false }])
})

test('an account in the input without a binding is likely not to need its token', (t) => {
  const { confidence, evidence } = assess(
    podOf('serviceAccountName: web,'),
    contextOf(account('web'), binding('kind: ServiceAccount, name: other')),
  )
  t.is(confidence, 'likely')
  t.is(evidence?.[1]?.text, 'nothing in the input binds a role to ServiceAccount "web"')
})

test('without RBAC objects in the input it is only assumed, because bindings may be elsewhere', (t) => {
  const { confidence, evidence } = assess(podOf('serviceAccountName: web,'), contextOf(account('web')))
  t.is(confidence, 'assumed')
  t.is(evidence?.[1]?.text, 'no role or binding in the input')
})

test('an explicit true is a decision, whatever the input shows of the account', (t) => {
  for (const context of [contextOf(), contextOf(account('web'), binding('kind: ServiceAccount, name: other'))]) {
    const { state, operations, objection, evidence } = assess(
      podOf('serviceAccountName: web, automountServiceAccountToken: true,'),
      context,
    )
    t.deepEqual([state, operations?.[0]?.op, objection?.cause], ['decided', 'replace', 'deviation'])
    t.is(objection?.reason, 'the manifest sets automountServiceAccountToken: true')
    t.is(evidence?.[0]?.text, 'automountServiceAccountToken: true')
  }
})

test('false is compliant in the pod, and in its account if the pod does not set it', (t) => {
  const denied = contextOf(account('web', 'automountServiceAccountToken: false'))
  t.is(assess(podOf('automountServiceAccountToken: false,')).state, 'compliant')
  t.is(assess(podOf('serviceAccountName: web,'), denied).state, 'compliant')
  t.is(assess(podOf('serviceAccountName: other,'), denied).state, 'open')
})

test('an explicit true with an account that sets false is a decision', (t) => {
  const denied = contextOf(account('web', 'automountServiceAccountToken: false'))
  const { state, objection, operations } = assess(
    podOf('serviceAccountName: web, automountServiceAccountToken: true,'),
    denied,
  )
  t.deepEqual([state, objection?.cause, operations?.length], ['decided', 'deviation', 1])
})

test('bindings to the account or to a group of its namespace keep the token', (t) => {
  const held = (subject: string, namespace?: string) =>
    assess(podOf('serviceAccountName: web,', '', namespace), contextOf(binding(subject))).objection?.evidence?.[0]
  t.deepEqual(held('kind: ServiceAccount, name: web, namespace: shop'), {
    source: 'rbac',
    text: 'RoleBinding "b" has the subject ServiceAccount "web"',
    at: { document: 1, pointer: '/subjects/0' },
  })
  t.truthy(held('kind: ServiceAccount, name: web, namespace: shop', 'shop'))
  t.falsy(held('kind: ServiceAccount, name: web, namespace: bank', 'shop'))
  t.truthy(held('kind: ServiceAccount, name: web', 'shop'))
  t.falsy(held('kind: ServiceAccount, name: other'))
  t.truthy(held('kind: Group, name: "system:serviceaccounts"', 'shop'))
  t.truthy(held('kind: Group, name: "system:serviceaccounts:shop"', 'shop'))
  t.falsy(held('kind: Group, name: "system:serviceaccounts:bank"', 'shop'))
  t.truthy(held('kind: User, name: "system:serviceaccount:shop:web"', 'shop'))
  t.falsy(held('kind: User, name: "system:serviceaccount:shop:other"', 'shop'))
  t.falsy(held('kind: Group, name: "system:authenticated"', 'shop'))
  t.falsy(held('kind: Group, name: "system:unauthenticated"', 'shop'))
})

test('a namespace that the caller names is that of objects without one', (t) => {
  const context = contextOf(binding('kind: ServiceAccount, name: web, namespace: bank'))
  t.truthy(assess(podOf('serviceAccountName: web,'), context).objection)
  t.falsy(
    assess(podOf('serviceAccountName: web,'), { ...context, settings: { ...context.settings, namespace: 'shop' } })
      .objection,
  )
})

test('the deprecated field and the default account are accounts too', (t) => {
  t.truthy(assess(podOf('serviceAccount: old,'), contextOf(binding('kind: ServiceAccount, name: old'))).objection)
  t.truthy(assess(podOf(), contextOf(binding('kind: ServiceAccount, name: default'))).objection)
})

test('text that refers to the API and images of API clients keep the token', (t) => {
  const { objection } = assess(podOf('', 'args: [--in-cluster], image: example/redis-operator'))
  t.is(objection?.reason, 'the manifest refers to the Kubernetes API or to a token for it')
  t.deepEqual(
    objection?.evidence?.map(({ text }) => text),
    ['in-cluster in args of container "app"', '"operator" in image of container "app"'],
  )
})

test('a mounted ConfigMap that refers to the API keeps the token', (t) => {
  const configMap = '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {p.yml: "- kubernetes_sd_configs:"}}'
  const mounting = podOf('volumes: [{name: v, configMap: {name: c}}],', 'volumeMounts: [{name: v, mountPath: /c}]')
  t.is(
    assess(mounting, contextOf(configMap)).objection?.evidence?.[0]?.text,
    'kubernetes_sd_configs in p.yml of ConfigMap "c"',
  )
})

test('its own projected token is no reason to keep the default one', (t) => {
  const volume = 'volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}],'
  const { objection, evidence } = assess(podOf(volume))
  t.is(objection, undefined)
  t.is(evidence?.[2]?.text, 'serviceAccountToken in volume "v" provides its own token')
})

test('cloud identities of IRSA, AKS and GKE are no reason to keep the token: they provide their own', (t) => {
  const identity =
    '{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, annotations: {eks.amazonaws.com/role-arn: x}}}'
  const { objection, evidence } = assess(podOf('serviceAccountName: web,'), contextOf(identity))
  t.is(objection, undefined)
  t.is(evidence?.[2]?.text, 'eks.amazonaws.com/role-arn in ServiceAccount "web" provides its own token')
  const bound = contextOf(identity, binding('kind: ServiceAccount, name: web'))
  t.truthy(assess(podOf('serviceAccountName: web,'), bound).objection)
})

test('a volume over the token in every container proves that none gets it, bound or not', (t) => {
  const mount =
    'volumeMounts: [{name: v, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}], args: [--in-cluster]'
  const bound = contextOf(account('web'), binding('kind: ServiceAccount, name: web'))
  const { confidence, objection } = assess(podOf('serviceAccountName: web,', mount), bound)
  t.deepEqual([confidence, objection], ['proven', undefined])
  t.truthy(assess(podOf('serviceAccountName: web,', 'args: [--in-cluster]'), bound).objection)
})

test('injectors of Vault, Consul and service meshes keep the token', (t) => {
  const annotated = (annotation: string) => assess(podOf('', '', undefined, annotation)).objection
  t.is(
    annotated('vault.hashicorp.com/agent-inject: "true"')?.evidence?.[0]?.at?.pointer,
    '/spec/template/metadata/annotations/vault.hashicorp.com~1agent-inject',
  )
  t.truthy(annotated('linkerd.io/inject: enabled'))
  t.falsy(annotated('vault.hashicorp.com/agent-inject: "false"'))
})

test('the evidence shows what a bound role allows', (t) => {
  const role =
    '{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: [{verbs: [get, list], resources: [secrets]}]}'
  const { objection } = assess(
    podOf('serviceAccountName: web,'),
    contextOf(binding('kind: ServiceAccount, name: web'), role),
  )
  t.is(objection?.evidence?.[1]?.text, 'Role "r" allows get, list secrets')
})

test('an Argo workflow keeps its token under every stance', (t) => {
  const pod = podOf()
  pod.resource = { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', name: 'w' }
  t.false(assess(pod).objection?.overridable)
  pod.resource.kind = 'Rollout'
  t.is(assess(pod).objection, undefined)
})
