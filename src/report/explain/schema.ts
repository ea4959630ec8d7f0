import type { Json, JsonObject } from '../../model.ts'
import { level, REPORT_DEFINITIONS } from '../json/definitions.ts'
import { always, list, object, position, ref, text, word } from '../json/schema-parts.ts'

const strings = (description: string): JsonObject => ({ description, type: 'array', items: { type: 'string' } })

const verdict = word('What was decided.', 'changed', 'held', 'compliant')
const confidence = word('How good the evidence for a change is.', 'proven', 'likely', 'assumed')
const cause = word('Why it is held.', 'deviation', 'evidence', 'exemption', 'api-rule', 'stance')
const line = position('Where to look in the input.')
const container = text('Name of the container; absent where the whole pod or object is meant.')

const control = object(
  'A control, or a generator, in its own words.',
  {
    id: text('Its name everywhere.'),
    title: text('The state afterwards.'),
    rationale: text('Why.'),
    breaks: text('What may stop working, and how that shows.'),
    references: list('The standards that ask for it.', 'reference'),
    fields: strings('The only paths that it may write: /spec is the pod spec, * one step, ** everything below.'),
    optional: { description: 'Whether it is off unless a profile asks.', type: 'boolean' },
    objects: object('What it may write in objects other than pods.', {
      kinds: strings('Kinds of these objects.'),
      fields: strings('Paths in them.'),
    }),
    adds: text('Of a generator: what it adds.'),
  },
  'objects',
  'adds',
)

const alternative = object(
  'What would become of a verdict under a condition.',
  { verdict, confidence, cause, if: text('The condition.'), fact: ref('facts') },
  'confidence',
  'cause',
  'fact',
)

const exemption = object('What to write under exemptions to have the change held.', {
  controls: strings('Ids of controls.'),
  match: object(
    'What it matches.',
    { kind: text('Kind.'), namespace: text('Namespace.'), name: text('Name.'), container: text('Container.') },
    'kind',
    'namespace',
    'name',
    'container',
  ),
})

const explained = object(
  'What one control says of one target, with all that was weighed.',
  {
    control: text('Id of the control.'),
    container,
    path: text('The field in question, an RFC 6901 pointer rooted at the document.'),
    line,
    verdict,
    reason: text('Why.'),
    evidence: list('What was weighed.', 'evidence'),
    confidence,
    cause,
    hint: text('What the reader can do about it.'),
    operations: list('RFC 6902: what is written, or would be.', 'operation'),
    immutable: always('An upgrade of an installed release would be refused.'),
    references: list('The standards that ask for it.', 'reference'),
    alternatives: list('What would change the verdict.', 'alternative'),
    exemption: ref('exemption'),
  },
  ...['container', 'reason', 'confidence', 'cause', 'hint', 'operations', 'immutable', 'exemption'],
)

const image = object(
  'The image of a container and what is known of it.',
  {
    container: text('Name of the container.'),
    image: text('As written.'),
    repository: text('With registry, without tag and digest.'),
    line,
    facts: ref('facts'),
    proves: { description: 'Whether the facts are good enough to prove a change.', type: 'boolean' },
  },
  'facts',
  'proves',
)

const workload = object(
  'All that was weighed for one workload.',
  {
    document: ref('document'),
    resource: ref('resource'),
    pods: list('Its pods.', 'pod'),
    skipped: text('Why it was left alone as a whole.'),
    verdicts: list('The verdicts, in the order in which the controls run.', 'weighed'),
    off: strings('Controls that were not asked.'),
    images: list('The images of its containers.', 'image'),
    notices: list('What else the reader should know.', 'notice'),
  },
  'skipped',
)

const pod = object('A pod of the workload.', {
  path: text('The pod spec, an RFC 6901 pointer rooted at the document.'),
  level: object('Pod Security levels.', { before: level, after: level }),
})

const explanation = object(
  'What was weighed for the workloads of a name.',
  {
    apiVersion: { type: 'string', const: 'casehard.dev/v1' },
    kind: { type: 'string', const: 'Explanation' },
    casehard: text('Version of casehard.'),
    profile: text('Name of the profile.'),
    configuration: text('Name of the configuration file; absent where there was none.'),
    workloads: list('The workloads of that name.', 'workload'),
  },
  'configuration',
)

const SHARED = ['document', 'resource', 'operation', 'evidence', 'reference', 'notice']

/**
 * JSON Schema (draft 2020-12) of what `casehard explain --format json` prints: the list of controls, one control, or
 * what was weighed for workloads.
 * @param facts the definition `facts` of what is known of an image, and those that it refers to
 */
export const explainSchema = (facts: Readonly<Record<string, JsonObject>>): { readonly [key: string]: Json } => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard explain',
  description: 'The list of controls, one control, or what was weighed for workloads.',
  anyOf: [list('All controls.', 'control'), ref('control'), ref('explanation')],
  $defs: {
    ...Object.fromEntries(SHARED.map((name) => [name, REPORT_DEFINITIONS[name] as JsonObject])),
    ...facts,
    ...{ control, alternative, exemption, weighed: explained, image, workload, pod, explanation },
  },
})
