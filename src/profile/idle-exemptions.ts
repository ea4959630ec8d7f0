import type { Exemption, Notice, Resource } from '../model.ts'
import { type ExemptionTarget, isExpired, matchesExemption } from './exemptions.ts'

/** So many of the things that an expired exemption held are named. */
const MOST_NAMED = 5

/**
 * Notices about exemptions of the configuration that hold nothing, in its order: those that no longer count, with what
 * they would have held, and those that count and match nothing.
 * @param matched all targets that an exemption matches, expired or not
 * @param namespace that of objects that name none, any where it is undefined
 */
export const idleExemptions = (
  exemptions: readonly Exemption[],
  matched: readonly ExemptionTarget[],
  namespace: string | undefined,
  today: string,
): Notice[] =>
  exemptions.flatMap((exemption): Notice[] => {
    const targets = matched.filter((target) => matchesExemption(exemption, target, namespace))
    if (isExpired(exemption, today)) {
      const message = `the exemption ${describeExemption(exemption)} expired on ${exemption.expires}: ${loss(targets)}`
      return [{ code: 'expired-exemption', message, ...exemption.configured }]
    }
    if (targets.length > 0) return []
    const message = `the exemption ${describeExemption(exemption)} holds nothing: remove it`
    return [{ code: 'stale-exemption', message, ...exemption.configured }]
  })

/** An exemption in words: its controls and what it is for. */
export const describeExemption = ({ controls, match }: Exemption): string => {
  const { kind, namespace, name, labels, container } = match
  const where = Object.entries({ kind, namespace, name, labels: labels?.text, container }).flatMap(
    ([field, pattern]) => (pattern === undefined ? [] : [`${field} ${pattern}`]),
  )
  return `of ${controls.join(', ')} for ${where.join(', ')}`
}

const loss = (targets: readonly ExemptionTarget[]): string => {
  const names = [...new Set(targets.map(nameOf))]
  if (names.length === 0) return 'it would hold nothing, so remove it'
  const more = names.length - MOST_NAMED
  const named = names.slice(0, MOST_NAMED).join(', ')
  return `renew or remove it; it no longer holds ${named}${more > 0 ? ` and ${more} more` : ''}`
}

const nameOf = ({ control, resource, container }: ExemptionTarget): string =>
  `${control} of ${objectName(resource)}${container === undefined ? '' : ` container ${container}`}`

const objectName = ({ kind, namespace, name }: Resource): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
