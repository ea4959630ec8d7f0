import test from 'ava'
import { gatherEvidence } from '../evidence/stream.ts'
import type { Context, Judgement, Pod } from '../model.ts'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import control from './no-service-account-token.ts'

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

const contextOf = (...objects: string[]): Context =>
  contextWith(gatherEvidence(objects.map((text, i) => objectFrom(text, i + 1))))

const judge = (pod: Pod, context: Context = contextOf()): Judgement => control.judge(pod, context)[0] as Judgement

const account = (name: string, rest = '') =>
  `{apiVersion: v1, kind: ServiceAccount, metadata: {name: ${name}}, ${rest}}`

const binding = (subject: string) =>
  `{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, roleRef: {kind: Role, name: r}, subjects: [{${subject}}]}`

test('an unset token of an account that the stream does not show is assumed to be needless', (t) => {
  const { state, operations, confidence, against } = judge(podOf())
  t.deepEqual([state, confidence, against], ['open', 'assumed', undefined])
  t.deepEqual(operations, [{ op: 'add', path: '/spec/template/spec/automountServiceAccountToken', value: false }])
})

test('an account that the stream shows and binds to nothing is likely not to need its token', (t) => {
  t.is(judge(podOf('serviceAccountName: web,'), contextOf(account('web'))).confidence, 'likely')
})

test('an explicit true is worth as much as nothing', (t) => {
  const { state, operations, evidence } = judge(podOf('automountServiceAccountToken: true,'))
  t.deepEqual([state, operations?.[0]?.op], ['open', 'replace'])
  t.is(evidence?.[0]?.text, 'automountServiceAccountToken: true')
})

test('false is compliant on the pod, and on its account where the pod is silent', (t) => {
  const denied = contextOf(account('web', 'automountServiceAccountToken: false'))
  t.is(judge(podOf('automountServiceAccountToken: false,')).state, 'compliant')
  t.is(judge(podOf('serviceAccountName: web,'), denied).state, 'compliant')
  t.is(judge(podOf('serviceAccountName: other,'), denied).state, 'open')
})

test('an explicit true beside an account that says false is a decision', (t) => {
  const denied = contextOf(account('web', 'automountServiceAccountToken: false'))
  const { state, against, operations } = judge(
    podOf('serviceAccountName: web, automountServiceAccountToken: true,'),
    denied,
  )
  t.deepEqual([state, against?.cause, operations?.length], ['decided', 'deviation', 1])
})

test('bindings to the account or to a group of its namespace keep the token', (t) => {
  const held = (subject: string, namespace?: string) =>
    judge(podOf('serviceAccountName: web,', '', namespace), contextOf(binding(subject))).against?.evidence?.[0]
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
  t.truthy(judge(podOf('serviceAccountName: web,'), context).against)
  t.falsy(
    judge(podOf('serviceAccountName: web,'), { ...context, settings: { ...context.settings, namespace: 'shop' } })
      .against,
  )
})

test('the deprecated field and the default account are accounts too', (t) => {
  t.truthy(judge(podOf('serviceAccount: old,'), contextOf(binding('kind: ServiceAccount, name: old'))).against)
  t.truthy(judge(podOf(), contextOf(binding('kind: ServiceAccount, name: default'))).against)
})

test('text that speaks of the API keeps the token', (t) => {
  const text = (container: string) => judge(podOf('', container)).against?.evidence?.[0]?.text
  t.is(
    text('args: [--ca=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt]'),
    '/run/secrets/kubernetes.io/serviceaccount in args of container "app"',
  )
  t.is(
    text('env: [{name: API, value: "https://kubernetes.default.svc:443"}]'),
    'kubernetes.default.svc in env API of container "app"',
  )
  t.is(
    text('env: [{name: API_TOKEN, value: /run/secrets/kubernetes.io/serviceaccount/token}]'),
    'env API_TOKEN of container "app"',
  )
  t.is(
    text('command: [sh, -c, "echo $KUBERNETES_SERVICE_HOST"]'),
    'KUBERNETES_SERVICE_HOST in command of container "app"',
  )
  t.is(text('args: [--in-cluster]'), 'in-cluster in args of container "app"')
  t.is(text('command: [kubectl, get, pods]'), 'kubectl in command of container "app"')
  t.is(text('args: [--enable-leader-election]'), '--enable-leader-election in args of container "app"')
  t.is(text('args: [--leader-elect=false]'), undefined)
  t.is(text('args: [--leader-elect, --kubeconfig=/etc/admin.conf]'), undefined)
  t.is(text('args: [--domain=kubernetes.default-backend.example]'), undefined)
})

