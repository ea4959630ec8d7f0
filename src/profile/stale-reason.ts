import { matchesGlob } from '../kube/glob.ts'
import type { Configuration, Exemption, Report, Resource } from '../model.ts'
import { findNearest } from './nearest.ts'

/** So many names are told of what there is instead. */
const MOST_NAMED = 8

type Field = 'kind' | 'namespace' | 'name'

const FIELDS: readonly Field[] = ['kind', 'namespace', 'name']

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]

const listed = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
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
