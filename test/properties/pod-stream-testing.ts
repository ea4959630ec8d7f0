import type { Json, JsonObject } from '../../src/model.ts'
import type { Tape } from '../../src/yaml/testing/tape-testing.ts'

/** Fields with values that controls add to, change, remove or hold, among them nulls and empty collections. */
type Choices = { [field: string]: readonly Json[] }

const SECURITY: Choices = {
  privileged: [true, false, null],
  allowPrivilegeEscalation: [true, false],
  readOnlyRootFilesystem: [false, true, null],
  runAsNonRoot: [true, false, null],
  runAsUser: [0, 1000, 65534],
  procMount: ['Default', 'Unmasked'],
  capabilities: [
    null,
    {},
    { drop: ['ALL'] },
    { drop: null, add: ['SYS_ADMIN', 'CHOWN', 'NET_RAW'] },
    { add: ['SYS_ADMIN'] },
  ],
  seccompProfile: [
    { type: 'Unconfined' },
    { type: 'RuntimeDefault' },
    { type: 'Localhost', localhostProfile: 'a.json' },
  ],
  seLinuxOptions: [{ user: 'u', level: 's0' }, {}],
}

const CONTAINER: Choices = {
  securityContext: [null, {}],
  resources: [null, {}, { limits: null }, { limits: { memory: '64Mi' }, requests: {} }, { requests: { cpu: '10m' } }],
  args: [['sh', '-c', 'set -e\necho "$1"\n'], ['a: b', '# no', "it's"], ['x\n  deep\n\nlast'], []],
  env: [
    [
      { name: 'V0', value: '' },
      { name: 'V1', value: 'two\n\nlines\n' },
    ],
    [],
    null,
  ],
  ports: [[{ containerPort: 80, hostPort: 80 }], [{ hostPort: 1 }, { hostPort: 2, name: 'p' }], []],
  volumeMounts: [[{ name: 'data', mountPath: '/data' }], [], null],
  livenessProbe: [{ httpGet: { path: '/', port: 80, host: 'h' } }],
  command: [['sleep', '1'], ['/bin/app']],
}

const POD: Choices = {
  hostNetwork: [true, false],
  hostPID: [true],
  hostIPC: [true, null],
  restartPolicy: ['Always'],
  schedulerName: ['line one\nline two', 'default\n'],
  securityContext: [null, {}],
  volumes: [[{ name: 'data', emptyDir: {} }], [{ name: 'data', hostPath: { path: '/var/log' } }], [], null],
  enableServiceLinks: [true, false],
  automountServiceAccountToken: [true, null],
  serviceAccountName: ['web'],
  shareProcessNamespace: [true],
}

/** Picks some fields in some order. */
const pickFields = (tape: Tape, choices: Choices, most: number): JsonObject => {
  const names = Object.keys(choices)
  const picked: JsonObject = {}
  for (let count = tape.below(most + 1); count > 0; count--) {
    const name = tape.pick(names)
    picked[name] = structuredClone(tape.pick(choices[name] as readonly Json[]))
  }
  return picked
}

const withSecurity = (tape: Tape, fields: JsonObject, most: number): JsonObject =>
  'securityContext' in fields && tape.below(3) > 0
    ? { ...fields, securityContext: pickFields(tape, SECURITY, most) }
    : fields

const container = (tape: Tape, name: string): JsonObject => {
  const image = tape.pick(['nginx', 'postgres:16', 'registry.example/app:1', 'nginxinc/nginx-unprivileged:1.25'])
  const fields = withSecurity(tape, { ...pickFields(tape, CONTAINER, 4) }, 4)
  return tape.isRare(2) ? { name, image, ...fields } : { ...fields, name, image }
}

const podSpec = (tape: Tape): JsonObject => {
  const before = pickFields(tape, POD, 3)
  const containers = Array.from({ length: 1 + tape.below(2) }, (_, i) => container(tape, `app${i}`))
  const after = pickFields(tape, POD, 3)
  const init = tape.isRare(5) ? { initContainers: [container(tape, 'init')] } : {}
  const { securityContext, seccompProfile } = pickFields(tape, { ...SECURITY, ...POD }, 2)
  const pod = seccompProfile === undefined ? securityContext : { seccompProfile }
  return { ...before, ...init, containers, ...(pod === undefined ? {} : { securityContext: pod }), ...after }
}

/** An object with a pod. */
export const podObject = (tape: Tape): JsonObject => {
  const metadata: JsonObject = tape.isRare(3) ? { name: 'web', annotations: { a: 'b', 'c/d': '#' } } : { name: 'web' }
  const spec = podSpec(tape)
  const kind = tape.below(4)
  if (kind === 1) return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { metadata, spec } } }
  if (kind === 2)
    return {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec } } } },
    }
  if (kind === 3) return { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Pod', metadata, spec }] }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec }
}
