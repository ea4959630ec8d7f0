import { matchesGlob } from '../../lib/glob.ts'
import { findNearest, suggest } from '../../lib/suggest.ts'
import type { Configuration, Exemption, Json, JsonObject } from '../../model.ts'

/** The annotation of a manifest that asks for an exemption: `control, control/container`. */
export const EXEMPT = 'casehard.dev/exempt'
/** The annotation that says why. */
export const EXEMPT_REASON = 'casehard.dev/reason'

/** What annotations ask for: exemptions for the object or pod that carries them, and what is wrong with them. */
export interface AnnotatedExemptions {
  exemptions: Exemption[]
  /** Why some of it does not count, each with the next step. */
  problems: string[]
}

/**
 * Reads the annotations of one object or pod.
 * @param inherited the reason of the object around the pod, for annotations without one
 * @param containers names of its containers
 */
export const readAnnotations = (
  annotations: JsonObject,
  inherited: Json | undefined,
  containers: readonly string[],
  { controls, exemptionAnnotations }: Pick<Configuration, 'controls' | 'exemptionAnnotations'>,
): AnnotatedExemptions => {
  const asked = Object.hasOwn(annotations, EXEMPT) ? annotations[EXEMPT] : undefined
  if (asked === undefined) return { exemptions: [], problems: [] }
  const refuse = (...problems: string[]): AnnotatedExemptions => ({ exemptions: [], problems })
  if (!exemptionAnnotations) return refuse('does not count: set "exemptionAnnotations: true" in the configuration')
  const reason = annotations[EXEMPT_REASON] ?? inherited
  if (typeof reason !== 'string' || reason.trim() === '')
    return refuse(`does not count without a reason: add ${EXEMPT_REASON}`)
  const words = typeof asked === 'string' ? asked.split(',').flatMap((word) => word.trim() || []) : []
  if (words.length === 0) return refuse('names no control: say control, or control/container, with commas between them')
  const read = words.map((word) => readWord(word, Object.keys(controls), containers))
  return {
    exemptions: read.flatMap((one) =>
      typeof one === 'string' ? [] : [{ controls: [one.control], match: one.match, reason: reason.trim() }],
    ),
    problems: read.filter((one) => typeof one === 'string'),
  }
}

const readWord = (
  word: string,
  controls: readonly string[],
  containers: readonly string[],
): { control: string; match: Exemption['match'] } | string => {
  const [control = '', container, ...more] = word.split('/').map((part) => part.trim())
  if (!controls.includes(control)) {
    const nearest = findNearest(control, controls)
    const hint = nearest === undefined ? 'casehard explain lists the controls' : `did you mean "${nearest}"?`
    return `names "${control}", which is no control; ${hint}`
  }
  if (container === undefined) return { control, match: {} }
  if (more.length === 0 && containers.some((name) => matchesGlob(container, name)))
    return { control, match: { container } }
  const named = [container, ...more].join('/')
  const hint = containers.length === 0 ? 'it has none' : suggest(named, containers, 'containers')
  return `names "${named}", which is no container here; ${hint}`
}
