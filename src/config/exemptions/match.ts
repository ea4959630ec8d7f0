import { meetsLabels } from '../../kube/selectors.ts'
import { matchesGlob } from '../../lib/words.ts'
import type { Exemption, JsonObject, Resource } from '../../model.ts'

/** A control and a target that an exemption may match. */
export interface ExemptionTarget {
  control: string
  resource: Resource
  /** The labels of the object and, for a pod, of the pod. */
  labels: readonly JsonObject[]
  /** Name of the container; absent for the whole pod. */
  container?: string
  /**
   * Names of all containers, for a target that is the whole pod: a change of the pod also changes an exempt container, so
   * the exemption of one container holds it.
   */
  containers?: readonly string[]
}

const matchesPattern = (pattern: string | undefined, text: string | undefined): boolean =>
  pattern === undefined || (text !== undefined && matchesGlob(pattern, text))

/** Reports whether an exemption matches a target; `namespace` is that of objects that set none, undefined for any. */
export const matchesExemption = (
  { controls, match }: Exemption,
  { control, resource, labels, container, containers = [] }: ExemptionTarget,
  namespace: string | undefined,
): boolean => {
  const own = resource.namespace ?? namespace
  return (
    controls.includes(control) &&
    matchesPattern(match.kind, resource.kind) &&
    matchesPattern(match.name, resource.name) &&
    (own === undefined || matchesPattern(match.namespace, own)) &&
    (container === undefined
      ? match.container === undefined || containers.some((name) => matchesPattern(match.container, name))
      : matchesPattern(match.container, container)) &&
    (match.labels === undefined || meetsLabels(match.labels.requirements, labels))
  )
}

/** Reports whether an exemption has expired; both dates are ISO, and it still applies on its last day. */
export const isExpired = ({ expires }: Exemption, today: string): boolean => expires !== undefined && today > expires
