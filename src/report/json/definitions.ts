import type { JsonObject } from '../../model.ts'
import { always, count, list, object, position, ref, text, word } from './schema-parts.ts'

const pointer = text('An RFC 6901 pointer, rooted at the document.')
const line = position('Where to look in the input.')
const place = { document: ref('document'), resource: ref('resource') }
const entry = {
  control: text('Id of the control.'),
  ...place,
  container: text('Name of the container; absent where the whole pod is meant.'),
  path: { ...pointer, description: 'The field in question, an RFC 6901 pointer rooted at the document.' },
  line,
}
const operations = list('RFC 6902, rooted at the document; in order and after those before them.', 'operation')
const evidence = list('What speaks for the verdict, and of a held change against it.', 'evidence')
const references = list('The standards that ask for it.', 'reference')
const confidence = word(
  'proven: evidence shows that it works; assumed: nothing speaks against it and nothing for it.',
  'proven',
  'likely',
  'assumed',
)
/** How much of what there was in a run. */
export const summary = object('How much of what; compliant, changed and held are counted by control and target.', {
  documents: count('Documents in the input.'),
  pods: count('Pods and pod templates.'),
  containers: count('Containers in them.'),
  changed: count('What was changed.'),
  held: count('What was expected to change and did not.'),
  skipped: count('What looks like a workload and was left alone.'),
  compliant: count('What was as hard as asked.'),
})
/** A Pod Security level. */
export const level = word('The highest Pod Security level that the pod passes.', 'privileged', 'baseline', 'restricted')

/** The named parts of the schema of a report. */
export const REPORT_DEFINITIONS: Readonly<Record<string, JsonObject>> = {
  document: object(
    'Where a document stands in the input.',
    {
      file: text('Name of the file; absent where the input is one stream.'),
      index: count('Index of the document, empty ones counted.'),
      line: position('Line of its first line, which is the --- line where it has one.'),
      new: always('The document was added.'),
    },
    'file',
    'new',
  ),
  resource: object(
    'A Kubernetes object.',
    {
      apiVersion: text('As written.'),
      kind: text('As written.'),
      namespace: text('As written; absent where the object names none.'),
      name: text('As written; a generateName ends in *, and the name is empty where there is neither.'),
    },
    'namespace',
  ),
  operation: {
    description: 'An RFC 6902 operation.',
    type: 'object',
    properties: { op: word('What to do.', 'add', 'replace', 'remove'), path: pointer, value: {} },
    required: ['op', 'path'],
    additionalProperties: false,
    oneOf: [
      { properties: { op: { const: 'remove' }, value: false } },
      { properties: { op: { enum: ['add', 'replace'] } }, required: ['value'] },
    ],
  },
  evidence: object(
    'A fact that was weighed.',
    {
      source: word('Where it comes from.', 'manifest', 'rbac', 'image-facts', 'configuration', 'kubernetes'),
      text: text('The words that matched, never a secret.'),
      line,
      file: text('Name of the file, where there are several.'),
    },
    'line',
    'file',
  ),
  reference: object('A part of a standard.', {
    standard: text('Name of the standard.'),
    version: text('Its version.'),
    section: text('Section or id in it.'),
    url: text('Where to read it.'),
  }),
  edit: object(
    'A change of text in the input; columns in UTF-16 units, the end exclusive.',
    {
      line: position('Where it starts.'),
      column: position('Where it starts.'),
      endLine: position('Where it ends.'),
      endColumn: position('Where it ends.'),
      text: text('What stands there afterwards.'),
      order: position('Where several edits start at one place: in which order their texts stand there.'),
    },
    'order',
  ),
  change: object(
    'A change that was made.',
    {
      ...entry,
      operations,
      reason: text('Why it was made.'),
      evidence,
      confidence,
      immutable: always('An upgrade of an installed release would be refused.'),
      edits: list('The same as a change of the text; empty where the edit of another change carries it.', 'edit'),
      references,
    },
    'container',
    'immutable',
  ),
  held: object(
    'A change that was expected and not made.',
    {
      ...entry,
      cause: word('Why it was not made.', 'deviation', 'evidence', 'exemption', 'api-rule', 'stance'),
      reason: text('The cause in words.'),
      hint: text('What the reader can do about it.'),
      evidence,
      references,
      operations: { ...operations, description: 'What it would have been, where that is known.' },
      confidence,
    },
    'container',
    'operations',
    'confidence',
  ),
  skipped: object('Something that looks like a workload and was left alone.', { ...place, reason: text('Why.') }),
  pod: object(
    'A pod that was looked at.',
    {
      ...place,
      path: { ...pointer, description: 'The pod spec, an RFC 6901 pointer rooted at the document.' },
      level: object('Pod Security levels.', { before: level, after: level }),
      policy: text('The PodSecurityPolicy that it was judged by, where the profile holds any.'),
    },
    'policy',
  ),
  notice: object(
    'Something else that the reader should know.',
    {
      code: text('A stable word for it.'),
      message: text('What it is, and the next step.'),
      ...place,
      file: text('The configuration that the line is in; absent where it is in the input.'),
      line,
    },
    'document',
    'resource',
    'file',
    'line',
  ),
}
