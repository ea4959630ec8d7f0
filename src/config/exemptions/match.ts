import { meetsLabels } from '../../kube/selectors.ts'
import { matchesGlob } from '../../lib/glob.ts'
import type { Exemption, JsonObject, Resource } from '../../model.ts'

/** What an exemption may hold. */
export interface ExemptionTarget {
  control: string
  resource: Resource
  /** The labels of the object and, where it is about a pod, of the pod. */
  labels: readonly JsonObject[]
  /** Name of the container; absent where the whole pod is meant. */
  container?: string
  /**
   * Names of all containers of the pod, where the whole pod is meant: what changes the pod changes an exempt container
   * too, so an exemption of one of them holds it.
   */
  containers?: readonly string[]
}

const fits = (pattern: string | undefined, text: string | undefined): boolean =>
  pattern === undefined || (text !== undefined && matchesGlob(pattern, text))

/** Whether an exemption names a target; `namespace` is that of objects that name none, any where it is undefined. */
export const matchesExemption = (
  { controls, match }: Exemption,
  { control, resource, labels, container, containers = [] }: ExemptionTarget,
  namespace: string | undefined,
): boolean => {
  const own = resource.namespace ?? namespace
  return (
    controls.includes(control) &&
    fits(match.kind, resource.kind) &&
    fits(match.name, resource.name) &&
    (own === undefined || fits(match.namespace, own)) &&
    (container === undefined
      ? match.container === undefined || containers.some((name) => fits(match.container, name))
      : fits(match.container, container)) &&
    (match.labels === undefined || meetsLabels(match.labels.requirements, labels))
  )
}

/** Whether an exemption no longer counts; both dates are ISO, and on its last day it still counts. */
export const isExpired = ({ expires }: Exemption, today: string): boolean => expires !== undefined && today > expires
