import type { Context, Control, Exemption, Options, Stance } from '../model.ts'
import { type ExemptionTarget, findExemption } from '../profile/exemptions.ts'

/** A control that writes what it does not declare: always a bug of the control. */
export class UndeclaredFieldError extends Error {
  override name = 'UndeclaredFieldError'
}

/** What the pods and objects of one stream are judged by. */
export interface Ruling {
  controls: readonly { control: Control; stance: Stance }[]
  context: Context
  options: Options
}

/** @throws UndeclaredFieldError where a path was found */
export const demandDeclared = (control: Control, path: string | undefined): void => {
  if (path !== undefined) throw new UndeclaredFieldError(`${control.id} writes ${path}, which it does not declare`)
}

/** Finds the exemption for a target and keeps book of it. */
export const exemptionFor = (
  ruling: Ruling,
  own: readonly Exemption[],
  found: ExemptionTarget[],
  target: ExemptionTarget,
): Exemption | undefined => {
  const { configuration, today } = ruling.options
  const all = [...configuration.exemptions, ...own]
  const exemption = findExemption(all, target, configuration.settings.namespace, today)
  if (exemption !== undefined) found.push(target)
  return exemption
}
