import { flag, list, NOT_BLANK, object, ref, type Schema, text } from '../../lib/json-schema/schema.ts'
import type { ImageFacts } from '../../model.ts'
import type { ImageEntry } from '../hardening.ts'

const port: Schema = { type: 'integer', minimum: 1, maximum: 1023 }

const tags = object('The tags that the facts apply to; without it, all.', {
  with: text('A part that the tag contains, e.g. alpine.'),
  without: text('A part that the tag does not contain.'),
  from: ref('version', 'The first version, e.g. 8.'),
  below: ref('version', 'The first version that the facts no longer apply to, e.g. 18.'),
})

const hostMount = object(
  'A directory of the node.',
  {
    path: ref('absolutePath'),
    readOnly: flag('The image only reads it.'),
  },
  ['path'],
)

/** The fields that built-in facts and entries of a configuration share. */
const factFields: Record<Exclude<keyof ImageEntry, 'image' | 'writable'>, Schema> = {
  tags,
  imageUser: {
    description: 'USER of the image: a number, 0 for root, or a name.',
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: NOT_BLANK },
    ],
  },
  user: ref('id', 'A UID other than root’s that the image works with.'),
  group: ref('id', 'A GID other than root’s that the image works with.'),
  fsGroup: ref('id', 'The group that must own its volumes.'),
  root: text('Why the image must run as root, if it must.'),
  privileged: flag('The image must run privileged.'),
  hostMounts: list('Directories of the node that the image uses as its user, by their mount path.', hostMount),
  readOnlyRoot: flag(
    'Whether the image works with a read-only root filesystem and writable volumes at its writable paths.',
  ),
  lowPorts: list('Ports below 1024 that the image listens on.', port),
  ownsData: flag('Its user must own its data directory, as PostgreSQL requires.'),
  rootCapabilities: list('Capabilities that the image needs as root to switch to its own user.', ref('capability')),
  fileCapabilities: list('File capabilities of its programs, which do not start without them.', ref('capability')),
  capabilities: list('Capabilities that the image always needs, e.g. NET_BIND_SERVICE.', ref('capability')),
}

const entryFields: Record<keyof ImageEntry, Schema> = {
  image: ref('imageName'),
  ...factFields,
  writable: list('All paths that the image writes to: absolute paths of directories.', ref('absolutePath')),
}

/** An entry of `images` in a Hardening. */
export const imageEntry = object('Facts about an image.', entryFields, ['image'])

/** The definitions that the schemas of images refer to. */
export const imageDefinitions: Record<string, Schema> = {
  imageName: {
    description: 'The name of an image without tag and digest; * matches any characters, ? matches one.',
    type: 'string',
    pattern: '^(?:[^/:@\\s]+(?::\\d+)?/)?[^:@\\s]+$',
  },
  absolutePath: { description: 'An absolute path below /.', type: 'string', pattern: '^/+[^/]' },
  capability: {
    description: 'The name of a capability in capital letters, without CAP_.',
    type: 'string',
    pattern: '^(?!CAP_)[A-Z]+(?:_[A-Z]+)*$',
  },
  id: { description: 'A UID or GID other than root’s.', type: 'integer', minimum: 1, maximum: 2147483647 },
  version: { description: 'A version in quotes, e.g. "8" or "1.25".', type: 'string', pattern: '^\\d+(?:\\.\\d+)*$' },
}

const writablePath = object(
  'A path that the image writes to.',
  {
    path: ref('absolutePath'),
    whenMounted: ref('absolutePath', 'The image writes to the path only if a volume is mounted here or below.'),
    seeded: flag('The image ships files at the path that an empty volume would hide and nothing restores.'),
    file: flag('A file, not a directory.'),
    data: flag('Data that must outlive the pod.'),
  },
  ['path'],
)

const STATUSES = ['verified', 'observed', 'unverified']

const fields: Record<Exclude<keyof ImageFacts, 'notes'>, Schema> = {
  image: ref('imageName'),
  ...factFields,
  status: {
    description:
      'verified: read from the sources of the image; observed: charts run it this way; unverified: general knowledge.',
    type: 'string',
    enum: STATUSES,
  },
  source: text('Where the facts come from: a repository and commit, or charts.'),
  writable: list('All paths that the image writes to.', writablePath),
}

const builtInFacts = object('Facts about an image.', fields, ['image', 'status'])

/** Facts as `casehard explain` prints them: built in or configured, or a single one that a condition assumes. */
export const explainedFacts: Schema = object('Facts about an image, or what they would have to be.', {
  ...fields,
  status: {
    description: 'As in the facts about images; configured: the configuration sets it.',
    type: 'string',
    enum: [...STATUSES, 'configured'],
  },
  notes: text('Further notes.'),
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
      images: list('One entry for each image and range of tags, ordered by name.', builtInFacts),
    },
    ['apiVersion', 'kind', 'images'],
  ),
  $defs: imageDefinitions,
}
