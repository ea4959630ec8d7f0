import { LABEL_KEY, LABEL_SELECTOR, LABEL_VALUE } from '../../kube/selectors.ts'
import type { Schema } from '../../lib/json-schema/schema.ts'
import { STANCES } from '../../model/control.ts'
import type { ValidNames } from '../hardening.ts'
import { imageDefinitions } from './images.ts'

/** Allows the given ids; an enum of JSON Schema must not be empty. */
const toEnum = (rules: ValidNames['controls']): Pick<Schema, 'enum' | 'pattern'> =>
  rules.length === 0 ? { pattern: '^$' } : { enum: rules.map(({ id }) => id) }

/** Builds the definitions of the schema of a Hardening. */
export const buildDefinitions = (names: ValidNames): Record<string, Schema> => ({
  stance: {
    description:
      'default: change fields that are unset; cautious: hold assumed changes; enforce: also override decisions; report: change nothing; off: do not check.',
    type: 'string',
    enum: STANCES,
  },
  control: { description: 'Id of a control.', type: 'string', enum: names.controls.map(({ id }) => id) },
  generator: {
    description: 'Id of a generator.',
    type: 'string',
    ...toEnum(names.controls.filter(({ generates }) => generates)),
  },
  profile: {
    description: 'The base: a built-in profile, or a file if it contains a / or a . (relative to this file).',
    type: 'string',
    pattern: `^(?:${names.profiles.join('|')}|.*[/.].*)$`,
    examples: names.profiles,
  },
  quantity: {
    description: 'A Kubernetes quantity that is not negative.',
    anyOf: [
      { type: 'string', pattern: '^\\+?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d+)?$' },
      { type: 'number', minimum: 0 },
    ],
  },
  labels: {
    description: 'A label selector in kubectl’s syntax, or a mapping of labels that must all match.',
    anyOf: [
      {
        description: 'A label selector in kubectl’s syntax, e.g. app=web,tier in (front,back),!canary.',
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
