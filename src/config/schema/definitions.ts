import { LABEL_KEY, LABEL_SELECTOR, LABEL_VALUE } from '../../kube/selectors.ts'
import type { Schema } from '../../lib/json-schema/schema.ts'
import { STANCES } from '../../model/control.ts'
import type { LegalNames } from '../hardening.ts'
import { imageDefinitions } from './images.ts'

/** The ids that are legal; an enum of JSON Schema must not be empty. */
const enumOf = (rules: LegalNames['controls']): Pick<Schema, 'enum' | 'pattern'> =>
  rules.length === 0 ? { pattern: '^$' } : { enum: rules.map(({ id }) => id) }

/** The named parts of the schema of a Hardening. */
export const definitionsOf = (names: LegalNames): Record<string, Schema> => ({
  stance: {
    description:
      'default: fill what is unset; cautious: hold what is only assumed; enforce: override decisions too; report: never change; off: do not look.',
    type: 'string',
    enum: STANCES,
  },
  control: { description: 'Id of a control.', type: 'string', enum: names.controls.map(({ id }) => id) },
  generator: {
    description: 'Id of a generator.',
    type: 'string',
    ...enumOf(names.controls.filter(({ generates }) => generates)),
  },
  profile: {
    description: 'The base: a built-in profile, or a file where it holds a / or a . (relative to this file).',
    type: 'string',
    pattern: `^(?:${names.profiles.join('|')}|.*[/.].*)$`,
    examples: names.profiles,
  },
  quantity: {
    description: 'An amount as Kubernetes writes it, not negative.',
    anyOf: [
      { type: 'string', pattern: '^\\+?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d+)?$' },
      { type: 'number', minimum: 0 },
    ],
  },
  labels: {
    description: 'A label selector as kubectl takes it, or a mapping of labels, all of which must be there.',
    anyOf: [
      {
        description: 'A label selector as kubectl takes it, e.g. app=web,tier in (front,back),!canary.',
        type: 'string',
        pattern: LABEL_SELECTOR,
      },
      {
        type: 'object',
        title: 'label',
        propertyNames: { description: 'The key of a label.', type: 'string', pattern: `^${LABEL_KEY}$` },
        additionalProperties: {
          description: 'The value of a label, without * and ?.',
          type: 'string',
          pattern: `^${LABEL_VALUE}$`,
        },
        minProperties: 1,
      },
    ],
  },
  date: { description: 'YYYY-MM-DD', type: 'string', pattern: '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$' },
  hostPath: {
    description: 'An absolute path of the node without .., e.g. /usr/share/zoneinfo.',
    type: 'string',
    pattern: '^/(?!(?:.*/)?\\.\\.(?:/|$))',
  },
  pointer: { description: 'A JSON Pointer (RFC 6901).', type: 'string', pattern: '^(?:/(?:[^/~]|~[01])+)+$' },
  ...imageDefinitions,
})
