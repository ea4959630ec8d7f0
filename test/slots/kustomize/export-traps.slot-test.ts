import type { ExecutionContext } from 'ava'
import { run } from '../../../cmd/testing.ts'
import { optionsWith } from '../../support/hardening.ts'
import { testWith } from '../../support/slots.ts'
import { build, KUSTOMIZE_5, kustomization } from './kustomizations.ts'
import { KUSTOMIZES } from './kustomize.ts'
import { again, isMerged, proveAll, sampleOf } from './patching.ts'

const NAMES = KUSTOMIZES.map(({ name }) => name)

const IMAGE = 'registry.example/shop/web:1.4.2'

/** Returns a workload with a pod template; the content of its pod spec is YAML in flow style. */
const workload = (kind: string, name: string, spec: string, apiVersion = 'apps/v1', namespace = ''): string => `\
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: ${name}${namespace === '' ? '' : `, namespace: ${namespace}`}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: ${spec}
---
`

const container = (name: string, more = ''): string => `{name: ${name}, image: ${IMAGE}${more}}`
const SOFT = `{containers: [${container('app')}]}`

interface Trap {
  title: string
  stream: string
  profile?: string
  /** Whether its patches name items by their position. */
  byPosition?: boolean
}

const TRAPS: readonly Trap[] = [
  {
    title: 'init containers keep the order that they run in, though only the last one is patched',
    stream: workload(
      'Deployment',
      'web',
      `{automountServiceAccountToken: false, enableServiceLinks: false, initContainers: [${container('one', ', resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, readOnlyRootFilesystem: true}')}, ${container('two')}], containers: [${container('app')}, ${container('side')}]}`,
    ),
  },
  {
    title: 'a variable that is there twice stays there twice',
    stream: workload(
      'Deployment',
      'web',
      `{containers: [${container('app', ', env: [{name: A, value: "1"}, {name: A, value: "yes"}]')}]}`,
    ),
    byPosition: true,
  },
  {
    title: 'the lists of a custom resource are not replaced',
    stream: workload(
      'Rollout',
      'web',
      `{containers: [${container('app')}, ${container('side')}]}`,
      'argoproj.io/v1alpha1',
    ),
    byPosition: true,
  },
  {
    title: 'a group that Kubernetes no longer serves is unknown to Kustomize, like a custom resource',
    stream: workload(
      'Deployment',
      'web',
      `{containers: [${container('app')}, ${container('side')}]}`,
      'extensions/v1beta1',
    ),
    byPosition: true,
  },
  {
    title: 'a name is no pattern: a dot in it stands for a dot',
    stream:
      workload('Deployment', 'web.a', SOFT) + workload('Deployment', 'webxa', `{containers: [${container('other')}]}`),
  },
  {
    title: 'an object without a namespace is told from one of the same name in a namespace',
    stream:
      workload('Deployment', 'web', SOFT) +
      workload('Deployment', 'web', `{containers: [${container('other')}]}`, 'apps/v1', 'shop'),
  },
  {
    title: 'a host port goes, and the port of the same number stays as it is',
    stream: workload(
      'Deployment',
      'web',
      `{containers: [${container('dns', ', ports: [{containerPort: 53, hostPort: 53, protocol: UDP}, {containerPort: 53, hostPort: 53}, {containerPort: 80}]')}]}`,
    ),
    profile: 'strict',
    byPosition: true,
  },
  {
    title: 'what an enforced profile removes is removed by merging too',
    stream: workload(
      'DaemonSet',
      'agent',
      `{hostNetwork: true, hostPID: true, containers: [${container('agent', ', securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}, ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 81, protocol: TCP}], volumeMounts: [{name: data, mountPath: /data}]')}], volumes: [{name: data, hostPath: {path: /srv/data, type: DirectoryOrCreate}}]}`,
    ),
    profile: 'strict',
  },
  {
    title: 'a merge does not reach the other places of an anchor',
    stream: `${workload(
      'Deployment',
      'web',
      `{containers: [{name: app, image: ${IMAGE}, securityContext: &user {runAsUser: 1000}}, {name: prober, image: ${IMAGE}, command: [sudo, /prober], securityContext: *user}]}`,
    )}`,
    byPosition: true,
  },
  {
    title: 'the annotation of a Pod with an anchor is merged, since Kustomize has annotations of its own',
    stream: `x-app: &app {image: 'nginxinc/nginx-unprivileged:1.29', securityContext: {privileged: false}}
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      <<: *app
`,
    byPosition: true,
  },
  {
    title: 'items of a List, service accounts and the pods of a CronJob are patched where they stand',
    stream: `apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ServiceAccount, metadata: {name: idle, namespace: shop}}
  - {apiVersion: v1, kind: Pod, metadata: {name: one}, spec: ${SOFT}}
  - {apiVersion: v1, kind: ReplicationController, metadata: {name: two}, spec: {template: {spec: ${SOFT}}}}
  - {apiVersion: v1, kind: PodTemplate, metadata: {name: three}, template: {spec: ${SOFT}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: four, annotations: {a: b}}
spec: {schedule: "*/5 * * * *", jobTemplate: {spec: {template: {metadata: {annotations: {c: d}}, spec: ${SOFT}}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: five}
spec: {containers: [${container('app')}], ephemeralContainers: [${container('shell')}, ${container('debug', ', securityContext: {capabilities: {drop: [all]}}')}]}
`,
  },
]

const prove = async (t: ExecutionContext, { title, stream, profile, byPosition = false }: Trap) => {
  const sample = sampleOf(title, stream, optionsWith(undefined, profile))
  t.true(sample.set.patches.length > 0)
  t.deepEqual(sample.set.leftOut, [])
  t.is(isMerged(sample), !byPosition)
  for (const program of KUSTOMIZES) await proveAll(t, program, [sample])
  if (!byPosition) return proveAll(t, KUSTOMIZE_5, [again(sample)])
  const built = await build(KUSTOMIZE_5, kustomization(sample.hardened, sample.component))
  t.regex('refusal' in built ? built.refusal : '', /test failed/, 'a patch by position tells that it does not fit')
}

for (const trap of TRAPS) testWith(...NAMES)(trap.title, (t) => prove(t, trap))

testWith(KUSTOMIZE_5.name)('casehard check finds what a patch passes over whose object is not there', async (t) => {
  const { component } = sampleOf('', workload('Deployment', 'web', SOFT), optionsWith())
  const built = await build(KUSTOMIZE_5, kustomization(workload('Deployment', 'renamed', SOFT), component))
  const checked = await run(['check'], { stdin: 'stream' in built ? built.stream : '' })
  t.is(checked.code, 1)
  t.regex(checked.stdout, /Deployment renamed/)
})

testWith(...NAMES)('a component that has nothing to change is taken', async (t) => {
  const hard = sampleOf('', sampleOf('', workload('Deployment', 'web', SOFT), optionsWith()).hardened, optionsWith())
  t.deepEqual(hard.set.patches, [])
  for (const program of KUSTOMIZES) await proveAll(t, program, [hard])
})
