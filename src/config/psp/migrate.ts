import type { PodSecurityPolicy } from '../../model.ts'
import {
  CONTAINER_RULES,
  formatNames,
  formatRanges,
  type MigratedStance,
  type MigrationRule,
  migrateTo,
} from './migrate-container.ts'
import { POLICY_CONTROL } from './parse.ts'
import { HIGHEST_PORT } from './spec.ts'

const HOST = ['hostNetwork', 'hostPID', 'hostIPC'] as const

const RESTRICTED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

const allows = ({ volumes }: PodSecurityPolicy, type: string): boolean =>
  volumes.includes('*') || volumes.includes(type)

const hostNamespaces: MigrationRule = (policy) => {
  const allowed = HOST.filter((field) => policy[field])
  const differs =
    allowed.length === 0 || allowed.length === HOST.length ? undefined : `also holds ${formatNames(allowed)}`
  const setting = HOST.map((field) => `${field}: ${policy[field]}`).join(', ')
  return migrateTo('no-host-namespaces', allowed.length < HOST.length, setting, differs)
}

const hostPorts: MigrationRule = ({ hostPorts: ranges }) => {
  const isAny = ranges.some(({ min, max }) => min <= 1 && max >= HIGHEST_PORT)
  const differs = isAny || ranges.length === 0 ? undefined : `holds every host port, also ${formatRanges(ranges)}`
  return migrateTo('no-host-ports', !isAny, `hostPorts: ${formatRanges(ranges)}`, differs)
}

const runtimeSocket: MigrationRule = (policy) =>
  migrateTo(
    'no-container-runtime-socket',
    !allows(policy, 'hostPath'),
    `hostPath allowed: ${allows(policy, 'hostPath')}`,
  )

const hostPath: MigrationRule = (policy) => {
  const paths = policy.allowedHostPaths.map(({ pathPrefix }) => pathPrefix)
  if (!allows(policy, 'hostPath')) return migrateTo('no-host-path', true, 'volumes without hostPath')
  return paths.length === 0
    ? migrateTo('no-host-path', false, 'volumes with hostPath')
    : migrateTo(
        'no-host-path',
        true,
        `allowedHostPaths: ${formatNames(paths)}`,
        `holds every path of the node, also those below ${formatNames(paths)}`,
      )
}

const hostPathReadOnly: MigrationRule = (policy) => {
  const { allowedHostPaths: paths } = policy
  const isRequired = allows(policy, 'hostPath') && paths.some(({ readOnly }) => readOnly)
  return isRequired
    ? migrateTo(
        'host-path-read-only',
        true,
        'allowedHostPaths that are readOnly',
        'makes mounts read-only that are only read; the policy refuses writable mounts and changes none',
      )
    : migrateTo('host-path-read-only', false, '')
}

const restrictedVolumes: MigrationRule = (policy) => {
  const { volumes } = policy
  const setting = `volumes: ${formatNames(volumes)}`
  const more = volumes.filter((type) => !RESTRICTED_VOLUMES.includes(type))
  const fewer = RESTRICTED_VOLUMES.filter((type) => !allows(policy, type))
  if (volumes.includes('*')) return migrateTo('restricted-volumes', false, setting)
  const differs = [
    ...(more.length === 0 ? [] : [`also holds ${formatNames(more)}`]),
    ...(fewer.length === 0 ? [] : [`allows ${formatNames(fewer)}`]),
  ]
  return migrateTo('restricted-volumes', true, setting, differs.length === 0 ? undefined : differs.join('; '))
}

const sysctls: MigrationRule = ({ allowedUnsafeSysctls: allowed, forbiddenSysctls: forbidden }) => {
  const differs = [
    ...(allowed.length === 0 ? [] : [`also holds ${formatNames(allowed)}`]),
    ...(forbidden.length === 0 ? [] : [`allows safe sysctls that the policy forbids: ${formatNames(forbidden)}`]),
  ]
  const setting = `allowedUnsafeSysctls: ${formatNames(allowed)}`
  return migrateTo(
    'safe-sysctls',
    !allowed.includes('*'),
    setting,
    differs.length === 0 ? undefined : differs.join('; '),
  )
}

const token: MigrationRule = (policy) =>
  allows(policy, 'projected')
    ? migrateTo('no-service-account-token', false, 'volumes with projected')
    : migrateTo(
        'no-service-account-token',
        true,
        'volumes without projected, which a service account token needs',
        'keeps the token of pods that call the API',
      )

const rootGroup: MigrationRule = ({ supplementalGroups, fsGroup, runAsGroup }) => {
  const rules = Object.entries({ supplementalGroups, fsGroup, runAsGroup })
  const ruled = rules.filter(([, { rule }]) => rule !== 'RunAsAny')
  const isRequired = ruled.some(([, { ranges }]) => ranges.every(({ min }) => min > 0))
  const setting = rules.map(
    ([field, { rule, ranges }]) => `${field}: ${rule}${ranges.length === 0 ? '' : ` ${formatRanges(ranges)}`}`,
  )
  const differs = 'checks only for group 0 and sets no group'
  return migrateTo('no-root-group', isRequired, setting.join(', '), ruled.length === 0 ? undefined : differs)
}

/** The stances that follow from the rules of a policy for pods. */
const POD_RULES: readonly MigrationRule[] = [
  hostNamespaces,
  hostPorts,
  runtimeSocket,
  hostPath,
  hostPathReadOnly,
  restrictedVolumes,
  sysctls,
  rootGroup,
  token,
]

/** Returns the settings of a policy that no control covers. */
const findUnsupported = (policy: PodSecurityPolicy): string[] => {
  const { defaultAddCapabilities, allowedFlexVolumes, allowedCSIDrivers, runtimeClass, seLinux } = policy
  return [
    ...(defaultAddCapabilities.length === 0 ? [] : [`defaultAddCapabilities: ${formatNames(defaultAddCapabilities)}`]),
    ...(allowedFlexVolumes.length === 0 ? [] : [`allowedFlexVolumes: ${formatNames(allowedFlexVolumes)}`]),
    ...(allowedCSIDrivers.length === 0 ? [] : [`allowedCSIDrivers: ${formatNames(allowedCSIDrivers)}`]),
    ...(runtimeClass === undefined ? [] : [`runtimeClass: ${formatNames(runtimeClass.allowed)}`]),
    ...(seLinux.rule === 'RunAsAny'
      ? []
      : [
          `seLinuxOptions: ${Object.entries(seLinux.options)
            .map(([key, value]) => `${key} ${value}`)
            .join(', ')}`,
        ]),
  ]
}

/**
 * Migrates a policy to stances of controls, one for each control but that of the policies, and lists the settings that
 * no control covers.
 * @param controls ids of all controls, in their order
 */
export const migratePolicy = (
  policy: PodSecurityPolicy,
  controls: readonly string[],
): { stances: MigratedStance[]; unsupported: string[] } => {
  const migrated = new Map(
    [...POD_RULES, ...CONTAINER_RULES].map((rule) => rule(policy)).map((one) => [one.control, one]),
  )
  return {
    stances: controls
      .filter((control) => control !== POLICY_CONTROL)
      .map((control) => migrated.get(control) ?? migrateTo(control, false, '')),
    unsupported: findUnsupported(policy),
  }
}
