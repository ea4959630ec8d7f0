import type { Finding } from './findings.ts'
import { printable } from './printable.ts'

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
