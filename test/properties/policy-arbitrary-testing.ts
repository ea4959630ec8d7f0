import fc from 'fast-check'
import type { JsonObject } from '../../src/model.ts'

const some = <T>(...values: T[]) => fc.constantFrom(...values)

/** An object in which each field may be absent; most mostly are, so that some pods satisfy some policies. */
const partial = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<JsonObject> => {
  const fields = Object.entries(model).map(([key, value]) => {
    const optional = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
    return [key, optional] as const
  })
  return fc
    .record(Object.fromEntries(fields))
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as JsonObject)
}

const RANGES = some(
  [{ min: 1, max: 10 }],
  [{ min: 1000, max: 1000 }],
  [
    { min: 0, max: 5 },
    { min: 900, max: 1100 },
  ],
)

const ruleOver = (...rules: string[]) =>
  fc
    .tuple(some(...rules), RANGES)
    .map(([rule, ranges]) => (rule === 'RunAsAny' || rule === 'MustRunAsNonRoot' ? { rule } : { rule, ranges }))

const groups = ruleOver('MustRunAs', 'MayRunAs', 'RunAsAny')

const lists = (...names: string[]) => fc.subarray(names)

const SELINUX = some({ level: 's0:c1,c2' }, { level: 's0:c3,c4', type: 'container_t' })

const annotations = partial({
  'seccomp.security.alpha.kubernetes.io/defaultProfileName': some('docker/default', 'localhost/a.json'),
  'seccomp.security.alpha.kubernetes.io/allowedProfileNames': some(
    '*',
    'docker/default',
    'runtime/default,',
    'localhost/a.json',
  ),
  'apparmor.security.beta.kubernetes.io/defaultProfileName': some('runtime/default'),
  'apparmor.security.beta.kubernetes.io/allowedProfileNames': some('runtime/default', 'runtime/default,unconfined'),
})

const rules = partial({
  privileged: fc.boolean(),
  // The API refuses a policy that adds and drops the same capability.
  defaultAddCapabilities: lists('SYS_TIME', 'CHOWN'),
  requiredDropCapabilities: lists('NET_RAW', 'MKNOD', 'ALL'),
  allowedCapabilities: lists('NET_ADMIN', 'KILL'),
  hostNetwork: fc.boolean(),
  hostPID: fc.boolean(),
  hostPorts: some([], [{ min: 80, max: 443 }]),
  seLinux: fc.oneof(
    fc.constant({ rule: 'RunAsAny' }),
    SELINUX.map((seLinuxOptions) => ({ rule: 'MustRunAs', seLinuxOptions })),
  ),
  runAsUser: ruleOver('MustRunAs', 'MustRunAsNonRoot', 'RunAsAny'),
  runAsGroup: groups,
  supplementalGroups: groups,
  fsGroup: groups,
  readOnlyRootFilesystem: fc.boolean(),
  allowPrivilegeEscalation: fc.boolean(),
  defaultAllowPrivilegeEscalation: fc.constant(false),
  allowedHostPaths: some([], [{ pathPrefix: '/var/log/' }, { pathPrefix: '/foo' }]),
  allowedProcMountTypes: some([], ['Default'], ['Unmasked']),
  runtimeClass: some(
    { allowedRuntimeClassNames: ['gvisor'] },
    { allowedRuntimeClassNames: ['gvisor'], defaultRuntimeClassName: 'gvisor' },
  ),
})

const volumes = some(['*'], ['*'], ['configMap', 'projected'], ['hostPath', 'emptyDir'], [])

/** Generates a valid PodSecurityPolicy, except that required rules may be missing. */
export const policyOf = (name: string): fc.Arbitrary<JsonObject> =>
  fc.record({ rules, volumes, annotations }).map((fields) => ({
    apiVersion: 'policy/v1beta1',
    kind: 'PodSecurityPolicy',
    metadata: { name, annotations: fields.annotations },
    spec: { ...fields.rules, volumes: fields.volumes },
  }))

const ids = some(0, 1, 5, 1000, 2000)

const shared = {
  runAsUser: ids,
  runAsGroup: ids,
  runAsNonRoot: fc.boolean(),
  seLinuxOptions: SELINUX,
  seccompProfile: some(
    { type: 'RuntimeDefault' },
    { type: 'Unconfined' },
    { type: 'Localhost', localhostProfile: 'a.json' },
  ),
  appArmorProfile: some({ type: 'RuntimeDefault' }, { type: 'Unconfined' }),
}

const container = partial({
  securityContext: partial({
    ...shared,
    privileged: fc.constant(false),
    readOnlyRootFilesystem: fc.boolean(),
    allowPrivilegeEscalation: fc.boolean(),
    procMount: fc.constant('Default'),
    capabilities: partial({
      add: fc.shuffledSubarray(['NET_ADMIN', 'CHOWN', 'KILL', 'NET_RAW']),
      drop: fc.array(some('MKNOD', 'ALL', 'NET_RAW', 'CHOWN'), { maxLength: 4 }),
    }),
  }),
  ports: some(
    [{ containerPort: 8080 }],
    [
      { containerPort: 90, hostPort: 90 },
      { containerPort: 81, hostPort: 8081 },
    ],
  ),
})

/** Generates a valid Pod. */
export const podArbitrary: fc.Arbitrary<JsonObject> = fc
  .record({
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    initContainers: fc.array(container, { maxLength: 1 }),
    rest: partial({
      hostNetwork: fc.boolean(),
      hostPID: fc.boolean(),
      automountServiceAccountToken: fc.boolean(),
      runtimeClassName: some('gvisor', 'runc'),
      securityContext: partial({ ...shared, fsGroup: ids, supplementalGroups: fc.array(ids, { maxLength: 2 }) }),
      volumes: fc
        .shuffledSubarray<JsonObject>([
          { configMap: { name: 'a' } },
          { emptyDir: {} },
          { hostPath: { path: '/food' } },
          { hostPath: { path: '/var/log/pods' } },
        ])
        .map((volumes) => volumes.map((volume, i) => ({ name: `v${i}`, ...volume }))),
    }),
  })
  .map(({ containers, initContainers, rest }) => {
    const named = (list: readonly JsonObject[], prefix: string): JsonObject[] =>
      list.map((one, i) => ({ name: `${prefix}${i}`, image: 'registry.example/team/app:1', ...one }))
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: {
        ...rest,
        containers: named(containers, 'app'),
        ...(initContainers.length === 0 ? {} : { initContainers: named(initContainers, 'init') }),
      },
    }
  })
