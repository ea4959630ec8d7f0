import {
  choice,
  count,
  list,
  marker,
  position,
  record,
  ref,
  type Schema,
  string,
} from '../../lib/json-schema/schema.ts'

const pointer = string('An RFC 6901 pointer, rooted at the document.')
const line = position('Line in the input.')
const place = { document: ref('document'), resource: ref('resource') }
const entry = {
  control: string('Id of the control.'),
  ...place,
  container: string('Name of the container; absent for the whole pod.'),
  path: { ...pointer, description: 'The field in question, an RFC 6901 pointer rooted at the document.' },
  line,
}
const operations = list(
  'RFC 6902 operations, rooted at the document; each applies to the result of those before it.',
  ref('operation'),
)
const evidence = list('The evidence for a change, or against a held change.', ref('evidence'))
const references = list('The standards that require it.', ref('reference'))
const confidence = choice(
  'proven: evidence shows that it works; likely: evidence suggests it; assumed: there is no evidence for or against it.',
  'proven',
  'likely',
  'assumed',
)
/** The counts of a run. */
export const summary = record('Counts of the run; changed, held and compliant count pairs of control and target.', {
  documents: count('Documents in the input.'),
  pods: count('Pods and pod templates.'),
  containers: count('Containers of these pods.'),
  changed: count('Changes that were made.'),
  held: count('Changes that were held.'),
  skipped: count('Objects that look like workloads and were skipped.'),
  compliant: count('Targets that were compliant before.'),
})
/** A Pod Security level. */
export const level = choice(
  'The strictest Pod Security level that the pod meets.',
  'privileged',
  'baseline',
  'restricted',
)

/** The definitions of the schema of a report. */
export const REPORT_DEFINITIONS: Readonly<Record<string, Schema>> = {
  document: record(
    'The place of a document in the input.',
    {
      file: string('Name of the file; absent for a stream.'),
      index: count('Index of the document; empty documents count.'),
      line: position('Its first line, which is its --- line if it has one.'),
      new: marker('The document was added.'),
    },
    'file',
    'new',
  ),
  resource: record(
    'A Kubernetes object.',
    {
      apiVersion: string('As written.'),
      kind: string('As written.'),
      namespace: string('As written; absent if the object sets none.'),
      name: string('As written; a generateName with * at its end; empty without both.'),
    },
    'namespace',
  ),
  operation: {
    description: 'An RFC 6902 operation.',
    type: 'object',
    properties: {
      op: choice('The operation.', 'add', 'replace', 'remove'),
      path: pointer,
      value: {},
      masked: marker('The value contains … in the place of secrets, so the operation cannot be applied.'),
    },
    required: ['op', 'path'],
    additionalProperties: false,
    oneOf: [
      { properties: { op: { const: 'remove' }, value: false, masked: false } },
      { properties: { op: { enum: ['add', 'replace'] } }, required: ['value'] },
    ],
  },
  evidence: record(
    'A fact that supports a verdict.',
    {
      source: choice('Its source.', 'manifest', 'rbac', 'image-facts', 'image-lock', 'configuration', 'kubernetes'),
      text: string('The words that matched, never a secret.'),
      line,
      file: string('Name of the file, if there are several.'),
    },
    'line',
    'file',
  ),
  reference: record('A part of a standard.', {
    standard: string('Name of the standard.'),
    version: string('Its version.'),
    section: string('Section or id in it.'),
    url: string('Its text.'),
  }),
  edit: record(
    'A text edit of the input; columns in UTF-16 units, the end is exclusive.',
    {
      line: position('Start line.'),
      column: position('Start column.'),
      endLine: position('End line.'),
      endColumn: position('End column.'),
      text: string('The new text.'),
      masked: marker('The text contains … in the place of secrets, so the edit cannot be applied.'),
      order: position('The order of the texts, if several edits start at the same position.'),
      joint: marker(
        'The edit is complete only with all others of its document, which share text by an alias or a merge.',
      ),
    },
    'masked',
    'order',
    'joint',
  ),
  change: record(
    'A change that was made.',
    {
      ...entry,
      operations,
      reason: string('The reason for the change.'),
      evidence,
      confidence,
      immutable: marker('The API server refuses the change in an upgrade of an installed release.'),
      known: { type: 'boolean', description: 'Whether the file of --known lists it; absent without such a file.' },
      edits: list('The change as text edits; empty if an edit of another change contains it.', ref('edit')),
      references,
    },
    'container',
    'immutable',
    'known',
  ),
  held: record(
    'A change that was held.',
    {
      ...entry,
      cause: choice('Why it was held.', 'deviation', 'evidence', 'unknown', 'exemption', 'api-rule', 'stance'),
      reason: string('The reason for holding it.'),
      hint: string('The next step for the reader.'),
      expected: marker('The input shows that the field is right as it is, so nobody has to act.'),
      evidence,
      references,
      operations: { ...operations, description: 'The operations that were not made, if they are known.' },
      confidence,
    },
    'container',
    'expected',
    'operations',
    'confidence',
  ),
  skipped: record('An object that looks like a workload and was skipped.', { ...place, reason: string('The reason.') }),
  pod: record(
    'A pod of the input.',
    {
      ...place,
      path: { ...pointer, description: 'The pod spec, an RFC 6901 pointer rooted at the document.' },
      level: record('Pod Security levels.', { before: level, after: level }),
      policy: string('The PodSecurityPolicy that was applied, if the profile contains any.'),
    },
    'policy',
  ),
  notice: record(
    'Further information for the reader.',
    {
      code: string('A stable code.'),
      message: string('The notice, and the next step.'),
      ...place,
      file: string(
        'The file that `line` refers to: a configuration, or an input file that was left out or refused. Absent for the other input.',
      ),
      line,
    },
    'document',
    'resource',
    'file',
    'line',
  ),
}
