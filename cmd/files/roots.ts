import { resolve } from 'node:path'
import { usageFailure } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { type Named, type Walked, walk } from './walk.ts'

/** What the user named: a folder with what is in it, a file, or stdin. */
export type Root = (Named & { walked?: Walked }) | 'stdin'

/** What a command takes besides files and folders. */
export interface Taking {
  /** Whether `-` is stdin. */
  stdin: boolean
  /** Whether what is no file will do, as the pipe of `<(...)`, which can be read and not be replaced. */
  pipes: boolean
}

const readRoot = (io: Io, name: string, { stdin, pipes }: Taking): Root => {
  if (name === '-') {
    if (stdin) return 'stdin'
    throw usageFailure('-: stdin is no file that could be changed; pipe it through casehard itself')
  }
  const path = resolve(io.cwd, name)
  const kind = io.disk.kindOf(path, 'stay')
  const leadsTo = kind === 'link' ? io.disk.kindOf(path, 'follow') : kind
  if (kind === 'link' && (leadsTo === 'file' || leadsTo === 'folder')) {
    throw usageFailure(`${name}: a symbolic link, which is not followed; name the ${leadsTo} that it leads to`)
  }
  if (leadsTo === undefined) {
    const what = kind === 'link' ? 'the symbolic link leads nowhere' : 'no such file or folder'
    throw usageFailure(`${name}: the file can not be read (${what}); check its name`)
  }
  if (leadsTo === 'other' && !pipes) throw usageFailure(`${name}: neither a file nor a folder; name one of them`)
  return leadsTo === 'folder' ? { name, path, walked: walk(io, { name, path }) } : { name, path }
}

/**
 * Looks at what the user named, in its order; folders are walked. A file that is named is always taken.
 * @throws Failure for what is not there, and for symbolic links
 */
export const readRoots = (io: Io, names: readonly string[], taking: Taking): Root[] =>
  [...new Set(names)].map((name) => readRoot(io, name, taking))
