import { printable } from '../lib/printable.ts'
import type { Finding } from '../model/report.ts'
import type { Change, KnownFinding } from '../model.ts'
import { itemOf, stableField } from './compare/entry.ts'
import { safeJson } from './json/json.ts'

/**
 * Something found at a place, as one line with a line feed: where, who, what, and by which id.
 * @param name of the input, where it is a single one, which documents do not name
 */
export const findingLine = (
  { document, resource, container, line, reason }: Omit<Finding, 'standard' | 'check' | 'path'>,
  id: string,
  name: string,
): string => {
  const { kind, namespace } = resource
  const who = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${resource.name}`
  const whom = container === undefined ? '' : ` container "${container}"`
  return `${printable(`${document.file ?? name}:${line}: ${who}${whom}: ${reason} [${id}]`)}\n`
}

/**
 * Findings for people: one line each.
 * @param name of the input, where it is a single one, which findings do not name
 */
export const findingsText = (findings: readonly Finding[], name: string): string =>
  findings.map((finding) => findingLine(finding, `${finding.standard} ${finding.check}`, name)).join('')

const HEAD = `# Findings that casehard check --known takes as known: it fails on others only. A line each, in order, without
# positions; what is mended can be deleted here, and casehard check --write-known writes all of it anew.
apiVersion: casehard.dev/v1
kind: KnownFindings
`

/** The ids of Pod Security's checks mean the same in every version; the numbers of other standards do not. */
const withoutVersion = (standard: string): string =>
  standard.startsWith('pss:') ? (standard.split('@')[0] as string) : standard

const knownAs = (
  { resource: { kind, namespace, name }, container, path }: Pick<Finding, 'resource' | 'container' | 'path'>,
  by: Pick<KnownFinding, 'standard' | 'check'>,
  item: string,
): KnownFinding => {
  const { field, positioned } = stableField(path, container)
  return {
    ...by,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(container === undefined ? {} : { container }),
    field,
    ...(field === positioned || item === '' ? {} : { item }),
  }
}

/** A change that hardening would make, as it is known. */
export const knownChange = (change: Change): KnownFinding =>
  knownAs(change, { check: change.control }, itemOf(change) || change.reason)

/** What a standard found, as it is known. */
export const knownFinding = (finding: Finding): KnownFinding =>
  knownAs(finding, { standard: withoutVersion(finding.standard), check: finding.check }, finding.reason)

/** The keys in the order in which they are written, and findings sorted by. */
const KEYS = ['namespace', 'kind', 'name', 'container', 'standard', 'check', 'field', 'item'] as const

/** Equal for findings that are the same. */
const lineOf = (finding: KnownFinding): string =>
  safeJson(
    Object.fromEntries(KEYS.flatMap((key) => (finding[key] === undefined ? [] : [[key, finding[key]]]))),
    0,
  ).trim()

const compare = (a: KnownFinding, b: KnownFinding): number => {
  const key = KEYS.find((one) => a[one] !== b[one])
  if (key === undefined) return 0
  return (a[key] ?? '') < (b[key] ?? '') ? -1 : 1
}

/** A file of known findings: YAML, sorted, one line each. */
export const knownText = (findings: readonly KnownFinding[]): string => {
  const lines = findings.toSorted(compare).map((finding) => `  - ${lineOf(finding)}\n`)
  return `${HEAD}findings:${lines.length === 0 ? ' []' : ''}\n${lines.join('')}`
}

/**
 * What is found and not known, and what is known and not found any more. A finding that is known once and found twice is
 * new once: the last one.
 */
export const sinceKnown = <T extends { known: KnownFinding }>(
  found: readonly T[],
  known: readonly KnownFinding[],
): { fresh: T[]; gone: KnownFinding[] } => {
  const left = new Map<string, KnownFinding[]>()
  for (const finding of known) left.set(lineOf(finding), [...(left.get(lineOf(finding)) ?? []), finding])
  const fresh = found.filter((one) => left.get(lineOf(one.known))?.pop() === undefined)
  return { fresh, gone: [...left.values()].flat() }
}

/** A known finding in words, for people. */
export const knownWords = ({ standard, check, kind, namespace, name, container, field, item }: KnownFinding): string =>
  [
    `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    ...(container === undefined ? [] : [` container "${container}"`]),
    `: ${field}`,
    ...(item === undefined ? [] : [` (${item})`]),
    ` [${standard === undefined ? '' : `${standard} `}${check}]`,
  ].join('')
