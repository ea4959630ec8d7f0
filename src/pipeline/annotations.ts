import { asObject } from '../kube/pods.ts'
import type { Configuration, Exemption, Notice, Pod, StreamObject } from '../model.ts'
import { join } from '../patch/pointer.ts'
import { annotationExemptions, EXEMPT } from '../profile/exemptions.ts'

/** A notice and where it is about, from the document's root. */
export type PlacedNotice = Notice & { pointer: string }

/**
 * The exemptions that annotations ask for: those of the pod template, which win, and those of the object that holds it.
 * Each notice is placed at the annotation.
 */
export const exemptionsAsked = (
  { value, resource, at }: StreamObject,
  pod: Pod,
  configuration: Configuration,
): { exemptions: Exemption[]; notices: PlacedNotice[] } => {
  const inner = asObject(pod.metadata.annotations)
  const annotations = { ...asObject(asObject(value.metadata).annotations), ...inner }
  const { exemptions, notices } = annotationExemptions(annotations, resource, configuration)
  const metadata = Object.hasOwn(inner, EXEMPT) ? pod.metadataPointer : undefined
  const pointer = join(metadata ?? join(at.pointer, 'metadata'), 'annotations', EXEMPT)
  return { exemptions, notices: notices.map((notice) => ({ ...notice, pointer })) }
}
