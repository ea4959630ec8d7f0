import type { PodSecurityPolicy } from '../../model.ts'
import { CONTAINER_RULES } from './migrate-container.ts'
import { POD_RULES } from './migrate-pod.ts'
import { formatNames, type MigratedStance, migrateTo } from './migrate-stance.ts'
import { POLICY_CONTROL } from './parse.ts'

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
