import { flag, list, NOT_BLANK, object, ref, type Schema, text } from '../../lib/json-schema/schema.ts'

const port: Schema = { type: 'integer', minimum: 1, maximum: 1023 }

const tags = object('The tags that it holds for; without it, all.', {
  with: text('A part that the tag has, e.g. alpine.'),
  without: text('A part that the tag does not have.'),
  from: ref('version', 'The first version, e.g. 8.'),
  below: ref('version', 'The first version that is too new, e.g. 18.'),
})

const hostMount = object(
  'A directory of the node.',
  {
    path: ref('absolutePath'),
    readOnly: flag('It is only read.'),
  },
  ['path'],
)

/** What the built-in facts and the user's have in common. */
export const factFields: Record<string, Schema> = {
  tags,
  imageUser: {
    description: 'USER of the image: a number, 0 for root, or a name.',
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: NOT_BLANK },
    ],
  },
  user: ref('id', 'The UID, other than root’s, that it works with.'),
  group: ref('id', 'The GID, other than root’s, that it works with.'),
  fsGroup: ref('id', 'The group that must own its volumes.'),
  root: text('Why it has to be root, where it has to.'),
  privileged: flag('It has to run privileged.'),
  hostMounts: list('Directories of the node that it uses as its user, by where they are mounted.', hostMount),
  readOnlyRoot: flag('Whether it works with a read-only root filesystem, given its writable paths.'),
  lowPorts: list('Ports below 1024 on which it listens.', port),
  ownsData: flag('Its data directory has to belong to the user, as PostgreSQL demands.'),
  rootCapabilities: list('Capabilities that it needs as root to step down to its own user.', ref('capability')),
  fileCapabilities: list('File capabilities of its programs, without which these do not start.', ref('capability')),
  capabilities: list('Capabilities that it needs in any case, e.g. NET_BIND_SERVICE.', ref('capability')),
}

/** What a user knows of an image: an entry of `images` in a Hardening. */
export const imageEntry = object(
  'What is known of an image.',
  {
    image: ref('imageName'),
    ...factFields,
    writable: list('All that it writes to: absolute paths of directories.', ref('absolutePath')),
  },
  ['image'],
)

/** The definitions that the schemas of images refer to. */
export const imageDefinitions: Record<string, Schema> = {
  imageName: {
    description: 'The name of an image without tag and digest; * stands for any letters, ? for one.',
    type: 'string',
    pattern: '^(?:[^/:@\\s]+(?::\\d+)?/)?[^:@\\s]+$',
  },
  absolutePath: { description: 'An absolute path below /.', type: 'string', pattern: '^/+[^/]' },
  capability: {
    description: 'The name of a capability in capitals, without CAP_.',
    type: 'string',
    pattern: '^(?!CAP_)[A-Z]+(?:_[A-Z]+)*$',
  },
  id: { description: 'A UID or GID other than root’s.', type: 'integer', minimum: 1, maximum: 2147483647 },
  version: { description: 'A version, quoted, e.g. "8" or "1.25".', type: 'string', pattern: '^\\d+(?:\\.\\d+)*$' },
}

const writablePath = object(
  'A path that the image writes to.',
  {
    path: ref('absolutePath'),
    whenMounted: ref('absolutePath', 'Written only where something is mounted here or below.'),
    seeded: flag('The image ships files there that an empty volume would hide, and nothing brings them back.'),
    file: flag('A file, not a directory.'),
    data: flag('Data that has to outlive the pod.'),
  },
  ['path'],
)

const STATUSES = ['verified', 'observed', 'unverified']

const fields: Record<string, Schema> = {
  image: ref('imageName'),
  ...factFields,
  status: {
    description:
      'verified: read from the image’s own sources; observed: charts run it so; unverified: general knowledge.',
    type: 'string',
    enum: STATUSES,
  },
  source: text('Where it comes from: a repository and commit, or charts.'),
  writable: list('All that it writes to.', writablePath),
}

const facts = object('What is known of an image.', fields, ['image', 'status'])

/** Facts as they were weighed: those of a configuration among them, and some fields of one alone. */
export const weighedFacts: Schema = object('What is known of an image, or would have to be.', {
  ...fields,
  status: {
    description: 'As in the facts about images; configured: the configuration says so.',
    type: 'string',
    enum: [...STATUSES, 'configured'],
  },
  notes: text('What else there is to say.'),
})

/** JSON Schema (draft 2020-12) of a file of built-in facts about images. */
export const imageFactsSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard ImageFacts',
  ...object(
    'Facts about images: what they need, and what works with them.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'ImageFacts' },
      images: list('One entry for each image and range of tags, in the order of their names.', facts),
    },
    ['apiVersion', 'kind', 'images'],
  ),
  $defs: imageDefinitions,
}
