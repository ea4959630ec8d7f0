import { resolve } from 'node:path'
import { usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { type NamedPath, type WalkResult, type WalkSettings, walk } from './walk.ts'

/** A file, a folder with its content, or stdin, as named by the user. */
export type Root = (NamedPath & { walk?: WalkResult }) | 'stdin'

/** Returns the names of `--filename` and the paths; a variable counts only without paths. */
export const namedPaths = ({ filename }: Values, paths: readonly string[]): readonly string[] =>
  filename === undefined || (paths.length > 0 && filename.origin !== '--filename')
    ? paths
    : [...filename.values, ...paths]

/** The inputs that a command accepts besides files and folders. */
export interface AllowedInputs {
  /** Whether `-` is stdin. */
  stdin: boolean
  /** Whether special files are accepted, e.g. the pipe of `<(...)`, which can be read but not replaced. */
  pipes: boolean
}

const readRoot = async (
  io: Io,
  name: string,
  { stdin, pipes }: AllowedInputs,
  settings: WalkSettings,
): Promise<Root> => {
  if (name === '-') {
    if (stdin) return 'stdin'
    throw usageFailure('-: stdin cannot be changed in place; pipe it through casehard without a command')
  }
  const path = resolve(io.cwd, name)
  const kind = io.disk.kindOf(path, 'stay')
  const targetType = kind === 'link' ? io.disk.kindOf(path, 'follow') : kind
  if (kind === 'link' && (targetType === 'file' || targetType === 'folder')) {
    throw usageFailure(`${name}: is a symbolic link, which is not followed; name the ${targetType} that it points to`)
  }
  if (targetType === undefined) {
    const what = kind === 'link' ? 'the target of the symbolic link does not exist' : 'no such file or folder'
    throw usageFailure(`${name}: the file cannot be read (${what}); check the name`)
  }
  if (targetType === 'other' && !pipes)
    throw usageFailure(`${name}: is neither a file nor a folder; name a file or folder`)
  return targetType === 'folder' ? { name, path, walk: await walk(io, { name, path }, settings) } : { name, path }
}

/**
 * Resolves the names that the user gave, in order, and searches the folders.
 * @throws Failure for names that do not exist, and for symbolic links
 */
export const readRoots = async (
  io: Io,
  names: readonly string[],
  allowed: AllowedInputs,
  settings: WalkSettings,
): Promise<Root[]> => {
  const roots: Root[] = []
  for (const name of new Set(names)) roots.push(await readRoot(io, name, allowed, settings))
  return roots
}
