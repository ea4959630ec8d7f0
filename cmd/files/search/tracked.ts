import { dirname, join } from 'node:path'
import type { Io } from '../../io/io.ts'

/** Whether git tracks a file, or any file below a folder; `unknown` outside of a repository, and without git. */
export type Tracking = 'tracked' | 'untracked' | 'unknown'

/** Asks git about a path. */
export type AskGit = (path: string) => Promise<Tracking>

/** Time for git to list the files of a repository, in milliseconds. */
const TIMEOUT = 30_000

// The settings of the repository could otherwise name a program that git runs.
const LIST = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', 'ls-files', '-z']

/** Returns the paths that git tracks in a repository, with the folders above them; undefined if git cannot tell. */
const listTracked = async (io: Io, repository: string): Promise<Set<string> | undefined> => {
  const { stdout, exitCode } = await io.spawn(['git', '-C', repository, ...LIST], { timeout: TIMEOUT })
  if (exitCode !== 0) return undefined
  const paths = new Set<string>()
  for (const name of Buffer.from(stdout).toString().split('\0')) {
    if (name === '') continue
    for (let path = join(repository, name); path !== repository && !paths.has(path); path = dirname(path))
      paths.add(path)
  }
  return paths
}

/** Returns the closest folder above a path that is the root of a repository. */
const repositoryOf = (io: Io, path: string): string | undefined => {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (io.exists(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

/** Returns a function that asks git about paths. It lists each repository at most once, and only if it is asked. */
export const askGitIn = (io: Io): AskGit => {
  const lists = new Map<string, Promise<Set<string> | undefined>>()
  return async (path) => {
    const repository = repositoryOf(io, path)
    if (repository === undefined) return 'unknown'
    const list = lists.get(repository) ?? listTracked(io, repository)
    lists.set(repository, list)
    const tracked = await list
    if (tracked === undefined) return 'unknown'
    return tracked.has(path) ? 'tracked' : 'untracked'
  }
}
