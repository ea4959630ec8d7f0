import { formatResource } from '../../lib/format.ts'
import { findNearest } from '../../lib/suggest.ts'
import { matchesGlob } from '../../lib/words.ts'
import type { Configuration, Exemption, Notice, Report, Resource } from '../../model.ts'
import { targetFinder } from './candidates.ts'
import { type ExemptionTarget, isExpired, matchesExemption } from './match.ts'

/** A message about an expired exemption names at most this many targets. */
const MOST_NAMED = 5

/**
 * Returns notices about exemptions that hold nothing, in their order: expired ones, with the targets that they would
 * have held, and those that match nothing.
 * @param matched all targets that an exemption matches, expired or not
 * @param namespace that of objects that set none, undefined for any
 * @param uncovered configuration files whose exemptions may match something outside of the input
 */
export const findStaleExemptions = (
  exemptions: readonly Exemption[],
  matched: readonly ExemptionTarget[],
  namespace: string | undefined,
  today: string,
  uncovered: readonly string[] = [],
): Notice[] => {
  const targetsFor = exemptions.length === 0 ? () => [] : targetFinder(matched, namespace)
  return exemptions.flatMap((exemption): Notice[] => {
    const isPart = uncovered.includes(exemption.configured?.file ?? '')
    const targets = targetsFor(exemption).filter((target) => matchesExemption(exemption, target, namespace))
    if (isExpired(exemption, today)) {
      const message = `the exemption ${describeExemption(exemption)} expired on ${exemption.expires}: ${describeTargets(targets, isPart)}`
      return [{ code: 'expired-exemption', message, ...exemption.configured }]
    }
    if (targets.length > 0 || isPart) return []
    const message = `the exemption ${describeExemption(exemption)} holds nothing: remove it`
    return [{ code: 'stale-exemption', message, ...exemption.configured }]
  })
}

/** Describes an exemption by its controls and its match. */
export const describeExemption = ({ controls, match }: Exemption): string => {
  const { kind, namespace, name, labels, container } = match
  const where = Object.entries({ kind, namespace, name, labels: labels?.text, container }).flatMap(
    ([field, pattern]) => (pattern === undefined ? [] : [`${field} ${pattern}`]),
  )
  return `of ${controls.join(', ')} for ${where.join(', ')}`
}

const describeTargets = (targets: readonly ExemptionTarget[], isPart: boolean): string => {
  const names = [...new Set(targets.map(formatTarget))]
  if (names.length === 0) return isPart ? 'renew or remove it' : 'remove it, it matches nothing'
  const more = names.length - MOST_NAMED
  const named = names.slice(0, MOST_NAMED).join(', ')
  return `renew or remove it; it no longer holds ${named}${more > 0 ? ` and ${more} more` : ''}`
}

const formatTarget = ({ control, resource, container }: ExemptionTarget): string =>
  `${control} of ${formatResource(resource)}${container === undefined ? '' : ` container ${container}`}`

/** A message names at most this many alternatives. */
const MOST_LISTED = 8

type Field = 'kind' | 'namespace' | 'name'

const FIELDS: readonly Field[] = ['kind', 'namespace', 'name']

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]

const formatNames = (names: readonly string[]): string => {
  const more = names.length - MOST_LISTED
  return `${names.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Describes the values present instead of the one that a pattern expects. */
const describeAlternatives = (pattern: string, present: readonly string[]): string => {
  const nearest = findNearest(pattern, present)
  return nearest === undefined ? `present: ${formatNames(present)}` : `did you mean "${nearest}"?`
}

/**
 * Explains why an exemption holds nothing: the first of its fields that matches no object, with a suggestion; else that
 * the matched objects need no exemption.
 * @param report of a run in which it held nothing
 */
export const explainStale = (
  { controls, match }: Exemption,
  { pods, changes, held }: Report,
  { controls: stances, settings }: Configuration,
): string => {
  if (controls.every((id) => stances[id] === 'off')) return `${controls.join(', ')} is off in this configuration`
  let left: Resource[] = [...pods, ...changes, ...held].map(({ resource }) => resource)
  if (left.length === 0) return 'the manifests contain no pod'
  for (const field of FIELDS) {
    const pattern = match[field]
    if (pattern === undefined) continue
    const read = (resource: Resource): string | undefined =>
      resource[field] ?? (field === 'namespace' ? settings.namespace : undefined)
    // An object without a namespace may be in any.
    const fitting = left.filter((resource) => matchesGlob(pattern, read(resource) ?? pattern))
    if (fitting.length === 0) {
      const present = unique(left.flatMap((resource) => read(resource) ?? []))
      return `no ${field === FIELDS[0] ? 'object' : 'such object'} has the ${field} ${pattern}; ${describeAlternatives(pattern, present)}`
    }
    left = fitting
  }
  const named = formatNames(unique(left.map(({ kind, name }) => `${kind} ${name}`)))
  const other = [match.labels && 'labels', match.container && 'containers'].filter(Boolean).join(' or ')
  return `${named}: already compliant${other === '' ? '' : `, or with other ${other}`}`
}