test('a mounted ConfigMap and images that only talk to the API keep the token', (t) => {
  const configMap = '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {p.yml: "- kubernetes_sd_configs:"}}'
  const mounting = podOf('volumes: [{name: v, configMap: {name: c}}],', 'volumeMounts: [{name: v, mountPath: /c}]')
  t.is(
    judge(mounting, contextOf(configMap)).against?.evidence?.[0]?.text,
    'kubernetes_sd_configs in p.yml of ConfigMap "c"',
  )
  const image = (name: string) => judge(podOf('', `image: ${name}`)).against?.evidence?.[0]?.text
  t.is(image('quay.io/kiwigrid/k8s-sidecar:1.2'), '"k8s-sidecar" in image of container "app"')
  t.is(image('example/redis-operator@sha256:1'), '"operator" in image of container "app"')
})

test('a projected token and the injectors of Vault and Consul keep the token', (t) => {
  const volume = 'volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}],'
  t.is(judge(podOf(volume)).against?.evidence?.[0]?.text, 'serviceAccountToken in volume "v"')
  const annotated = (annotation: string) => judge(podOf('', '', undefined, annotation)).against?.evidence?.[0]
  t.is(
    annotated('vault.hashicorp.com/agent-inject: "true"')?.at?.pointer,
    '/spec/template/metadata/annotations/vault.hashicorp.com~1agent-inject',
  )
  t.truthy(annotated('consul.hashicorp.com/connect-inject: "true"'))
  t.falsy(annotated('vault.hashicorp.com/agent-inject: "false"'))
  t.falsy(annotated('linkerd.io/inject: enabled'))
  t.falsy(annotated('sidecar.istio.io/inject: "true"'))
})

test('an Argo workflow keeps its token under every stance', (t) => {
  const pod = podOf()
  pod.resource = { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', name: 'w' }
  t.true(judge(pod).against?.final)
  pod.resource.kind = 'Rollout'
  t.is(judge(pod).against, undefined)
})

const judgeAccount = (context: Context): Judgement =>
  control.objects?.judge(
    context.stream.serviceAccounts[0] as Context['stream']['serviceAccounts'][0],
    context,
  )[0] as Judgement

test('an account that nothing binds or names gives no token', (t) => {
  const { state, operations, confidence, against } = judgeAccount(contextOf(account('web')))
  t.deepEqual([state, confidence, against], ['open', 'assumed', undefined])
  t.deepEqual(operations, [{ op: 'add', path: '/automountServiceAccountToken', value: false }])
  t.is(judgeAccount(contextOf(account('web', 'automountServiceAccountToken: true'))).operations?.[0]?.op, 'replace')
  t.is(judgeAccount(contextOf(account('web', 'automountServiceAccountToken: false'))).state, 'compliant')
})

test('an account that is bound, named anywhere or called default is left alone', (t) => {
  const clue = (...objects: string[]) => judgeAccount(contextOf(account('web'), ...objects)).against?.evidence?.[0]
  t.is(clue(binding('kind: ServiceAccount, name: web'))?.source, 'rbac')
  const map = (value: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "${value}"}}`
  t.deepEqual(clue(map('account: web;')), {
    source: 'manifest',
    text: '"web" in ConfigMap "c"',
    at: { document: 2, pointer: '/data/a' },
  })
  t.is(clue(map('web-config, my-web, webs')), undefined)
  t.is(judgeAccount(contextOf(account('default'))).against?.evidence?.[0]?.text, 'metadata.name: default')
})

test('an object of the same name does not name the account, and a field for accounts is the best place', (t) => {
  const clue = (text: string) => judgeAccount(contextOf(account('web'), text)).against?.evidence?.[0]
  t.is(clue('{apiVersion: v1, kind: ConfigMap, metadata: {name: web, labels: {app: web}}}'), undefined)
  const deployment =
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {app: web}, serviceAccountName: web}}'
  t.is(clue(deployment)?.at?.pointer, '/spec/serviceAccountName')
})

test('the content of a Secret is not searched for the account, its annotations are', (t) => {
  const secret = (metadata: string) =>
    `{apiVersion: v1, kind: Secret, metadata: {name: s, ${metadata}}, stringData: {a: web}}`
  const against = (metadata: string) => judgeAccount(contextOf(account('web'), secret(metadata))).against
  t.is(against(''), undefined)
  t.truthy(against('annotations: {kubernetes.io/service-account.name: web}'))
})
