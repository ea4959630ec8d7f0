import { BASELINE_CAPABILITIES } from '../../kube/pod/security-context.ts'
import type { NumberRange, PodSecurityPolicy, Stance } from '../../model.ts'

/** The stance of a control that comes closest to a policy. */
export interface MigratedStance {
  control: string
  stance: Stance
  /** The setting of the policy that the stance follows from, e.g. `privileged: false`; empty if there is none. */
  setting: string
  /** How the control differs from admission by the policy. */
  differs?: string
}

/** Derives the stance of one control from a policy. */
export type MigrationRule = (policy: PodSecurityPolicy) => MigratedStance

/** Builds the stance of a control: `default` if the policy asks for what the control does, else `off`. */
export const migrateTo = (control: string, isOn: boolean, setting: string, differs?: string): MigratedStance => ({
  control,
  stance: isOn ? 'default' : 'off',
  setting,
  ...(differs === undefined ? {} : { differs }),
})

/** Joins names by commas; `none` without any. */
export const formatNames = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

/** Formats ranges: `80, 8000-8080`. */
export const formatRanges = (ranges: readonly NumberRange[]): string =>
  formatNames(ranges.map(({ min, max }) => (min === max ? `${min}` : `${min}-${max}`)))

const privileged: MigrationRule = (policy) =>
  migrateTo('no-privileged', !policy.privileged, `privileged: ${policy.privileged}`)

const addedCapabilities: MigrationRule = ({ allowedCapabilities, defaultAddCapabilities }) => {
  const allowed = [...new Set([...allowedCapabilities, ...defaultAddCapabilities])]
  const setting = `allowedCapabilities: ${formatNames(allowed)}`
  if (allowed.includes('*')) return migrateTo('safe-capabilities', false, setting)
  const more = allowed.filter((name) => !BASELINE_CAPABILITIES.includes(name))
  const differs = `allows those of the Baseline standard${more.length === 0 ? '' : `, and holds ${formatNames(more)}`}`
  return migrateTo('safe-capabilities', true, setting, differs)
}

const droppedCapabilities: MigrationRule = ({ requiredDropCapabilities: dropped }) => {
  const differs =
    dropped.length === 0 || dropped.includes('ALL') ? undefined : `drops ALL, not only ${formatNames(dropped)}`
  return migrateTo(
    'drop-capabilities',
    dropped.length > 0,
    `requiredDropCapabilities: ${formatNames(dropped)}`,
    differs,
  )
}

const procMount: MigrationRule = ({ allowedProcMountTypes: types }) => {
  const isDefault = types.every((type) => type === 'Default')
  return migrateTo('default-proc-mount', isDefault, `allowedProcMountTypes: ${formatNames(types)}`)
}

const seLinux: MigrationRule = ({ seLinux: { rule } }) =>
  rule === 'RunAsAny'
    ? migrateTo('safe-selinux-options', false, `seLinux: ${rule}`)
    : migrateTo(
        'safe-selinux-options',
        true,
        `seLinux: ${rule}`,
        'allows every SELinux type for containers and sets none',
      )

const appArmor: MigrationRule = ({ appArmor: { allowed, default: usual } }) => {
  const isRequired = allowed !== undefined && !allowed.includes('unconfined')
  const setting = `AppArmor profiles: ${allowed === undefined ? 'any' : formatNames(allowed)}`
  const differs = isRequired
    ? 'allows every profile except unconfined and sets none'
    : usual === undefined
      ? undefined
      : `does not set ${usual}`
  return migrateTo('safe-apparmor-profile', isRequired, setting, differs)
}

const seccompDefault: MigrationRule = ({ seccomp: { default: usual } }) => {
  const isRuntime = usual === 'runtime/default' || usual === 'docker/default'
  const differs = usual === undefined || isRuntime ? undefined : `no control sets ${usual}`
  return migrateTo('seccomp-runtime-default', isRuntime, `seccomp default: ${usual ?? 'none'}`, differs)
}

const seccompAllowed: MigrationRule = ({ seccomp: { allowed } }) => {
  if (allowed === undefined)
    return migrateTo('no-unconfined-seccomp', false, 'seccomp profiles: none', 'allows every profile')
  const isRequired = !allowed.includes('*') && !allowed.includes('unconfined')
  const differs = isRequired ? 'allows every profile except unconfined' : undefined
  return migrateTo('no-unconfined-seccomp', isRequired, `seccomp profiles: ${formatNames(allowed)}`, differs)
}

const user: MigrationRule = ({ runAsUser: { rule, ranges } }) => {
  if (rule === 'RunAsAny') return migrateTo('run-as-non-root', false, `runAsUser: ${rule}`)
  if (rule === 'MustRunAsNonRoot')
    return migrateTo('run-as-non-root', true, `runAsUser: ${rule}`, 'is held for an image that is known to need root')
  const isRequired = ranges.every(({ min }) => min > 0)
  return migrateTo(
    'run-as-non-root',
    isRequired,
    `runAsUser: ${rule} ${formatRanges(ranges)}`,
    isRequired
      ? `sets a user only if it is known to work with the image, whether or not it is in ${formatRanges(ranges)}`
      : undefined,
  )
}

const escalation: MigrationRule = ({ allowPrivilegeEscalation: allowed, defaultAllowPrivilegeEscalation: usual }) => {
  const isRequired = !allowed || usual === false
  const setting = `allowPrivilegeEscalation: ${allowed}${usual === undefined ? '' : `, by default ${usual}`}`
  const differs = isRequired && allowed ? 'also holds an explicit true' : undefined
  return migrateTo('no-privilege-escalation', isRequired, setting, differs)
}

const rootFilesystem: MigrationRule = ({ readOnlyRootFilesystem: isRequired }) =>
  migrateTo(
    'read-only-root-filesystem',
    isRequired,
    `readOnlyRootFilesystem: ${isRequired}`,
    isRequired ? 'adds volumes for the paths that a container writes to, and is held if they are unknown' : undefined,
  )

/** The stances that follow from the rules of a policy for containers. */
export const CONTAINER_RULES: readonly MigrationRule[] = [
  privileged,
  addedCapabilities,
  procMount,
  seLinux,
  appArmor,
  seccompAllowed,
  seccompDefault,
  user,
  droppedCapabilities,
  escalation,
  rootFilesystem,
]
