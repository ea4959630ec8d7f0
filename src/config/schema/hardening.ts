import { flag, list, object, oneOrMore, ref, type Schema, text } from '../../lib/json-schema/schema.ts'
import type { ValidNames } from '../hardening.ts'
import { buildDefinitions } from './definitions.ts'
import { imageEntry } from './images.ts'

const amounts = (description: string): Schema =>
  object(description, {
    cpu: ref('quantity', 'Cores, e.g. 100m.'),
    memory: ref('quantity', 'Bytes, e.g. 128Mi.'),
    'ephemeral-storage': ref('quantity', 'Bytes of local disk, e.g. 1Gi.'),
  })

const PARAMETERS: Readonly<Record<string, Record<string, Schema>>> = {
  'default-resources': {
    requests: amounts('The requests of a container that sets none; they replace the requests of the base as a whole.'),
    limits: amounts('The limits of a container that sets none; they replace the limits of the base as a whole.'),
  },
  'no-host-path': {
    readable: list(
      'Paths of the node that pods may mount read-only, each with everything below it; replaces the list of the base.',
      ref('hostPath'),
    ),
  },
  'read-only-root-filesystem': {
    sizeLimit: ref(
      'quantity',
      'The size limit of added emptyDir volumes, above which the pod is evicted, e.g. 1Gi; 0 means no limit.',
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
  'Holds the changes of controls at the targets that match.',
  {
    controls: list('The controls whose changes are held.', ref('control'), 1),
    match: {
      ...object('All given fields must match; `*` matches any characters, `?` matches one, except in labels.', {
        kind: text('Kind of the workload, e.g. Deployment.'),
        namespace: text(
          'Namespace of the workload; a workload without a namespace matches unless the configuration sets its namespace.',
        ),
        name: text('Name of the workload, e.g. web-*.'),
        labels: ref('labels', 'Labels of the workload or of its pod, e.g. app=web,tier in (front,back),!canary.'),
        container: text('Name of a container; if absent, all containers and the pod itself match.'),
      }),
      minProperties: 1,
    },
    reason: text('The reason, for readers of the report.'),
    owner: text('Who is responsible for it.'),
    expires: ref('date', 'The last day on which it applies.'),
  },
  ['controls', 'match', 'reason'],
)

const kind = object(
  'A custom resource that contains a pod.',
  {
    group: text('The API group, e.g. example.com.'),
    kind: text('The kind, e.g. Widget.'),
    pod: ref('pointer', 'The pod spec, e.g. /spec/template/spec; `*` matches one step.'),
    metadata: ref('pointer', 'The metadata of the pod, if it may be written.'),
    writable: list(
      'The fields that may be written, relative to the pod spec; `*` matches one step, a trailing /** everything below.',
      ref('pointer'),
    ),
  },
  ['group', 'kind', 'pod'],
)

const specSchema = ({ controls }: ValidNames): Schema =>
  object('What to harden, and how strictly.', {
    profile: ref('profile'),
    stance: ref(
      'stance',
      'The stance of all controls that the base does not turn off; entries in controls override it.',
    ),
    controls: {
      ...object(
        'The stances of controls, by their ids.',
        Object.fromEntries(controls.map(({ id, title }) => [id, controlSchema(id, title)])),
      ),
      title: 'control',
    },
    exemptions: list('Exemptions, added to those of the base.', exemption),
    images: list('Facts about images, which override the built-in ones.', imageEntry),
    kinds: list('Custom resources that contain a pod, added to the built-in ones.', kind),
    namespace: text('The namespace of objects that set none.'),
    platform: {
      description: 'The platform whose rules the pods have to follow, instead of the one that the input shows.',
      type: 'string',
      enum: ['kubernetes', 'openshift'],
    },
    generate: {
      description: 'Whether to generate objects, or the generators to run.',
      anyOf: [{ type: 'boolean' }, list('Ids of generators.', ref('generator'))],
    },
    mark: flag('Whether each object that is changed or added gets the annotation casehard.dev/hardened-by.'),
    exemptionAnnotations: flag('Whether manifests may request exemptions by the annotation casehard.dev/exempt.'),
    assume: {
      description:
        'Whether to write changes although nothing shows that the workload starts with them, or the controls that do.',
      anyOf: [{ type: 'boolean' }, list('Ids of controls.', ref('control'))],
    },
    report: oneOrMore('Files to write the report to, each as [FORMAT=]FILE.', text('[FORMAT=]FILE')),
    failOn: oneOrMore('Findings that make the exit code 1.', {
      type: 'string',
      enum: ['changed', 'held', 'unknown', 'assumed', 'stale', 'left-out'],
    }),
    exclude: oneOrMore(
      'Files and folders that check, diff and fix leave out, as patterns of a .gitignore that start from the folder of this file.',
      text('Pattern.'),
    ),
    quiet: flag('Whether to write nothing to stderr on success.'),
    today: ref('date', 'The date that decides which exemptions have expired, instead of today.'),
  })

/**
 * Builds the JSON Schema (draft 2020-12) of a Hardening, which editors read and `parseHardening` validates against.
 */
export const hardeningSchema = (names: ValidNames): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard Hardening',
  ...object(
    'A profile or configuration of casehard.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'Hardening' },
      metadata: object('As in any Kubernetes object.', {
        name: text('Name of the profile, for reports.'),
        namespace: text('Has no effect.'),
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        annotations: { type: 'object', additionalProperties: { type: 'string' } },
      }),
      spec: specSchema(names),
    },
    ['apiVersion', 'kind', 'spec'],
  ),
  $defs: buildDefinitions(names),
})
