import test from 'ava'
import type { JsonObject, Options, Report } from '../../src/model.ts'
import { hardenText, optionsWith } from '../support/hardening.ts'

const base = optionsWith()
const options: Options = {
  ...base,
  configuration: {
    ...base.configuration,
    controls: { ...base.configuration.controls, 'network-policies': 'default' },
  },
}

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web, release: shop}}
  template:
    metadata: {labels: {app: web, release: shop}}
    spec:
      containers:
        - {name: app, image: registry.example/web, ports: [{name: http, containerPort: 8080}]}
`

const service = (more = '', name = 'web'): string => `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop, labels: {app: web}}
spec:
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: http}
    - {name: admin, port: 81, targetPort: 8081}
${more}`

/** An object in one line. */
const object = (apiVersion: string, kind: string, rest: object, namespace = 'shop'): string =>
  `${JSON.stringify({ apiVersion, kind, metadata: { name: 'x', namespace }, ...rest })}\n`

const policiesOf = (report: Report): JsonObject[] =>
  report.changes
    .filter(({ control }) => control === 'network-policies')
    .flatMap(({ operations }) => operations.flatMap((one) => (one.op === 'add' ? [one.value as JsonObject] : [])))

/** Who may connect to which ports, e.g. `any 8080/TCP`. */
const flowsWith = (...documents: string[]): string[] => {
  const [policy] = policiesOf(hardenText([web, ...documents].join('---\n'), options).report)
  const spec = policy?.spec as JsonObject | undefined
  const rules = (spec?.ingress ?? []) as { from?: unknown; ports: { port: number; protocol: string }[] }[]
  return rules.map(({ from, ports }) =>
    [from === undefined ? 'any' : 'cluster', ...ports.map(({ port, protocol }) => `${port}/${protocol}`)].join(' '),
  )
}

const GATEWAY = 'gateway.networking.k8s.io/v1'
const called = { service: { name: 'web', namespace: 'shop', port: 81 } }
const ingress = { spec: { backend: { serviceName: 'web', servicePort: 80 } } }
const route = (reference: object): object => ({ spec: { rules: [{ backendRefs: [reference] }] } })
const webhooks = { webhooks: [{ name: 'x', clientConfig: called }] }
const conversion = { spec: { conversion: { strategy: 'Webhook', webhook: { clientConfig: called } } } }
const endpoints = [{ targetPort: 9100 }, { port: 'admin' }]
const monitor = { spec: { namespaceSelector: { matchNames: ['shop'] }, selector: {}, endpoints } }
const podMonitor = { spec: { selector: {}, podMetricsEndpoints: [{ portNumber: 9100 }] } }

const OPEN = ['any 8080/TCP 8081/TCP']
const CLOSED = ['cluster 8080/TCP 8081/TCP']
const ADMIN = ['any 8081/TCP', 'cluster 8080/TCP']

const cases: [title: string, documents: string[], flows: string[]][] = [
  ['a declared port', [], ['cluster 8080/TCP']],
  ['a Service', [service()], CLOSED],
  [
    'a Service of other pods',
    [service().replace('selector: {app: web}', 'selector: {app: api}')],
    ['cluster 8080/TCP'],
  ],
  ['a Service elsewhere', [service().replace('namespace: shop', 'namespace: bar')], ['cluster 8080/TCP']],
  ['a LoadBalancer', [service('  type: LoadBalancer\n')], OPEN],
  ['a NodePort', [service('  type: NodePort\n')], OPEN],
  ['external addresses', [service('  externalIPs: [192.0.2.1]\n')], OPEN],
  [
    'an old Ingress, by the number of its port',
    [service(), object('extensions/v1beta1', 'Ingress', ingress)],
    ['any 8080/TCP', 'cluster 8081/TCP'],
  ],
  [
    'a route from another namespace',
    [service(), object(GATEWAY, 'HTTPRoute', route({ name: 'web', namespace: 'shop' }), 'edge')],
    OPEN,
  ],
  [
    'a route to a Service of the same name elsewhere',
    [service(), object(GATEWAY, 'HTTPRoute', route({ name: 'web' }), 'edge')],
    CLOSED,
  ],
  [
    'a webhook',
    [service(), object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', webhooks)],
    ADMIN,
  ],
  [
    'the conversion of a custom resource',
    [service(), object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', conversion)],
    ADMIN,
  ],
  ['an aggregated API', [service(), object('apiregistration.k8s.io/v1', 'APIService', { spec: called })], ADMIN],
  [
    'a ServiceMonitor, by a port that nothing else names',
    [service(), object('monitoring.coreos.com/v1', 'ServiceMonitor', monitor, 'monitoring')],
    ['cluster 8080/TCP 8081/TCP 9100/TCP'],
  ],
  [
    'a PodMonitor that looks elsewhere',
    [object('monitoring.coreos.com/v1', 'PodMonitor', podMonitor, 'monitoring')],
    ['cluster 8080/TCP'],
  ],
]

for (const [title, documents, flows] of cases)
  test(`what ${title} lets in`, (t) => {
    t.deepEqual(flowsWith(...documents), flows)
  })

const NETWORK = 'networking.k8s.io/v1'
const others = { spec: { podSelector: { matchLabels: { app: 'api' } } } }

for (const { title, document, cause } of [
  {
    title: 'a policy of the network plugin',
    document: object('cilium.io/v2', 'CiliumNetworkPolicy', {}),
    cause: 'deviation',
  },
  {
    title: 'a policy of the same name for other pods',
    document: object(NETWORK, 'NetworkPolicy', others).replace('"x"', '"casehard-deployment-web"'),
    cause: 'api-rule',
  },
])
  test(`${title} holds it`, (t) => {
    const { report } = hardenText(`${web}---\n${document}`, options)
    t.deepEqual(policiesOf(report), [])
    t.deepEqual(
      report.held.filter(({ control }) => control === 'network-policies').map((held) => held.cause),
      [cause],
    )
  })

test('a policy that decides on egress alone does not stand in the way of one for ingress', (t) => {
  const count = (spec: object): number =>
    policiesOf(hardenText(`${web}---\n${object(NETWORK, 'NetworkPolicy', { spec })}`, options).report).length
  t.is(count({ podSelector: {}, policyTypes: ['Egress'] }), 1)
  t.is(count({ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } }), 0)
  t.is(count({ podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } }), 1)
  t.is(count({ podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }), 1)
})
