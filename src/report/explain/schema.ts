import { choice, flag, list, marker, position, record, ref, type Schema, string } from '../../lib/json-schema/schema.ts'
import { level, REPORT_DEFINITIONS } from '../json/definitions.ts'

const strings = (description: string): Schema => ({ description, type: 'array', items: { type: 'string' } })

const verdict = choice('The verdict.', 'changed', 'held', 'compliant')
const confidence = choice('The strength of the evidence for a change.', 'proven', 'likely', 'assumed')
const cause = choice('Why it is held.', 'deviation', 'evidence', 'unknown', 'exemption', 'api-rule', 'stance')
const line = position('Line in the input.')
const container = string('Name of the container; absent for the whole pod or object.')

const control = record(
  'A control or generator.',
  {
    id: string('Its id.'),
    title: string('The state after hardening.'),
    rationale: string('Why the control exists.'),
    breaks: string('What may stop working, and its symptoms.'),
    references: list('The standards that require it.', ref('reference')),
    fields: strings('The paths that it may write: /spec is the pod spec, * matches one step, ** everything below.'),
    optional: flag('Whether it is off unless a profile turns it on.'),
    objects: record('The fields that it may write in objects other than pods.', {
      kinds: strings('Kinds of these objects.'),
      fields: strings('Paths in them.'),
    }),
    adds: string('For a generator: the objects that it adds.'),
  },
  'objects',
  'adds',
)

const alternative = record(
  'The verdict under another condition.',
  { verdict, confidence, cause, if: string('The condition.'), fact: ref('facts') },
  'confidence',
  'cause',
  'fact',
)

const exemption = record('The entry of exemptions that would hold the change.', {
  controls: strings('Ids of controls.'),
  match: record(
    'The match.',
    { kind: string('Kind.'), namespace: string('Namespace.'), name: string('Name.'), container: string('Container.') },
    'kind',
    'namespace',
    'name',
    'container',
  ),
})

const explained = record(
  'The verdict of one control for one target, with its evidence and alternatives.',
  {
    control: string('Id of the control.'),
    container,
    path: string('The field in question, an RFC 6901 pointer rooted at the document.'),
    line,
    verdict,
    reason: string('The reason.'),
    evidence: list('The evidence.', ref('evidence')),
    confidence,
    cause,
    hint: string('The next step for the reader.'),
    expected: marker('The input shows that the field is right as it is, so nobody has to act.'),
    operations: list('RFC 6902 operations that are made, or would be.', ref('operation')),
    immutable: marker('The API server refuses the change in an upgrade of an installed release.'),
    references: list('The standards that require it.', ref('reference')),
    alternatives: list('The conditions that would change the verdict.', ref('alternative')),
    exemption: ref('exemption'),
  },
  ...['container', 'reason', 'confidence', 'cause', 'hint', 'expected', 'operations', 'immutable', 'exemption'],
)

const image = record(
  'The image of a container, and the facts about it.',
  {
    container: string('Name of the container.'),
    image: string('As written.'),
    repository: string('With registry, without tag and digest.'),
    line,
    facts: ref('facts'),
    proves: flag('Whether the facts can prove a change.'),
  },
  'facts',
  'proves',
)

const requirement = record('What a container needs in one respect, as far as it is known.', {
  about: choice('The respect.', 'user', 'writes', 'capabilities', 'privileges', 'API', 'memory', 'node'),
  text: string('What is known.'),
  complete: flag('Whether this is all that there is to know, so that controls decide by it.'),
  evidence: list('The evidence.', ref('evidence')),
})

const requirements = record('What is known of a container.', {
  container: string('Name of the container.'),
  requirements: list('Its requirements.', requirement),
})

const workload = record(
  'The verdicts for one workload.',
  {
    document: ref('document'),
    resource: ref('resource'),
    pods: list('Its pods.', ref('pod')),
    skipped: string('Why it was skipped as a whole.'),
    containers: list('What is known of its containers.', requirements),
    verdicts: list('The verdicts, in the order in which the controls run.', ref('weighed')),
    off: strings('Controls that are off.'),
    images: list('The images of its containers.', ref('image')),
    notices: list('Further information for the reader.', ref('notice')),
  },
  'skipped',
)

const pod = record('A pod of the workload.', {
  path: string('The pod spec, an RFC 6901 pointer rooted at the document.'),
  level: record('Pod Security levels.', { before: level, after: level }),
})

const explanation = record(
  'The verdicts for the workloads of a name.',
  {
    apiVersion: { type: 'string', const: 'casehard.dev/v1' },
    kind: { type: 'string', const: 'Explanation' },
    casehard: string('Version of casehard.'),
    profile: string('Name of the profile.'),
    configuration: string('Name of the configuration file; absent without one.'),
    workloads: list('The workloads of that name.', ref('workload')),
  },
  'configuration',
)

const SHARED = ['document', 'resource', 'operation', 'evidence', 'reference', 'notice']

/**
 * Builds the JSON Schema (draft 2020-12) of the output of `casehard explain --format json`: the list of controls, one
 * control, or the verdicts for workloads.
 * @param facts the definition `facts` of facts about an image, and those that it refers to
 */
export const explainSchema = (facts: Readonly<Record<string, Schema>>): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard explain',
  description: 'The list of controls, one control, or the verdicts for workloads.',
  anyOf: [list('All controls.', ref('control')), ref('control'), ref('explanation')],
  $defs: {
    ...Object.fromEntries(SHARED.map((name) => [name, REPORT_DEFINITIONS[name] as Schema])),
    ...facts,
    ...{ control, alternative, exemption, weighed: explained, image, workload, pod, explanation },
  },
})
