import { asObject } from '../kube/pods.ts'
import type { Configuration, Exemption, Json, Notice, Place, Pod, StreamObject } from '../model.ts'
import { join } from '../pointer.ts'
import { EXEMPT, EXEMPT_REASON, readAnnotations } from '../profile/annotated-exemptions.ts'
import { type ExemptionTarget, matchesExemption } from '../profile/exemptions.ts'

/** A notice and where it is about, from the document's root. */
export type PlacedNotice = Notice & { pointer: string }

/** The exemptions that an object and its pods ask for themselves. */
export interface Asked {
  /** Those of the object. */
  object: Exemption[]
  /** Those that count for each of the pods: of its template, then of the object. */
  pods: Exemption[][]
  /** What is wrong with the annotations. */
  notices: PlacedNotice[]
}

/** No exemptions. */
export const NOTHING_ASKED: Asked = { object: [], pods: [], notices: [] }

const annotationsIn = (metadata: Json | undefined) => asObject(asObject(metadata).annotations)

/** Reads the annotations of an object and of its pod templates, which may leave the reason to the object. */
export const exemptionsAsked = (object: StreamObject, pods: readonly Pod[], configuration: Configuration): Asked => {
  const own = annotationsIn(object.value.metadata)
  const ownAt = join(object.at.pointer, 'metadata')
  const templates = pods.filter(({ metadataPointer }) => metadataPointer !== ownAt)
  const holders = [own, ...templates.map(({ metadata }) => annotationsIn(metadata))]
  if (!holders.some((annotations) => Object.hasOwn(annotations, EXEMPT))) return NOTHING_ASKED
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
  const asked = read(own, ownAt, pods)
  const perPod = pods.map((pod) => {
    const { metadata, metadataPointer = ownAt } = pod
    return metadataPointer === ownAt ? asked : [...read(annotationsIn(metadata), metadataPointer, [pod]), ...asked]
  })
  return { object: asked, pods: perPod, notices }
}

/** A notice for each exemption asked for that matches none of the targets. */
export const staleAnnotations = (
  { object, pods }: Asked,
  matched: readonly ExemptionTarget[],
  namespace: string | undefined,
): PlacedNotice[] =>
  [...new Set([...object, ...pods.flat()])]
    .filter((exemption) => !matched.some((target) => matchesExemption(exemption, target, namespace)))
    .map(({ controls, match: { container }, annotation }) => ({
      code: 'stale-exemption',
      message: `the annotation ${EXEMPT} holds nothing with ${[...controls, container ?? []].flat().join('/')}: remove it`,
      pointer: (annotation as Place).pointer,
    }))
