import type { Finding } from './findings.ts'
import { printable } from './printable.ts'

/** A finding as one line, with a line feed: where, who, what, and by which standard. */
const lineOf = ({ standard, check, document, resource, container, line, reason }: Finding, name: string): string => {
  const { kind, namespace } = resource
  const who = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${resource.name}`
  const whom = container === undefined ? '' : ` container "${container}"`
  return `${printable(`${document.file ?? name}:${line}: ${who}${whom}: ${reason} [${standard} ${check}]`)}\n`
}

/**
 * Findings for people: one line each.
 * @param name of the input, where it is a single one, which findings do not name
 */
export const findingsText = (findings: readonly Finding[], name: string): string =>
  findings.map((finding) => lineOf(finding, name)).join('')
