/** Fields that exist only in a pod's security context (core/v1 PodSecurityContext). */
export const POD_ONLY_FIELDS: readonly string[] = [
  'fsGroup',
  'fsGroupChangePolicy',
  'seLinuxChangePolicy',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'sysctls',
]

/** Fields that exist only in a container's security context (core/v1 SecurityContext). */
export const CONTAINER_ONLY_FIELDS: readonly string[] = [
  'allowPrivilegeEscalation',
  'capabilities',
  'privileged',
  'procMount',
  'readOnlyRootFilesystem',
]

/** Fields that both security contexts have. */
export const SHARED_FIELDS: readonly string[] = [
  'appArmorProfile',
  'runAsGroup',
  'runAsNonRoot',
  'runAsUser',
  'seLinuxOptions',
  'seccompProfile',
  'windowsOptions',
]

/** Hardening fields directly in a pod spec (core/v1 PodSpec). */
export const SPEC_FIELDS: readonly string[] = [
  'automountServiceAccountToken',
  'enableServiceLinks',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostUsers',
  'shareProcessNamespace',
]

/** Other fields of core/v1 PodSpec and Container, which are never a misspelled hardening field. */
export const ORDINARY_FIELDS: ReadonlySet<string> = new Set([
  'activeDeadlineSeconds',
  'affinity',
  'args',
  'command',
  'containers',
  'dnsConfig',
  'dnsPolicy',
  'env',
  'envFrom',
  'ephemeralContainers',
  'hostAliases',
  'hostname',
  'image',
  'imagePullPolicy',
  'imagePullSecrets',
  'initContainers',
  'lifecycle',
  'livenessProbe',
  'name',
  'nodeName',
  'nodeSelector',
  'os',
  'ports',
  'priorityClassName',
  'readinessProbe',
  'resources',
  'restartPolicy',
  'runtimeClassName',
  'schedulerName',
  'serviceAccount',
  'serviceAccountName',
  'startupProbe',
  'stdin',
  'subdomain',
  'terminationGracePeriodSeconds',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'tolerations',
  'topologySpreadConstraints',
  'tty',
  'volumeDevices',
  'volumeMounts',
  'volumes',
  'workingDir',
])
