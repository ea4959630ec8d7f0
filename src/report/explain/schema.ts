import { choice, flag, list, marker, position, record, ref, type Schema, string } from '../../lib/json-schema/schema.ts'
import { level, REPORT_DEFINITIONS } from '../json/definitions.ts'

const strings = (description: string): Schema => ({ description, type: 'array', items: { type: 'string' } })

const verdict = choice('What was decided.', 'changed', 'held', 'compliant')
const confidence = choice('How good the evidence for a change is.', 'proven', 'likely', 'assumed')
const cause = choice('Why it is held.', 'deviation', 'evidence', 'exemption', 'api-rule', 'stance')
const line = position('Where to look in the input.')
const container = string('Name of the container; absent where the whole pod or object is meant.')

const control = record(
  'A control, or a generator, in its own words.',
  {
    id: string('Its name everywhere.'),
    title: string('The state afterwards.'),
    rationale: string('Why.'),
    breaks: string('What may stop working, and how that shows.'),
    references: list('The standards that ask for it.', ref('reference')),
    fields: strings('The only paths that it may write: /spec is the pod spec, * one step, ** everything below.'),
    optional: flag('Whether it is off unless a profile asks.'),
    objects: record('What it may write in objects other than pods.', {
      kinds: strings('Kinds of these objects.'),
      fields: strings('Paths in them.'),
    }),
    adds: string('Of a generator: what it adds.'),
  },
  'objects',
  'adds',
)

const alternative = record(
  'What would become of a verdict under a condition.',
  { verdict, confidence, cause, if: string('The condition.'), fact: ref('facts') },
  'confidence',
  'cause',
  'fact',
)

const exemption = record('What to write under exemptions to have the change held.', {
  controls: strings('Ids of controls.'),
  match: record(
    'What it matches.',
    { kind: string('Kind.'), namespace: string('Namespace.'), name: string('Name.'), container: string('Container.') },
    'kind',
    'namespace',
    'name',
    'container',
  ),
})

const explained = record(
  'What one control says of one target, with all that was weighed.',
  {
    control: string('Id of the control.'),
    container,
    path: string('The field in question, an RFC 6901 pointer rooted at the document.'),
    line,
    verdict,
    reason: string('Why.'),
    evidence: list('What was weighed.', ref('evidence')),
    confidence,
    cause,
    hint: string('What the reader can do about it.'),
    operations: list('RFC 6902: what is written, or would be.', ref('operation')),
    immutable: marker('An upgrade of an installed release would be refused.'),
    references: list('The standards that ask for it.', ref('reference')),
    alternatives: list('What would change the verdict.', ref('alternative')),
    exemption: ref('exemption'),
  },
  ...['container', 'reason', 'confidence', 'cause', 'hint', 'operations', 'immutable', 'exemption'],
)

const image = record(
  'The image of a container and what is known of it.',
  {
    container: string('Name of the container.'),
    image: string('As written.'),
    repository: string('With registry, without tag and digest.'),
    line,
    facts: ref('facts'),
    proves: flag('Whether the facts are good enough to prove a change.'),
  },
  'facts',
  'proves',
)

const workload = record(
  'All that was weighed for one workload.',
  {
    document: ref('document'),
    resource: ref('resource'),
    pods: list('Its pods.', ref('pod')),
    skipped: string('Why it was left alone as a whole.'),
    verdicts: list('The verdicts, in the order in which the controls run.', ref('weighed')),
    off: strings('Controls that were not asked.'),
    images: list('The images of its containers.', ref('image')),
    notices: list('What else the reader should know.', ref('notice')),
  },
  'skipped',
)

const pod = record('A pod of the workload.', {
  path: string('The pod spec, an RFC 6901 pointer rooted at the document.'),
  level: record('Pod Security levels.', { before: level, after: level }),
})

const explanation = record(
  'What was weighed for the workloads of a name.',
  {
    apiVersion: { type: 'string', const: 'casehard.dev/v1' },
    kind: { type: 'string', const: 'Explanation' },
    casehard: string('Version of casehard.'),
    profile: string('Name of the profile.'),
    configuration: string('Name of the configuration file; absent where there was none.'),
    workloads: list('The workloads of that name.', ref('workload')),
  },
  'configuration',
)

const SHARED = ['document', 'resource', 'operation', 'evidence', 'reference', 'notice']

/**
 * JSON Schema (draft 2020-12) of what `casehard explain --format json` prints: the list of controls, one control, or
 * what was weighed for workloads.
 * @param facts the definition `facts` of what is known of an image, and those that it refers to
 */
export const explainSchema = (facts: Readonly<Record<string, Schema>>): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard explain',
  description: 'The list of controls, one control, or what was weighed for workloads.',
  anyOf: [list('All controls.', ref('control')), ref('control'), ref('explanation')],
  $defs: {
    ...Object.fromEntries(SHARED.map((name) => [name, REPORT_DEFINITIONS[name] as Schema])),
    ...facts,
    ...{ control, alternative, exemption, weighed: explained, image, workload, pod, explanation },
  },
})
