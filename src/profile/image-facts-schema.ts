import { factFields, imageDefinitions } from './image-schema.ts'
import type { Schema } from './json-schema.ts'
import { flag, list, mapping, ref, text } from './schema-parts.ts'

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

const facts = mapping('What is known of an image.', fields, ['image', 'status'])

/** Facts as they were weighed: those of a configuration among them, and some fields of one alone. */
export const weighedFacts: Schema = mapping('What is known of an image, or would have to be.', {
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
