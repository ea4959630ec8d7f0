import type { ExemptionSnippet, ExplainedVerdict } from '../../model/explanation.ts'
import type { Change, Held, InputObject, ReportedEvidence } from '../../model.ts'
import { stepsOf, valueAt } from '../../pointer.ts'
import type { Judged } from '../types.ts'
import type { FindAlternatives } from './alternatives.ts'

const CONTAINER = /^.*\/(?:initContainers|containers|ephemeralContainers)\/\d+(?:\/|$)/

/** A field as people say it: its steps below the container or the pod spec, without the numbers of list items. */
const fieldName = (path: string): string => {
  const own = CONTAINER.test(path) ? path.replace(CONTAINER, '') : path.slice(path.lastIndexOf('/spec/') + 1)
  return stepsOf(`/${own.replace(/^spec\//, '')}`)
    .filter((step) => step !== 'securityContext' && !/^\d+$/.test(step))
    .join('.')
}

/** The field in question as the manifest has it, in words; mappings and lists of them are not quoted. */
const quote = ({ value, at }: InputObject, path: string): string => {
  const found = valueAt(value, path.slice(at.pointer.length)) ?? undefined
  if (found === undefined) return `no ${fieldName(path)}`
  const items = [found].flat()
  return items.some((item) => item !== null && typeof item === 'object')
    ? 'nothing to change'
    : `${fieldName(path)}: ${items.join(', ')}`
}

/** @param line where the field stands in `file`, or its nearest parent */
export const compliantVerdict = (
  object: InputObject,
  { control, assessment: { container, path } }: Judged,
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

/** Evidence with the name of its file wherever it has a line. */
const inFile = (evidence: readonly ReportedEvidence[], file: string): ReportedEvidence[] =>
  evidence.map((fact) => (fact.line === undefined ? fact : { file, ...fact }))

const exemptionOf = ({ control, container, resource: { kind, namespace, name } }: Change): ExemptionSnippet => ({
  controls: [control],
  match: {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(container === undefined ? {} : { container }),
  },
})

/** A change with what would change it, and the exemption that would hold it. */
export const changedVerdict = (change: Change, find: FindAlternatives, file: string): ExplainedVerdict => {
  const { document: _document, resource: _resource, edits: _edits, evidence, ...entry } = change
  return {
    ...entry,
    verdict: 'changed',
    evidence: inFile(evidence, file),
    alternatives: find(entry, { verdict: 'changed', confidence: entry.confidence }),
    exemption: exemptionOf(change),
  }
}

/** A held change with what would change it; of a decision, the manifest itself would. */
export const heldVerdict = (held: Held, find: FindAlternatives, file: string): ExplainedVerdict => {
  const { document: _document, resource: _resource, evidence, ...entry } = held
  const { cause } = entry
  const line = evidence[0]?.line ?? entry.line
  const decision = { verdict: 'compliant' as const, if: `the manifest says otherwise at ${file}:${line}` }
  return {
    ...entry,
    verdict: 'held',
    evidence: inFile(evidence, file),
    alternatives: [...(cause === 'deviation' ? [decision] : []), ...find(entry, { verdict: 'held', cause })],
  }
}
