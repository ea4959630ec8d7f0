import { matchesGlob } from '../kube/glob.ts'
import type { Configuration, Exemption, Json, Notice, Resource } from '../model.ts'

/** What an exemption may hold. */
export interface ExemptionTarget {
  control: string
  resource: Resource
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
  { control, resource, container, containers = [] }: ExemptionTarget,
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
      : fits(match.container, container))
  )
}

/** Whether an exemption no longer counts; both dates are ISO, and on its last day it still counts. */
export const isExpired = ({ expires }: Exemption, today: string): boolean => expires !== undefined && today > expires

/** The first exemption that counts today and names the target. */
export const findExemption = (
  exemptions: readonly Exemption[],
  target: ExemptionTarget,
  namespace: string | undefined,
  today: string,
): Exemption | undefined =>
  exemptions.find((exemption) => !isExpired(exemption, today) && matchesExemption(exemption, target, namespace))

/** A notice for each exemption that no longer counts. */
export const expiredExemptions = (exemptions: readonly Exemption[], today: string): Notice[] =>
  exemptions
    .filter((exemption) => isExpired(exemption, today))
    .map((exemption) => ({
      code: 'expired-exemption',
      message: `the exemption ${describe(exemption)} expired on ${exemption.expires}: renew or remove it`,
    }))

/**
 * A notice for each exemption that counts today and holds nothing.
 * @param held all targets that an exemption did hold
 */
export const staleExemptions = (
  exemptions: readonly Exemption[],
  held: readonly ExemptionTarget[],
  namespace: string | undefined,
  today: string,
): Notice[] =>
  exemptions
    .filter((exemption) => !isExpired(exemption, today))
    .filter((exemption) => !held.some((target) => matchesExemption(exemption, target, namespace)))
    .map((exemption) => ({
      code: 'stale-exemption',
      message: `the exemption ${describe(exemption)} holds nothing: remove it`,
    }))

/** The annotations of a manifest that ask for an exemption, and give its reason. */
export const EXEMPT = 'casehard.dev/exempt'
export const EXEMPT_REASON = 'casehard.dev/exempt-reason'

/**
 * The exemptions that a resource asks for itself, for use with that resource only, and notices about those that do not
 * count: a third-party chart must not exempt itself, so the configuration has to allow it.
 */
export const annotationExemptions = (
  annotations: { readonly [key: string]: Json | undefined },
  resource: Resource,
  configuration: Pick<Configuration, 'controls' | 'exemptionAnnotations'>,
): { exemptions: Exemption[]; notices: Notice[] } => {
  const asked = annotations[EXEMPT]
  if (typeof asked !== 'string') return { exemptions: [], notices: [] }
  const notice = (code: string, message: string): Notice => ({ code, message, resource })
  if (!configuration.exemptionAnnotations) {
    const message = `the annotation ${EXEMPT} does not count: set "exemptionAnnotations: true" in the configuration`
    return { exemptions: [], notices: [notice('exemption-annotation-ignored', message)] }
  }
  const reason = annotations[EXEMPT_REASON]
  if (typeof reason !== 'string' || reason.trim() === '') {
    const message = `the annotation ${EXEMPT} does not count without a reason: add ${EXEMPT_REASON}`
    return { exemptions: [], notices: [notice('exemption-annotation-ignored', message)] }
  }
  const ids = asked.split(',').flatMap((id) => id.trim() || [])
  const controls = ids.filter((id) => Object.hasOwn(configuration.controls, id))
  const unknown = ids.filter((id) => !controls.includes(id))
  const { kind, name } = resource
  return {
    exemptions: controls.length === 0 ? [] : [{ controls, match: { kind, name }, reason: reason.trim() }],
    notices: unknown.map((id) =>
      notice('exemption-annotation-ignored', `the annotation ${EXEMPT} names "${id}", which is no control`),
    ),
  }
}

const describe = ({ controls, match }: Exemption): string => {
  const where = Object.entries(match).map(([field, pattern]) => `${field} ${pattern}`)
  return `of ${controls.join(', ')} for ${where.join(', ')}`
}
