import { count, flag, list, marker, object, ref, type Schema, text } from '../../lib/json-schema/schema.ts'
import type {
  CapableProgram,
  ImageAccount,
  ImageLock,
  LockedConfig,
  LockedFiles,
  LockedImage,
  StartScript,
  WritableDirectories,
} from '../../model.ts'

const paths = (description: string): Schema => list(description, ref('path'))

const accountFields: Record<keyof ImageAccount, Schema> = {
  name: text('Its name.'),
  uid: ref('id', 'Its UID.'),
  gid: ref('id', 'Its primary group.'),
  groups: list('Its other groups.', ref('id')),
  home: text('Its home directory.'),
}

const capableFields: Record<keyof CapableProgram, Schema> = {
  path: ref('path', 'Its path.'),
  capabilities: list('Its capabilities, without CAP_.', ref('capability')),
  effective: marker('The kernel refuses to start it where one of them is dropped.'),
}

const writableFields: Record<keyof WritableDirectories, Schema> = {
  user: ref('id', 'The user that owns them.'),
  group: ref('id', 'The group that may write to them.'),
  paths: paths('The uppermost directories.'),
  except: paths('Directories below them that the same user, group or everybody may not write to.'),
}

const scriptFields: Record<keyof StartScript, Schema> = {
  path: ref('path', 'Its path.'),
  switchesTo: text('The account that it changes to if it starts as root.'),
  asksForUser: marker('It asks for the user id, so it also works if another user starts it.'),
  changesOwnerOf: list('Paths whose owner it changes.', text('A path.')),
}

const configFields: Record<keyof LockedConfig, Schema> = {
  user: text('USER as written; absent: root.'),
  entrypoint: list('ENTRYPOINT.', { type: 'string' }),
  command: list('CMD.', { type: 'string' }),
  workingDir: text('Its working directory.'),
  env: list('The names of its environment variables.', text('A name.')),
  ports: list('Its ports, e.g. 8080/tcp.', text('A port.')),
  volumes: list('VOLUME of the image.', text('A path.')),
}

const filesFields: Record<keyof LockedFiles, Schema> = {
  shell: flag('Whether it has a shell.'),
  accounts: list(
    'The accounts that own files of the image, or that it names.',
    object('An account.', accountFields, ['name', 'uid', 'gid']),
  ),
  temporary: paths('Which of /tmp and /var/tmp are there and open to everybody.'),
  writable: list(
    'Directories that a user other than root may write to.',
    object('Directories of a user, of a group, or of everybody.', writableFields, ['paths']),
  ),
  seeded: paths('Volumes, writable directories and paths of built-in facts that hold files.'),
  fileCapabilities: list(
    'Programs with file capabilities.',
    object('A program.', capableFields, ['path', 'capabilities']),
  ),
  setuid: paths('Programs with the setuid or setgid bit of root.'),
  program: ref('path', 'The program that entrypoint and command start.'),
  script: object('The script that the image starts.', scriptFields, ['path']),
  rootOnly: paths('Files of the working directory, home or volumes that only root may read.'),
}

const imageFields: Record<keyof LockedImage, Schema> = {
  image: text('The image as written in the manifests.'),
  digest: ref('digest', 'What the registry gives for it: the digest of the index, if there is one.'),
  manifest: ref('digest', 'The digest of the manifest for the platform, if digest is that of an index.'),
  platform: text('E.g. linux/amd64.'),
  found: ref('date', 'The day on which this was found.'),
  from: text('Where it comes from, if not from the registry of the image.'),
  config: object('What the configuration of the image says.', configFields),
  files: object('What its layers show; absent: they were not read.', filesFields, ['shell']),
}

const imageSchema = object('What was found about an image.', imageFields, [
  'image',
  'digest',
  'platform',
  'found',
  'config',
])

const lockFields: Record<keyof ImageLock, Schema> = {
  apiVersion: { type: 'string', const: 'casehard.dev/v1' },
  kind: { type: 'string', const: 'ImageLock' },
  images: list('One entry for each image and platform, ordered by name.', imageSchema),
}

const $defs: Record<string, Schema> = {
  id: count('A UID or GID.'),
  path: { description: 'An absolute path.', type: 'string', pattern: '^/' },
  digest: { description: 'A digest, e.g. sha256:...', type: 'string', pattern: '^[a-z0-9]+:[0-9a-f]{32,}$' },
  capability: {
    description: 'The name of a capability in capital letters, without CAP_.',
    type: 'string',
    pattern: '^(?!CAP_)[A-Z]+(?:_[A-Z]+)*$',
  },
  date: { description: 'YYYY-MM-DD', type: 'string', pattern: '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$' },
}

/** JSON Schema (draft 2020-12) of the file that `casehard images lock` writes. */
export const imageLockSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard ImageLock',
  ...object('Facts about images, by their digests.', lockFields, ['apiVersion', 'kind', 'images']),
  $defs,
}

/** The schema of one entry. */
export const lockedImageSchema: Schema = { ...imageSchema, $defs }
