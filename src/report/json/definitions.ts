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
const line = position('Where to look in the input.')
const place = { document: ref('document'), resource: ref('resource') }
const entry = {
  control: string('Id of the control.'),
  ...place,
  container: string('Name of the container; absent where the whole pod is meant.'),
  path: { ...pointer, description: 'The field in question, an RFC 6901 pointer rooted at the document.' },
  line,
}
const operations = list('RFC 6902, rooted at the document; in order and after those before them.', ref('operation'))
const evidence = list('What speaks for the verdict, and of a held change against it.', ref('evidence'))
const references = list('The standards that ask for it.', ref('reference'))
const confidence = choice(
  'proven: evidence shows that it works; assumed: nothing speaks against it and nothing for it.',
  'proven',
  'likely',
  'assumed',
)
/** How much of what there was in a run. */
export const summary = record('How much of what; compliant, changed and held are counted by control and target.', {
  documents: count('Documents in the input.'),
  pods: count('Pods and pod templates.'),
  containers: count('Containers in them.'),
  changed: count('What was changed.'),
  held: count('What was expected to change and did not.'),
  skipped: count('What looks like a workload and was left alone.'),
  compliant: count('What was as hard as asked.'),
})
/** A Pod Security level. */
export const level = choice(
  'The highest Pod Security level that the pod passes.',
  'privileged',
  'baseline',
  'restricted',
)

/** The named parts of the schema of a report. */
export const REPORT_DEFINITIONS: Readonly<Record<string, Schema>> = {
  document: record(
    'Where a document stands in the input.',
    {
      file: string('Name of the file; absent where the input is one stream.'),
      index: count('Index of the document, empty ones counted.'),
      line: position('Line of its first line, which is the --- line where it has one.'),
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
      namespace: string('As written; absent where the object names none.'),
      name: string('As written; a generateName ends in *, and the name is empty where there is neither.'),
    },
    'namespace',
  ),
  operation: {
    description: 'An RFC 6902 operation.',
    type: 'object',
    properties: { op: choice('What to do.', 'add', 'replace', 'remove'), path: pointer, value: {} },
    required: ['op', 'path'],
    additionalProperties: false,
    oneOf: [
      { properties: { op: { const: 'remove' }, value: false } },
      { properties: { op: { enum: ['add', 'replace'] } }, required: ['value'] },
    ],
  },
  evidence: record(
    'A fact that was weighed.',
    {
      source: choice('Where it comes from.', 'manifest', 'rbac', 'image-facts', 'configuration', 'kubernetes'),
      text: string('The words that matched, never a secret.'),
      line,
      file: string('Name of the file, where there are several.'),
    },
    'line',
    'file',
  ),
  reference: record('A part of a standard.', {
    standard: string('Name of the standard.'),
    version: string('Its version.'),
    section: string('Section or id in it.'),
    url: string('Where to read it.'),
  }),
  edit: record(
    'A change of text in the input; columns in UTF-16 units, the end exclusive.',
    {
      line: position('Where it starts.'),
      column: position('Where it starts.'),
      endLine: position('Where it ends.'),
      endColumn: position('Where it ends.'),
      text: string('What stands there afterwards.'),
      order: position('Where several edits start at one place: in which order their texts stand there.'),
    },
    'order',
  ),
  change: record(
    'A change that was made.',
    {
      ...entry,
      operations,
      reason: string('Why it was made.'),
      evidence,
      confidence,
      immutable: marker('An upgrade of an installed release would be refused.'),
      edits: list('The same as a change of the text; empty where the edit of another change carries it.', ref('edit')),
      references,
    },
    'container',
    'immutable',
  ),
  held: record(
    'A change that was expected and not made.',
    {
      ...entry,
      cause: choice('Why it was not made.', 'deviation', 'evidence', 'exemption', 'api-rule', 'stance'),
      reason: string('The cause in words.'),
      hint: string('What the reader can do about it.'),
      evidence,
      references,
      operations: { ...operations, description: 'What it would have been, where that is known.' },
      confidence,
    },
    'container',
    'operations',
    'confidence',
  ),
  skipped: record('Something that looks like a workload and was left alone.', { ...place, reason: string('Why.') }),
  pod: record(
    'A pod that was looked at.',
    {
      ...place,
      path: { ...pointer, description: 'The pod spec, an RFC 6901 pointer rooted at the document.' },
      level: record('Pod Security levels.', { before: level, after: level }),
      policy: string('The PodSecurityPolicy that it was judged by, where the profile holds any.'),
    },
    'policy',
  ),
  notice: record(
    'Something else that the reader should know.',
    {
      code: string('A stable word for it.'),
      message: string('What it is, and the next step.'),
      ...place,
      file: string('The configuration that the line is in; absent where it is in the input.'),
      line,
    },
    'document',
    'resource',
    'file',
    'line',
  ),
}
