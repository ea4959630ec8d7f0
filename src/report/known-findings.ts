import { formatResource } from '../lib/format.ts'
import { printable, printableLines } from '../lib/printable.ts'
import type { Finding } from '../model/report.ts'
import type { Change, KnownFinding } from '../model.ts'
import { itemOf, stableField } from './compare/entry.ts'
import { safeJson } from './json/json.ts'

/**
 * Formats a finding as one line with a line feed: place, object, reason and id.
 * @param name name of the input, for documents without a file
 */
export const formatFinding = (
  { document, resource, container, line, reason }: Omit<Finding, 'standard' | 'check' | 'path'>,
  id: string,
  name: string,
): string => {
  const target = `${formatResource(resource)}${container === undefined ? '' : ` container "${container}"`}`
  return printableLines(`${printable(`${document.file ?? name}:${line}: ${target}: ${reason} [${id}]`)}\n`)
}

/**
 * Formats findings, one line each.
 * @param name name of the input, for documents without a file
 */
export const formatFindings = (findings: readonly Finding[], name: string): string =>
  findings.map((finding) => formatFinding(finding, `${finding.standard} ${finding.check}`, name)).join('')

const HEAD = `# Findings that casehard check --known treats as known: it fails only for others. One line each, sorted, without
# positions. Lines of resolved findings can be deleted; casehard check --write-known rewrites the file.
apiVersion: casehard.dev/v1
kind: KnownFindings
`

/** Removes the version of Pod Security, whose check ids mean the same in every version; numbers of other standards do not. */
export const withoutVersion = (standard: string): string =>
  standard.startsWith('pss:') ? (standard.split('@')[0] as string) : standard

const toKnownFinding = (
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

/** Converts a change that hardening would make to a known finding. */
export const knownChange = (change: Change): KnownFinding =>
  toKnownFinding(change, { check: change.control }, itemOf(change) || change.reason)

/** Converts a finding of a standard to a known finding. */
export const knownFinding = (finding: Finding): KnownFinding =>
  toKnownFinding(finding, { standard: withoutVersion(finding.standard), check: finding.check }, finding.reason)

/** The keys in the order in which they are written, and by which findings are sorted. */
const KEYS = ['namespace', 'kind', 'name', 'container', 'standard', 'check', 'field', 'item'] as const

const lineOf = (finding: KnownFinding, keys: readonly (keyof KnownFinding)[]): string =>
  safeJson(
    Object.fromEntries(keys.flatMap((key) => (finding[key] === undefined ? [] : [[key, finding[key]]]))),
    0,
  ).trim()

/** Returns a text that is equal for equal findings, in whatever file. */
const keyOf = (finding: KnownFinding): string => lineOf(finding, KEYS)

const WRITTEN_KEYS = [...KEYS, 'file'] as const

const compare = (a: KnownFinding, b: KnownFinding): number => {
  const key = WRITTEN_KEYS.find((one) => a[one] !== b[one])
  if (key === undefined) return 0
  return (a[key] ?? '') < (b[key] ?? '') ? -1 : 1
}

/** Formats a file of known findings: YAML, sorted, one line each. */
export const formatKnownFindings = (findings: readonly KnownFinding[]): string => {
  const lines = findings.toSorted(compare).map((finding) => `  - ${lineOf(finding, WRITTEN_KEYS)}\n`)
  return `${HEAD}findings:${lines.length === 0 ? ' []' : ''}\n${lines.join('')}`
}

/**
 * Returns the findings that are not known, and the known findings that were not found. Of a finding that is known once
 * and found twice, the last one is new. Findings of the same file are matched first.
 */
export const subtractKnown = <T extends { known: KnownFinding }>(
  found: readonly T[],
  known: readonly KnownFinding[],
): { newFindings: T[]; missing: KnownFinding[] } => {
  const left = new Map<string, KnownFinding[]>()
  for (const finding of known) left.set(keyOf(finding), [...(left.get(keyOf(finding)) ?? []), finding])
  const take = (one: T, isMatch: (finding: KnownFinding) => boolean): boolean => {
    const list = left.get(keyOf(one.known)) ?? []
    const at = list.findIndex(isMatch)
    if (at >= 0) list.splice(at, 1)
    return at >= 0
  }
  const elsewhere = found.filter((one) => !take(one, ({ file }) => file === one.known.file))
  const newFindings = elsewhere.filter((one) => !take(one, () => true))
  return { newFindings, missing: [...left.values()].flat() }
}

/** Formats a known finding on one line. */
export const formatKnownFinding = ({
  standard,
  check,
  container,
  field,
  item,
  file,
  ...resource
}: KnownFinding): string =>
  [
    formatResource(resource),
    ...(container === undefined ? [] : [` container "${container}"`]),
    `: ${field}`,
    ...(item === undefined ? [] : [` (${item})`]),
    ` [${standard === undefined ? '' : `${standard} `}${check}]`,
    ...(file === undefined ? [] : [` in ${file}`]),
  ].join('')
