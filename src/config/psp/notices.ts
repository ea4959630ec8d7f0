import { choice, flag, list, object, type Schema, text } from '../../lib/json-schema/schema.ts'
import type { PodSecurityPolicy } from '../../model.ts'
import { join } from '../../pointer.ts'
import { bareCapability, CAPABILITY_LISTS, HIGHEST_PORT, type PolicySpec } from './spec.ts'

/** The volume types of a PodSecurityPolicy (policy/v1beta1 FSType). */
export const VOLUME_TYPES = [
  '*',
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephFS',
  'cinder',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'hostPath',
  'iscsi',
  'nfs',
  'persistentVolumeClaim',
  'photonPersistentDisk',
  'portworxVolume',
  'projected',
  'quobyte',
  'rbd',
  'scaleIO',
  'secret',
  'storageos',
  'vsphereVolume',
]

const names = (description: string): Schema => list(description, text('A name.'))

const ranges = list(
  'Ranges, both ends included.',
  object('A range.', { min: { type: 'integer', minimum: 0 }, max: { type: 'integer', minimum: 0 } }, ['min', 'max']),
)

const ruleOver = (description: string, ...rules: string[]): Schema =>
  object(description, { rule: choice('The rule.', ...rules), ranges }, ['rule'])

const groups = (description: string): Schema => ruleOver(description, 'MustRunAs', 'MayRunAs', 'RunAsAny')

const named = (description: string, field: string, more: Record<string, Schema> = {}): Schema =>
  list(description, object('One of them.', { [field]: text('Its name.'), ...more }, [field]))

/** The rules that the API requires; policies in guides often omit some. */
const REQUIRED_RULES = ['seLinux', 'runAsUser', 'supplementalGroups', 'fsGroup'] as const

/** The `spec` of a PodSecurityPolicy, the same in policy/v1beta1 and extensions/v1beta1. */
export const POLICY_SCHEMA: Schema = object(
  'A PodSecurityPolicy.',
  {
    spec: object('The rules of the policy.', {
      privileged: flag('Whether containers may be privileged.'),
      defaultAddCapabilities: names('Capabilities that are added.'),
      requiredDropCapabilities: names('Capabilities that are dropped.'),
      allowedCapabilities: names('Capabilities that may be added.'),
      volumes: list('Volume types that are allowed.', choice('A volume type.', ...VOLUME_TYPES)),
      hostNetwork: flag('Whether pods may use the host network.'),
      hostPID: flag('Whether pods may use the host PID namespace.'),
      hostIPC: flag('Whether pods may use the host IPC namespace.'),
      hostPorts: ranges,
      seLinux: object(
        'SELinux options.',
        {
          rule: choice('The rule.', 'MustRunAs', 'RunAsAny'),
          seLinuxOptions: object(
            'The options.',
            Object.fromEntries(['level', 'role', 'type', 'user'].map((field) => [field, text('An option.')])),
          ),
        },
        ['rule'],
      ),
      runAsUser: ruleOver('The user.', 'MustRunAs', 'MustRunAsNonRoot', 'RunAsAny'),
      runAsGroup: groups('The group.'),
      supplementalGroups: groups('Supplemental groups.'),
      fsGroup: groups('The group of volumes.'),
      readOnlyRootFilesystem: flag('Whether root filesystems must be read-only.'),
      defaultAllowPrivilegeEscalation: flag('The default.'),
      allowPrivilegeEscalation: flag('Whether privileges may escalate.'),
      allowedHostPaths: named('Paths of the node.', 'pathPrefix', { readOnly: flag('Read-only.') }),
      allowedFlexVolumes: named('Drivers.', 'driver'),
      allowedCSIDrivers: named('Drivers.', 'name'),
      allowedUnsafeSysctls: names('Unsafe sysctls that are allowed.'),
      forbiddenSysctls: names('Sysctls that are forbidden.'),
      allowedProcMountTypes: list('Types of /proc.', choice('A type.', 'Default', 'Unmasked')),
      runtimeClass: object(
        'Runtime classes.',
        {
          allowedRuntimeClassNames: names('Allowed runtime classes.'),
          defaultRuntimeClassName: text('The default.'),
        },
        ['allowedRuntimeClassNames'],
      ),
    }),
  },
  ['spec'],
)

/** A notice about a policy, and the pointer to the field in question. */
export interface PolicyNotice {
  code: string
  message: string
  pointer: string
}

/** Ids below this are system accounts by convention. */
const SYSTEM_IDS = 1000

const notice = (code: string, pointer: string, message: string): PolicyNotice => ({ code, pointer, message })

const findMissingRules = (spec: PolicySpec): PolicyNotice[] =>
  REQUIRED_RULES.filter((field) => spec[field] === undefined).map((field) =>
    notice('policy-field-missing', '/spec', `spec.${field} is missing, which the API requires; it is read as RunAsAny`),
  )

const findPrefixedCapabilities = (spec: PolicySpec): PolicyNotice[] =>
  CAPABILITY_LISTS.flatMap((list) =>
    (spec[list] ?? []).flatMap((name, i) =>
      bareCapability(name) === name
        ? []
        : [
            notice(
              'policy-capability-spelling',
              join('/spec', list, i),
              `${name} in ${list} is read as ${bareCapability(name)}: Kubernetes knows no CAP_ prefix, so admission would not have matched it`,
            ),
          ],
    ),
  )

const findHighPorts = ({ hostPorts = [] }: PolicySpec): PolicyNotice[] =>
  hostPorts.flatMap(({ max }, i) =>
    max <= HIGHEST_PORT
      ? []
      : [
          notice(
            'policy-port-range',
            join('/spec/hostPorts', i, 'max'),
            `${max} in hostPorts is read as ${HIGHEST_PORT}, the highest port`,
          ),
        ],
  )

/** Finds ranges that are meant to exclude root, but set their first number, a system group, in every pod. */
const findLowGroups = ({ supplementalGroups, fsGroup }: PodSecurityPolicy): PolicyNotice[] =>
  Object.entries({ supplementalGroups, fsGroup }).flatMap(([field, { rule, ranges }]) => {
    const [first] = ranges
    if (rule !== 'MustRunAs' || first === undefined || first.min >= SYSTEM_IDS || first.min === first.max) return []
    return [
      notice(
        'policy-low-group',
        `/spec/${field}`,
        `${field} is set to ${first.min}, the first number of its ranges; use MayRunAs to only check it`,
      ),
    ]
  })

const findNoVolumes = ({ volumes = [] }: PolicySpec): PolicyNotice[] =>
  volumes.length > 0
    ? []
    : [
        notice(
          'policy-no-volumes',
          '/spec',
          'spec.volumes allows no volume, not even that of the service account token; use "*" to allow all',
        ),
      ]

const findUnallowedDefault = ({ seccomp }: PodSecurityPolicy): PolicyNotice[] =>
  seccomp.default === undefined || seccomp.allowed !== undefined
    ? []
    : [
        notice(
          'policy-seccomp-default',
          '/metadata/annotations',
          'the policy sets a seccomp profile that it does not allow, so admission refused it; add seccomp.security.alpha.kubernetes.io/allowedProfileNames',
        ),
      ]

/** Returns the notices about a policy as written, and with its defaults. */
export const findNotices = (spec: PolicySpec, policy: PodSecurityPolicy): PolicyNotice[] => [
  ...findMissingRules(spec),
  ...findPrefixedCapabilities(spec),
  ...findHighPorts(spec),
  ...findLowGroups(policy),
  ...findNoVolumes(spec),
  ...findUnallowedDefault(policy),
]
