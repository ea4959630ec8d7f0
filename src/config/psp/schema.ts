import { choice, flag, list, object, type Schema, text } from '../../lib/json-schema/schema.ts'

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
export const REQUIRED_RULES = ['seLinux', 'runAsUser', 'supplementalGroups', 'fsGroup'] as const

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
