import { choice, flag, list, object, type Schema, text } from '../../lib/json-schema/schema.ts'

/** The types of volumes that a PodSecurityPolicy may name (policy/v1beta1 FSType). */
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

const words = (description: string): Schema => list(description, text('A name.'))

const ranges = list(
  'Ranges, both ends included.',
  object('A range.', { min: { type: 'integer', minimum: 0 }, max: { type: 'integer', minimum: 0 } }, ['min', 'max']),
)

const ruleOver = (description: string, ...rules: string[]): Schema =>
  object(description, { rule: choice('The rule.', ...rules), ranges }, ['rule'])

const groups = (description: string): Schema => ruleOver(description, 'MustRunAs', 'MayRunAs', 'RunAsAny')

const named = (description: string, field: string, more: Record<string, Schema> = {}): Schema =>
  list(description, object('One of them.', { [field]: text('Its name.'), ...more }, [field]))

/** The rules that the API demands; partial policies, as guides print them, leave some out. */
export const REQUIRED_RULES = ['seLinux', 'runAsUser', 'supplementalGroups', 'fsGroup'] as const

/** The `spec` of a PodSecurityPolicy, the same in policy/v1beta1 and extensions/v1beta1. */
export const POLICY_SCHEMA: Schema = object(
  'A PodSecurityPolicy.',
  {
    spec: object('What the policy demands.', {
      privileged: flag('Whether containers may be privileged.'),
      defaultAddCapabilities: words('Capabilities that are added.'),
      requiredDropCapabilities: words('Capabilities that are dropped.'),
      allowedCapabilities: words('Capabilities that may be added.'),
      volumes: list('Types of volumes that may be used.', choice('A type.', ...VOLUME_TYPES)),
      hostNetwork: flag('Whether pods may use the network of their node.'),
      hostPID: flag('Whether pods may see the processes of their node.'),
      hostIPC: flag('Whether pods may use the IPC of their node.'),
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
      supplementalGroups: groups('Further groups.'),
      fsGroup: groups('The group of volumes.'),
      readOnlyRootFilesystem: flag('Whether root filesystems have to be read-only.'),
      defaultAllowPrivilegeEscalation: flag('What is filled in.'),
      allowPrivilegeEscalation: flag('Whether privileges may escalate.'),
      allowedHostPaths: named('Paths of the node.', 'pathPrefix', { readOnly: flag('Read-only.') }),
      allowedFlexVolumes: named('Drivers.', 'driver'),
      allowedCSIDrivers: named('Drivers.', 'name'),
      allowedUnsafeSysctls: words('Unsafe sysctls that may be set.'),
      forbiddenSysctls: words('Sysctls that may not be set.'),
      allowedProcMountTypes: list('Types of /proc.', choice('A type.', 'Default', 'Unmasked')),
      runtimeClass: object(
        'Runtime classes.',
        {
          allowedRuntimeClassNames: words('Those that may be used.'),
          defaultRuntimeClassName: text('What is filled in.'),
        },
        ['allowedRuntimeClassNames'],
      ),
    }),
  },
  ['spec'],
)
