import { matchesGlob } from '../../lib/glob.ts'
import { findNearest } from '../../lib/suggest.ts'
import type { Configuration, Exemption, Notice, Report, Resource } from '../../model.ts'
import { type ExemptionTarget, isExpired, matchesExemption } from './match.ts'

/** So many of the things that an expired exemption held are named. */
const MOST_NAMED = 5

/**
 * Notices about exemptions of the configuration that hold nothing, in its order: those that no longer count, with what
 * they would have held, and those that count and match nothing.
 * @param matched all targets that an exemption matches, expired or not
 * @param namespace that of objects that name none, any where it is undefined
 */
export const findStaleExemptions = (
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

/** So many names are told of what there is instead. */
const MOST_NEAR = 8

type Field = 'kind' | 'namespace' | 'name'

const FIELDS: readonly Field[] = ['kind', 'namespace', 'name']

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]

const listed = (names: readonly string[]): string => {
  const more = names.length - MOST_NEAR
  return `${names.slice(0, MOST_NEAR).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** What there is in place of what a pattern asks for. */
const instead = (pattern: string, there: readonly string[]): string => {
  const nearest = findNearest(pattern, there)
  return nearest === undefined ? `there is ${listed(there)}` : `did you mean "${nearest}"?`
}

/**
 * Why an exemption holds nothing, as far as a report can tell: the first of its fields that nothing fits, with what was
 * meant perhaps; else what it may be that it names.
 * @param report of a run in which it held nothing
 */
export const whyStale = (
  { controls, match }: Exemption,
  { pods, changes, held }: Report,
  { controls: stances, settings }: Configuration,
): string => {
  if (controls.every((id) => stances[id] === 'off')) return `${controls.join(', ')} is off in this configuration`
  let left: Resource[] = [...pods, ...changes, ...held].map(({ resource }) => resource)
  if (left.length === 0) return 'there is no pod in the manifests'
  for (const field of FIELDS) {
    const pattern = match[field]
    if (pattern === undefined) continue
    const read = (resource: Resource): string | undefined =>
      resource[field] ?? (field === 'namespace' ? settings.namespace : undefined)
    // One without a namespace may be in any.
    const fitting = left.filter((resource) => matchesGlob(pattern, read(resource) ?? pattern))
    if (fitting.length === 0) {
      const there = unique(left.flatMap((resource) => read(resource) ?? []))
      return `nothing ${field === FIELDS[0] ? '' : 'of it '}has the ${field} ${pattern}; ${instead(pattern, there)}`
    }
    left = fitting
  }
  const named = listed(unique(left.map(({ kind, name }) => `${kind} ${name}`)))
  const other = [match.labels && 'labels', match.container && 'containers'].filter(Boolean).join(' or ')
  return `${named}: as hard as it asks already${other === '' ? '' : `, or other ${other}`}`
}
