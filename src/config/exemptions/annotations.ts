import { findNearest, suggest } from '../../lib/suggest.ts'
import { matchesGlob } from '../../lib/words.ts'
import type { Configuration, Exemption, Json, JsonObject } from '../../model.ts'

/** The annotation of a manifest that requests exemptions: `control, control/container`. */
export const EXEMPT = 'casehard.dev/exempt'
/** The annotation with their reason. */
export const EXEMPT_REASON = 'casehard.dev/reason'

/** The exemptions that the annotations of an object or pod request. */
export interface AnnotatedExemptions {
  exemptions: Exemption[]
  /** Why some of them do not apply, each with the next step; continues the name of the annotation. */
  problems: string[]
}

/**
 * Reads the exemption annotations of an object or pod.
 * @param inherited the reason on the object that contains the pod, for annotations without their own
 * @param containers names of its containers
 */
export const readAnnotations = (
  annotations: JsonObject,
  inherited: Json | undefined,
  containers: readonly string[],
  { controls, exemptionAnnotations }: Pick<Configuration, 'controls' | 'exemptionAnnotations'>,
): AnnotatedExemptions => {
  const requested = Object.hasOwn(annotations, EXEMPT) ? annotations[EXEMPT] : undefined
  if (requested === undefined) return { exemptions: [], problems: [] }
  const refuse = (...problems: string[]): AnnotatedExemptions => ({ exemptions: [], problems })
  if (!exemptionAnnotations) return refuse('is ignored; set "exemptionAnnotations: true" in the configuration')
  const reason = annotations[EXEMPT_REASON] ?? inherited
  if (typeof reason !== 'string' || reason.trim() === '')
    return refuse(`is ignored because it has no reason; add ${EXEMPT_REASON}`)
  const items = typeof requested === 'string' ? requested.split(',').flatMap((item) => item.trim() || []) : []
  if (items.length === 0) return refuse('names no control; write CONTROL or CONTROL/CONTAINER, separated by commas')
  const read = items.map((item) => readItem(item, Object.keys(controls), containers))
  return {
    exemptions: read.flatMap((one) =>
      typeof one === 'string' ? [] : [{ controls: [one.control], match: one.match, reason: reason.trim() }],
    ),
    problems: read.filter((one) => typeof one === 'string'),
  }
}

const readItem = (
  item: string,
  controls: readonly string[],
  containers: readonly string[],
): { control: string; match: Exemption['match'] } | string => {
  const [control = '', container, ...more] = item.split('/').map((part) => part.trim())
  if (!controls.includes(control)) {
    const nearest = findNearest(control, controls)
    const hint = nearest === undefined ? 'casehard explain lists the controls' : `did you mean "${nearest}"?`
    return `names the unknown control "${control}"; ${hint}`
  }
  if (container === undefined) return { control, match: {} }
  if (more.length === 0 && containers.some((name) => matchesGlob(container, name)))
    return { control, match: { container } }
  const named = [container, ...more].join('/')
  const hint = containers.length === 0 ? 'the object has no containers' : suggest(named, containers, 'containers')
  return `names the unknown container "${named}"; ${hint}`
}
