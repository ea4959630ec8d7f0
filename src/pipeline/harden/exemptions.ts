import { EXEMPT, EXEMPT_REASON, readAnnotations } from '../../config/exemptions/annotations.ts'
import { exemptionsFor } from '../../config/exemptions/candidates.ts'
import { type ExemptionTarget, isExpired, matchesExemption } from '../../config/exemptions/match.ts'
import { asObject } from '../../kube/pod/pod.ts'
import type { Configuration, Control, Exemption, InputObject, Json, Place, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import type { PlacedNotice, RequestedExemptions, RunContext } from '../types.ts'

export const NO_EXEMPTIONS: RequestedExemptions = { object: [], pods: [], notices: [] }

const annotationsIn = (metadata: Json | undefined) => asObject(asObject(metadata).annotations)

/** Reads the annotations of an object and of its pod templates, which may leave the reason to the object. */
export const readRequestedExemptions = (
  object: InputObject,
  pods: readonly Pod[],
  configuration: Configuration,
): RequestedExemptions => {
  const own = annotationsIn(object.value.metadata)
  const ownAt = join(object.at.pointer, 'metadata')
  const templates = pods.filter(({ metadataPointer }) => metadataPointer !== ownAt)
  const holders = [own, ...templates.map(({ metadata }) => annotationsIn(metadata))]
  if (!holders.some((annotations) => Object.hasOwn(annotations, EXEMPT))) return NO_EXEMPTIONS
  const notices: PlacedNotice[] = []
  const read = (annotations: typeof own, metadata: string, among: readonly Pod[]): Exemption[] => {
    const annotation: Place = { document: object.at.document, pointer: join(metadata, 'annotations', EXEMPT) }
    const containers = among.flatMap((pod) => pod.containers.map(({ name }) => name))
    const { exemptions, problems } = readAnnotations(annotations, own[EXEMPT_REASON], containers, configuration)
    for (const problem of problems)
      notices.push({
        code: 'exemption-annotation-ignored',
        message: `the annotation ${EXEMPT} ${problem}`,
        pointer: annotation.pointer,
      })
    return exemptions.map((exemption) => ({ ...exemption, annotation }))
  }
  const requested = read(own, ownAt, pods)
  const perPod = pods.map((pod) => {
    const { metadata, metadataPointer = ownAt } = pod
    return metadataPointer === ownAt
      ? requested
      : [...read(annotationsIn(metadata), metadataPointer, [pod]), ...requested]
  })
  return { object: requested, pods: perPod, notices }
}

/** Makes a notice for each requested exemption that matches none of the targets. */
export const staleAnnotations = (
  { object, pods }: RequestedExemptions,
  matched: readonly ExemptionTarget[],
  namespace: string | undefined,
): PlacedNotice[] =>
  [...new Set([...object, ...pods.flat()])]
    .filter((exemption) => !matched.some((target) => matchesExemption(exemption, target, namespace)))
    .map(({ controls, match: { container }, annotation }) => ({
      code: 'stale-exemption',
      message: `the annotation ${EXEMPT} exempts nothing with ${[...controls, container ?? []].flat().join('/')}: remove it`,
      pointer: (annotation as Place).pointer,
    }))

/** A control writes a field that it does not declare, which is a bug of the control. */
export class UndeclaredFieldError extends Error {
  override name = 'UndeclaredFieldError'
}

/** @throws UndeclaredFieldError if there is an undeclared path */
export const demandDeclared = (control: Control, path: string | undefined): void => {
  if (path !== undefined) throw new UndeclaredFieldError(`${control.id} writes ${path}, which it does not declare`)
}

/**
 * Matches a target against the exemptions of the configuration and those that its object requests.
 * @returns the first exemption that counts today, and the target if any exemption matches it, expired or not
 */
export const matchExemptions = (
  { options: { configuration, today } }: RunContext,
  requested: readonly Exemption[],
  target: ExemptionTarget,
): { exemption?: Exemption | undefined; matched?: ExemptionTarget } => {
  const { namespace } = configuration.settings
  if (configuration.exemptions.length + requested.length === 0) return {}
  const candidates = [...exemptionsFor(configuration.exemptions, target, namespace), ...requested]
  const found = candidates.filter((one) => matchesExemption(one, target, namespace))
  return found.length === 0
    ? {}
    : { exemption: found.find((exemption) => !isExpired(exemption, today)), matched: target }
}
