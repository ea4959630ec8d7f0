import { type Dimension, hardening } from './dimension.ts'
import { boundPod, container, documents, object, pod, stream, times } from './manifests.ts'

const namespace = (index: number): string => `  namespace: n${index % 7}\n`

const limitRange = (index: number, amounts: string): string =>
  object('v1', 'LimitRange', `l${index}`, `spec:\n  limits:\n  - {type: Container, ${amounts}}\n`, namespace(index))

const inNamespace = (index: number): string => pod(`p${index}`, container(0), '', namespace(index))

const configMap = (name: string, keys: number, text = 'some value'): string =>
  object('v1', 'ConfigMap', name, `data:\n${times(keys, (i) => `  KEY_${i}: ${text}\n`)}`)

const readsFrom = (index: number, map: string): string =>
  pod(`p${index}`, container(0, `    envFrom:\n    - configMapRef: {name: ${map}}\n`))

const mountsFrom = (index: number, map: string): string =>
  pod(
    `p${index}`,
    container(0, '    volumeMounts: [{name: v, mountPath: /v}]\n'),
    `  volumes: [{name: v, configMap: {name: ${map}}}]\n`,
  )

const deployment = (index: number): string =>
  object(
    'apps/v1',
    'Deployment',
    `d${index}`,
    `spec:\n  selector: {matchLabels: {app: d${index}}}\n  template:\n    metadata: {labels: {app: d${index}}}\n    spec:\n      containers:\n      - {name: app, image: "example/app:1"}\n`,
  )

const service = (index: number): string =>
  object('v1', 'Service', `s${index}`, `spec: {selector: {app: d${index}}, ports: [{port: 80}]}\n`)

const autoscaler = (index: number): string =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    `h${index}`,
    `spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d${index}}, maxReplicas: 3}\n`,
  )

const claim = (index: number): string[] => [
  object('v1', 'PersistentVolumeClaim', `v${index}`, 'spec: {accessModes: [ReadWriteOnce]}\n'),
  pod(
    `p${index}`,
    container(0, '    volumeMounts: [{name: v, mountPath: /data}]\n'),
    `  volumes: [{name: v, persistentVolumeClaim: {claimName: v${index}}}]\n`,
  ),
]

const item = (index: number, spec: string): string =>
  `- apiVersion: v1\n  kind: Pod\n  metadata: {name: p${index}}\n  spec: ${spec}\n`

const list = (items: string): string => `apiVersion: v1\nkind: List\nitems:\n${items}`

const SPEC = '{containers: [{name: app, image: "example/app:1"}]}'

const exemptions = (n: number, match: (index: number) => string): string =>
  `  exemptions:\n${times(n, (i) => `  - {controls: [no-service-links, no-privilege-escalation], reason: measured, match: ${match(i)}}\n`)}`

/** Dimensions that count objects, documents and files. */
export const OBJECTS: readonly Dimension[] = [
  hardening('pods', 8, (n) => documents(n, (i) => pod(`p${i}`))),
  hardening('files', 8, (n) => ({
    files: Array.from({ length: n }, (_, i) => ({ name: `f${i}.yaml`, text: pod(`p${i}`) })),
  })),
  hardening('files without a pod', 400, (n) => ({
    files: Array.from({ length: n }, (_, i) => ({ name: `f${i}.yaml`, text: object('v1', 'Secret', `s${i}`) })),
  })),
  hardening('documents without a pod', 400, (n) => documents(n, (i) => object('v1', 'Secret', `s${i}`))),
  hardening('empty documents', 1000, (n) => documents(n, () => '\n')),
  hardening('pods with an account and a binding', 6, (n) => documents(n, boundPod)),
  hardening('service accounts', 40, (n) => documents(n, (i) => object('v1', 'ServiceAccount', `a${i}`))),
  hardening('service accounts of one name', 40, (n) =>
    documents(n, (i) => object('v1', 'ServiceAccount', 'default', '', `  namespace: n${i}\n`)),
  ),
  hardening('pods with a LimitRange that sets a default', 8, (n) =>
    documents(n, (i) => [limitRange(i, 'default: {memory: 1Gi}'), inNamespace(i)]),
  ),
  hardening('pods with a LimitRange that is too low', 8, (n) =>
    documents(n, (i) => [limitRange(i, 'maxLimitRequestRatio: {memory: 1}'), inNamespace(i)]),
  ),
  hardening('pods with a ConfigMap each', 8, (n) =>
    documents(n, (i) => [configMap(`m${i}`, 3), readsFrom(i, `m${i}`)]),
  ),
  hardening('pods with variables from one ConfigMap of as many keys', 8, (n) =>
    stream(configMap('m', n), ...documents(n, (i) => readsFrom(i, 'm')).files.map(({ text }) => text)),
  ),
  hardening('pods with files from one ConfigMap of as many keys', 8, (n) =>
    stream(configMap('m', n), ...documents(n, (i) => mountsFrom(i, 'm')).files.map(({ text }) => text)),
  ),
  hardening('workloads with a Service', 8, (n) => documents(n, (i) => [deployment(i), service(i)])),
  hardening('workloads with an autoscaler', 8, (n) => documents(n, (i) => [deployment(i), autoscaler(i)])),
  hardening('pods with a claim', 8, (n) => documents(n, claim)),
  hardening('custom resources that name accounts', 60, (n) =>
    stream(
      object('v1', 'ServiceAccount', 'a'),
      ...documents(n, (i) => object('e.org/v1', 'Widget', `w${i}`, `spec: {serviceAccountName: x${i}}\n`)).files.map(
        ({ text }) => text,
      ),
    ),
  ),
  hardening('pods with an exemption each', 8, (n) => ({
    ...documents(n, (i) => pod(`p${i}`)),
    spec: exemptions(n, (i) => `{kind: Pod, name: p${i}}`),
  })),
  hardening('containers with an exemption each', 10, (n) => ({
    ...stream(
      pod(
        'web',
        times(n, (i) => container(i)),
      ),
    ),
    spec: exemptions(n, (i) => `{kind: Pod, name: web, container: c${i}}`),
  })),
  hardening('items of a List', 8, (n) => stream(list(times(n, (i) => item(i, SPEC))))),
  hardening('items of a List with one spec', 8, (n) =>
    stream(list(times(n, (i) => item(i, i === 0 ? `&s ${SPEC}` : '*s')))),
  ),
  hardening('items of a List in JSON on one line', 8, (n) => {
    const items = Array.from({ length: n }, (_, i) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${i}` },
      spec: { containers: [{ name: 'app', image: 'example/app:1' }] },
    }))
    return stream(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items })}\n`)
  }),
]
