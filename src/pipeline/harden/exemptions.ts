import { EXEMPT, EXEMPT_REASON, readAnnotations } from '../../config/exemptions/annotations.ts'
import { exemptionsFor } from '../../config/exemptions/candidates.ts'
import { type ExemptionTarget, isExpired, matchesExemption } from '../../config/exemptions/match.ts'
import { asObject, perPod } from '../../kube/pod/pod.ts'
import { keepsMounts } from '../../kube/pod/volumes.ts'
import type {
  Configuration,
  Container,
  Control,
  EvidenceContext,
  Exemption,
  InputObject,
  Json,
  Options,
  Place,
  Pod,
} from '../../model.ts'
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
  { options: { configuration, today } }: Pick<RunContext, 'options'>,
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

const READ_ONLY_ROOT = 'read-only-root-filesystem'

/**
 * Returns the test whether `read-only-root-filesystem` mounts volumes where a container writes: another control may then
 * count on them. The control itself can still hold the change for what it finds.
 */
export const mountsWritesBy = (options: Options): EvidenceContext['mountsWrites'] => {
  const { configuration } = options
  if (['off', 'report'].includes(configuration.controls[READ_ONLY_ROOT] ?? 'off')) return () => false
  const requestedBy = perPod((pod: Pod) => {
    const { document, object, objectPointer, resource } = pod
    const input = { value: object, resource, at: { document, pointer: objectPointer } }
    return readRequestedExemptions(input, [pod], configuration).pods[0] ?? []
  })
  return (pod: Pod, container: Container): boolean => {
    const labels = [asObject(asObject(pod.object.metadata).labels), asObject(pod.metadata.labels)]
    const target = { control: READ_ONLY_ROOT, resource: pod.resource, labels, container: container.name }
    return keepsMounts(pod, container) && matchExemptions({ options }, requestedBy(pod), target).exemption === undefined
  }
}
