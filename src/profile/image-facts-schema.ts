import { factFields, imageDefinitions } from './image-schema.ts'
import { flag, list, mapping, ref, text } from './schema-parts.ts'
import type { Schema } from './validate.ts'

const writablePath = mapping(
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

const facts = mapping(
  'What is known of an image.',
  {
    image: ref('imageName'),
    ...factFields,
    status: {
      description:
        'verified: read from the image’s own sources; observed: charts run it so; unverified: general knowledge.',
      type: 'string',
      enum: ['verified', 'observed', 'unverified'],
    },
    source: text('Where it comes from: a repository and commit, or charts.'),
    imageUser: {
      description: 'USER of the image: a number, 0 for root, or a name.',
      anyOf: [
        { type: 'integer', minimum: 0 },
        { type: 'string', minLength: 1 },
      ],
    },
    rootCapabilities: list('Capabilities that it needs as root to step down to its own user.', ref('capability')),
    fileCapabilities: list('File capabilities of its programs, without which these do not start.', ref('capability')),
    ownsData: flag('Its data directory has to belong to the user.'),
    writable: list('All that it writes to.', writablePath),
  },
  ['image', 'status'],
)

/** JSON Schema (draft 2020-12) of a file of built-in facts about images. */
export const imageFactsSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard ImageFacts',
  ...mapping(
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
