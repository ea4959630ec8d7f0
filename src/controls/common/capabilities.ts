import { asList, asObject } from '../../kube/pod/pod.ts'
import { addedCapabilities, BASELINE_CAPABILITIES, ownField } from '../../kube/pod/security-context.ts'
import type { Container, Evidence, EvidenceContext, Operation, Pod } from '../../model.ts'
import { appendItem, removeField, setField } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'

const CAPABILITIES = ['securityContext', 'capabilities']

/** Steps from a container to the list of dropped capabilities. */
export const DROP: readonly string[] = [...CAPABILITIES, 'drop']

/** Steps from a container to the list of added capabilities. */
export const ADD: readonly string[] = [...CAPABILITIES, 'add']

/** Finds added capabilities that are not in `allowed`. Names are compared verbatim, as in Pod Security admission. */
export const findAddedBeyond = (container: Container, allowed: readonly string[]): string[] =>
  addedCapabilities(container).filter((name) => !allowed.includes(name))

/** Builds operations that remove what is not in `allowed` from `capabilities.add`, and the list if it becomes empty. */
export const removeAdded = (container: Container, allowed: readonly string[]): Operation[] => {
  const added = asList(asObject(ownField(container.value, 'capabilities')).add)
  const isAllowed = (name: unknown): boolean => typeof name === 'string' && allowed.includes(name)
  if (!added.some(isAllowed)) return removeField(container, ADD)
  const surplus = added.flatMap((name, index) => (isAllowed(name) ? [] : [index]))
  return surplus.reverse().flatMap((index) => removeField(container, [...ADD, index]))
}

/** Builds operations that drop ALL and add `names`; capabilities that the manifest adds stay first and unchanged. */
export const dropAll = (container: Container, names: readonly string[]): Operation[] => {
  if (ownField(container.value, 'capabilities') === undefined)
    return setField(container, CAPABILITIES, { drop: ['ALL'], ...(names.length === 0 ? {} : { add: [...names] }) })
  const added = asList(asObject(ownField(container.value, 'capabilities')).add)
  const missing = names.filter((name) => !added.includes(name))
  const additions =
    added.length === 0 && missing.length > 0
      ? setField(container, ADD, [...missing])
      : missing.map(
          (value, i): Operation => ({ op: 'add', path: join(container.pointer, ...ADD, added.length + i), value }),
        )
  return [...appendItem(container, DROP, 'ALL'), ...additions]
}

/**
 * Finds what only a privileged container can do. None if the manifest sets `privileged: false` or adds capabilities
 * beyond Baseline: the container then works without being privileged.
 */
export const findPrivilegeEvidence = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] =>
  ownField(container.value, 'privileged') === false || findAddedBeyond(container, BASELINE_CAPABILITIES).length > 0
    ? []
    : context.requirementsOf(pod, container).privilegedUses
