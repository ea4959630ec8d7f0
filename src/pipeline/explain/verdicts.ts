import type { ExemptionSnippet, ExplainedVerdict } from '../../model/explanation.ts'
import type { Change, Held, InputObject, ReportedEvidence } from '../../model.ts'
import { stepsOf, valueAt } from '../../pointer.ts'
import type { CompliantVerdict } from '../types.ts'
import type { FindAlternatives } from './alternatives.ts'

const CONTAINER = /^.*\/(?:initContainers|containers|ephemeralContainers)\/\d+(?:\/|$)/

/** Names a field by its steps below the container or the pod spec, without the indexes of list items. */
const fieldName = (path: string): string => {
  const own = CONTAINER.test(path) ? path.replace(CONTAINER, '') : path.slice(path.lastIndexOf('/spec/') + 1)
  return stepsOf(`/${own.replace(/^spec\//, '')}`)
    .filter((step) => step !== 'securityContext' && !/^\d+$/.test(step))
    .join('.')
}

/** Quotes a field as the manifest sets it; mappings and lists of them are not quoted. */
const quote = ({ value, at }: InputObject, path: string): string => {
  const found = valueAt(value, path.slice(at.pointer.length)) ?? undefined
  if (found === undefined) return `no ${fieldName(path)}`
  const items = [found].flat()
  return items.some((item) => item !== null && typeof item === 'object')
    ? 'nothing to change'
    : `${fieldName(path)}: ${items.join(', ')}`
}

/**
 * Explains a compliant target.
 * @param line the line of the field in `file`, or of its nearest parent
 */
export const compliantVerdict = (
  object: InputObject,
  { control, assessment: { container, path } }: CompliantVerdict,
  line: number,
  file: string,
): ExplainedVerdict => ({
  control: control.id,
  ...(container === undefined ? {} : { container }),
  path,
  line,
  verdict: 'compliant',
  evidence: [{ source: 'manifest', text: quote(object, path), line, file }],
  references: control.references,
  alternatives: [],
})

/** Adds the name of the file to evidence that has a line. */
const inFile = (evidence: readonly ReportedEvidence[], file: string): ReportedEvidence[] =>
  evidence.map((item) => (item.line === undefined ? item : { file, ...item }))

const exemptionOf = ({ control, container, resource: { kind, namespace, name } }: Change): ExemptionSnippet => ({
  controls: [control],
  match: {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(container === undefined ? {} : { container }),
  },
})

/** Explains a change: what would alter the verdict, and the exemption that would hold it. */
export const changedVerdict = (change: Change, findAlternatives: FindAlternatives, file: string): ExplainedVerdict => {
  const { document: _document, resource: _resource, edits: _edits, evidence, ...entry } = change
  return {
    ...entry,
    verdict: 'changed',
    evidence: inFile(evidence, file),
    alternatives: findAlternatives(entry, { verdict: 'changed', confidence: entry.confidence }),
    exemption: exemptionOf(change),
  }
}

/** Explains a held change and what would alter the verdict; a decision is altered in the manifest. */
export const heldVerdict = (held: Held, findAlternatives: FindAlternatives, file: string): ExplainedVerdict => {
  const { document: _document, resource: _resource, evidence, ...entry } = held
  const { cause } = entry
  const line = evidence[0]?.line ?? entry.line
  const decision = { verdict: 'compliant' as const, if: `the manifest sets it otherwise at ${file}:${line}` }
  return {
    ...entry,
    verdict: 'held',
    evidence: inFile(evidence, file),
    alternatives: [
      ...(cause === 'deviation' ? [decision] : []),
      ...findAlternatives(entry, { verdict: 'held', cause }),
    ],
  }
}
