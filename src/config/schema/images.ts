import { flag, list, NOT_BLANK, object, ref, type Schema, text } from '../../lib/json-schema/schema.ts'
import type { ConditionalFacts, FactCondition, ImageFacts, WritablePath } from '../../model.ts'
import type { ImageEntry } from '../hardening.ts'

const portBelow = (end: number): Schema => ({ type: 'integer', minimum: 1, maximum: end - 1 })

const lowPort = portBelow(1024)

const words = (description: string): Schema => ({
  description,
  anyOf: [text('A word.'), list('All of these words.', text('A word.'))],
})

const tags = object('The tags that the facts apply to; without it, all.', {
  with: words('Parts that the tag contains, e.g. alpine.'),
  without: words('Parts that the tag does not contain.'),
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
const factFields: Record<Exclude<keyof ImageEntry, 'image' | 'seed' | 'writable'>, Schema> = {
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
  lowPorts: list('Ports below 1024 that the image listens on.', lowPort),
  ownsData: flag('Its user must own its data directory, as PostgreSQL requires.'),
  rootCapabilities: list('Capabilities that the image needs as root to switch to its own user.', ref('capability')),
  fileCapabilities: list('File capabilities of its programs, which do not start without them.', ref('capability')),
  capabilities: list('Capabilities that the image always needs, e.g. NET_BIND_SERVICE.', ref('capability')),
  groupZero: flag('Its user must have the group 0, as images for OpenShift require.'),
  needsPrivilegeEscalation: flag('It does not work with allowPrivilegeEscalation: false.'),
  apiToken: flag('Whether it calls the Kubernetes API with the token of its pod.'),
  memory: {
    description: 'The memory that it ordinarily needs, e.g. 2Gi.',
    type: 'string',
    pattern: '^[1-9]\\d*(?:[KMGT]i)?$',
  },
  privateFiles: list(
    'Files that it refuses to use if their group can read them: absolute paths, or names in any directory.',
    text('A path or name.'),
  ),
}

const seed = flag(
  'Where an empty volume would hide files of the image, an init container of the same image copies them to the volume first. This takes sh, mkdir and cp in the image, and another user than root.',
)

const entryFields: Record<keyof ImageEntry, Schema> = {
  image: ref('imageName'),
  ...factFields,
  seed,
  writable: list(
    'All paths that the image writes to: absolute paths of directories. With seed, an init container copies the files in them, except in /tmp, /run and /var/tmp.',
    ref('absolutePath'),
  ),
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
  idOrRoot: { description: 'A UID or GID.', type: 'integer', minimum: 0, maximum: 2147483647 },
  id: { description: 'A UID or GID other than root’s.', type: 'integer', minimum: 1, maximum: 2147483647 },
  version: { description: 'A version in quotes, e.g. "8" or "1.25".', type: 'string', pattern: '^\\d+(?:\\.\\d+)*$' },
}

const condition: Record<keyof FactCondition, Schema> = {
  whenEnv: text('Only if this environment variable is set.'),
  unlessEnv: list('Not if all of these environment variables are set.', text('A name.')),
  whenEntrypoint: flag('Only if the entrypoint of the image runs.'),
  whenCommand: list('Only if the command or the arguments call one of these programs.', text('A name.')),
}

const conditionalFields: Record<keyof ConditionalFacts, Schema> = {
  ...condition,
  root: factFields.root,
  readOnlyRoot: factFields.readOnlyRoot,
  rootCapabilities: factFields.rootCapabilities,
  apiToken: factFields.apiToken,
}

const writableFields: Record<keyof WritablePath, Schema> = {
  path: ref('absolutePath'),
  whenMounted: ref('absolutePath', 'The image writes to the path only if a volume is mounted here or below.'),
  ...condition,
  seeded: flag('The image ships files at the path that an empty volume would hide and nothing restores.'),
  file: flag('A file, not a directory.'),
  data: flag('Data that must outlive the pod.'),
  unsourced: flag('General knowledge, which proves nothing.'),
  rootOwned: flag('Root owns it in the image, so another user needs a volume there.'),
}

const writablePath = object('A path that the image writes to.', writableFields, ['path'])

const STATUSES = ['verified', 'observed', 'unverified']

const fields: Record<Exclude<keyof ImageFacts, 'notes' | 'seed'>, Schema> = {
  image: ref('imageName'),
  ...factFields,
  status: {
    description:
      'verified: read from the sources of the image; observed: charts run it this way; unverified: general knowledge.',
    type: 'string',
    enum: STATUSES,
  },
  source: text('Where the facts come from: a repository and commit, or charts.'),
  stored: text('The date of the source, if it is one file whose place in the history is unknown: it proves nothing.'),
  mirrors: list('Other names of the same image.', ref('imageName')),
  imageUserId: ref('idOrRoot', 'The UID of the user that imageUser names.'),
  imageGroupId: ref('idOrRoot', 'The GID of the group that imageUser names.'),
  anyUser: flag('It works as any user: nothing in the image belongs to one user alone.'),
  base: flag('A base image or a tool, whose command is the user’s.'),
  entrypoint: text('What its entrypoint does as root.'),
  conditional: list(
    'Facts that replace the others where a condition is met.',
    object('Facts under a condition.', conditionalFields),
  ),
  writable: list('All paths that the image writes to.', writablePath),
  volumes: list('VOLUME of the image.', ref('absolutePath')),
  workingDir: text('Its working directory.'),
  ports: list('Ports that it listens on.', portBelow(65_536)),
  fileCapabilitiesOn: list('Its programs with file capabilities.', text('A path.')),
  setuid: list('Programs with the setuid bit that it calls.', text('A path or name.')),
  shell: flag('Whether it has /bin/sh.'),
}

const builtInFacts = object('Facts about an image.', fields, ['image', 'status'])

/** Facts as `casehard explain` prints them: built in or configured, or a single one that a condition assumes. */
export const explainedFacts: Schema = object('Facts about an image, or what they would have to be.', {
  ...fields,
  seed,
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
