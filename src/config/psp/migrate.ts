import type { PodSecurityPolicy } from '../../model.ts'
import { CONTAINER_RULES } from './migrate-container.ts'
import { POD_RULES } from './migrate-pod.ts'
import { listed, type MigratedStance, stanceOf } from './migrate-stance.ts'
import { POLICY_CONTROL } from './parse.ts'

/** What of a policy no control says. */
const unsaid = (policy: PodSecurityPolicy): string[] => {
  const { defaultAddCapabilities, allowedFlexVolumes, allowedCSIDrivers, runtimeClass, seLinux } = policy
  return [
    ...(defaultAddCapabilities.length === 0 ? [] : [`defaultAddCapabilities: ${listed(defaultAddCapabilities)}`]),
    ...(allowedFlexVolumes.length === 0 ? [] : [`allowedFlexVolumes: ${listed(allowedFlexVolumes)}`]),
    ...(allowedCSIDrivers.length === 0 ? [] : [`allowedCSIDrivers: ${listed(allowedCSIDrivers)}`]),
    ...(runtimeClass === undefined ? [] : [`runtimeClass: ${listed(runtimeClass.allowed)}`]),
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
 * The stances that come nearest to a policy, one for each control that could stand in for it, and what none of them says.
 * @param controls ids of all controls, in their order
 */
export const fromPolicy = (
  policy: PodSecurityPolicy,
  controls: readonly string[],
): { stances: MigratedStance[]; unsaid: string[] } => {
  const said = new Map([...POD_RULES, ...CONTAINER_RULES].map((rule) => rule(policy)).map((one) => [one.control, one]))
  return {
    stances: controls
      .filter((control) => control !== POLICY_CONTROL)
      .map((control) => said.get(control) ?? stanceOf(control, false, '')),
    unsaid: unsaid(policy),
  }
}
