import { flag, list, object, oneOrMore, ref, type Schema, text } from '../../lib/json-schema/schema.ts'
import type { LegalNames } from '../hardening.ts'
import { definitionsOf } from './definitions.ts'
import { imageEntry } from './images.ts'

const amounts = (description: string): Schema =>
  object(description, {
    cpu: ref('quantity', 'Cores, e.g. 100m.'),
    memory: ref('quantity', 'Bytes, e.g. 128Mi.'),
    'ephemeral-storage': ref('quantity', 'Bytes of local disk, e.g. 1Gi.'),
  })

const PARAMETERS: Readonly<Record<string, Record<string, Schema>>> = {
  'default-resources': {
    requests: amounts('What a container requests where it says nothing; replaces the base’s requests as a whole.'),
    limits: amounts('The limits of a container that has none; replaces the base’s limits as a whole.'),
  },
  'no-host-path': {
    readable: list(
      'Paths of the node that pods may read, each with all below it, mounted read-only; replaces the base’s list.',
      ref('hostPath'),
    ),
  },
  'read-only-root-filesystem': {
    sizeLimit: ref(
      'quantity',
      'How much the emptyDir for what is written may hold before the pod is evicted, e.g. 1Gi; 0 is no limit.',
    ),
  },
}

const controlSchema = (id: string, title?: string): Schema => {
  const stance = ref('stance')
  return {
    ...(title === undefined ? {} : { description: `${title}.` }),
    anyOf: [stance, object('The stance and the parameters of the control.', { stance, ...PARAMETERS[id] })],
  }
}

const exemption = object(
  'Holds controls at the targets that match.',
  {
    controls: list('The controls that are held.', ref('control'), 1),
    match: {
      ...object('All fields given must match; `*` stands for any letters, `?` for one, but not in labels.', {
        kind: text('Kind of the workload, e.g. Deployment.'),
        namespace: text(
          'Namespace of the workload; one without a namespace matches unless the configuration names its own.',
        ),
        name: text('Name of the workload, e.g. web-*.'),
        labels: ref('labels', 'Labels of the workload or of its pod, e.g. app=web,tier in (front,back),!canary.'),
        container: text('Name of a container; without it, all containers and the pod itself.'),
      }),
      minProperties: 1,
    },
    reason: text('Why, for whoever reads the report.'),
    owner: text('Who answers for it.'),
    expires: ref('date', 'The last day on which it counts.'),
  },
  ['controls', 'match', 'reason'],
)

const kind = object(
  'A custom resource that holds a pod.',
  {
    group: text('API group, e.g. example.com.'),
    kind: text('Kind, e.g. Widget.'),
    pod: ref('pointer', 'Where the pod spec stands, e.g. /spec/template/spec; `*` is any one step.'),
    metadata: ref('pointer', 'Where the pod’s own metadata stands, if it may be written.'),
    writable: list(
      'What may be written, relative to the pod spec; `*` is any one step, a trailing /** everything below.',
      ref('pointer'),
    ),
  },
  ['group', 'kind', 'pod'],
)

const specSchema = ({ controls }: LegalNames): Schema =>
  object('What to harden, and how far.', {
    profile: ref('profile'),
    stance: ref(
      'stance',
      'One stance for every control that the base does not turn off; entries in controls override it.',
    ),
    controls: {
      ...object(
        'A stance for each control, by its id.',
        Object.fromEntries(controls.map(({ id, title }) => [id, controlSchema(id, title)])),
      ),
      title: 'control',
    },
    exemptions: list('Targets that are left alone, added to the base’s.', exemption),
    images: list('Facts about images, put over the built-in ones.', imageEntry),
    kinds: list('Custom resources that hold a pod, added to the built-in ones.', kind),
    namespace: text('The namespace of objects that name none.'),
    generate: {
      description: 'Objects to add: all that casehard can generate, or some kinds of them.',
      anyOf: [{ type: 'boolean' }, list('Ids of generators.', ref('generator'))],
    },
    exemptionAnnotations: flag(
      'Whether exemptions count that a manifest asks for itself, by the annotation casehard.dev/exempt.',
    ),
    report: oneOrMore('Files to write the report to, each [FORMAT=]FILE.', text('[FORMAT=]FILE')),
    failOn: oneOrMore('Findings that make the exit code 1.', {
      type: 'string',
      enum: ['changed', 'held', 'assumed', 'stale'],
    }),
    quiet: flag('Whether stderr stays empty on success.'),
    today: ref('date', 'The date that exemptions expire against, instead of the clock’s.'),
  })

/**
 * JSON Schema (draft 2020-12) of a Hardening: what editors read and what `parseHardening` validates against.
 * @param names the controls and built-in profiles there are
 */
export const hardeningSchema = (names: LegalNames): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard Hardening',
  ...object(
    'A profile or configuration of casehard.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'Hardening' },
      metadata: object('As for any Kubernetes object.', {
        name: text('Name of the profile, for reports.'),
        namespace: text('Has no meaning here.'),
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        annotations: { type: 'object', additionalProperties: { type: 'string' } },
      }),
      spec: specSchema(names),
    },
    ['apiVersion', 'kind', 'spec'],
  ),
  $defs: definitionsOf(names),
})
