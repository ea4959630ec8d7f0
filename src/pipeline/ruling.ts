import type { Context, Control, Exemption, Options, Pod, Stance } from '../model.ts'
import { type ExemptionTarget, isExpired, matchesExemption } from '../profile/exemptions.ts'

/** A control that writes what it does not declare: always a bug of the control. */
export class UndeclaredFieldError extends Error {
  override name = 'UndeclaredFieldError'
}

/** What the pods and objects of one stream are judged by. */
export interface Ruling {
  controls: readonly { control: Control; stance: Stance }[]
  context: Context
  options: Options
  /** The PodSecurityPolicy that is chosen for a pod. */
  policyOf(pod: Pod, context: Context): string | undefined
}

/** @throws UndeclaredFieldError where a path was found */
export const demandDeclared = (control: Control, path: string | undefined): void => {
  if (path !== undefined) throw new UndeclaredFieldError(`${control.id} writes ${path}, which it does not declare`)
}

/** The first exemption that counts today and names a target; all targets that any names go into `matched`. */
export const exemptionFor = (
  ruling: Ruling,
  own: readonly Exemption[],
  matched: ExemptionTarget[],
  target: ExemptionTarget,
): Exemption | undefined => {
  const { configuration, today } = ruling.options
  const { namespace } = configuration.settings
  if (configuration.exemptions.length + own.length === 0) return undefined
  const found = [...configuration.exemptions, ...own].filter((one) => matchesExemption(one, target, namespace))
  if (found.length > 0) matched.push(target)
  return found.find((exemption) => !isExpired(exemption, today))
}
