import { asList, asObject } from '../../kube/pods.ts'
import { addedCapabilities, ownField } from '../../kube/security-context.ts'
import type { Container, Operation } from '../../model.ts'
import { removeField } from '../../patch/operations.ts'

const ADD = ['securityContext', 'capabilities', 'add']

/** Added capabilities that are not in `allowed`; names are compared verbatim, as Pod Security admission does. */
export const addedBeyond = (container: Container, allowed: readonly string[]): string[] =>
  addedCapabilities(container).filter((name) => !allowed.includes(name))

/** Operations that take what is not in `allowed` out of `capabilities.add`, and the whole list if nothing is left. */
export const removeAdded = (container: Container, allowed: readonly string[]): Operation[] => {
  const added = asList(asObject(ownField(container.value, 'capabilities')).add)
  const isAllowed = (name: unknown): boolean => typeof name === 'string' && allowed.includes(name)
  if (!added.some(isAllowed)) return removeField(container, ADD)
  const surplus = added.flatMap((name, index) => (isAllowed(name) ? [] : [index]))
  return surplus.reverse().flatMap((index) => removeField(container, [...ADD, index]))
}
