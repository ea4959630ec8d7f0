import type { LockedFiles, StartScript } from '../../../src/model/image-lock.ts'
import { readAccounts, relevantAccounts } from './accounts.ts'
import type { ImageConfig } from './config.ts'
import { readScript } from './script.ts'
import { type Node, type Tree, walkTree } from './tree.ts'
import { temporaryOf, writableDirectories } from './writable.ts'

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const SHELLS = ['/bin/sh', '/usr/bin/sh', '/bin/bash', '/bin/ash', '/bin/dash', '/busybox/sh']

/** What `useradd` copies into each home; it makes no directory one with content. */
const SKELETON: ReadonlySet<string> = new Set(['.bashrc', '.profile', '.bash_logout', '.bash_profile'])

/** At most this many words of a command are looked at for the script, e.g. `tini -g -- docker-entrypoint.sh`. */
const MOST_WORDS = 6

const MOST_ROOT_ONLY = 10

/** Returns the command line that an image starts. */
const commandLineOf = ({ locked }: ImageConfig): string[] => [...(locked.entrypoint ?? []), ...(locked.command ?? [])]

/** Returns the names of files that an image may start, for `readLayer`. */
export const startedNames = (config: ImageConfig): Set<string> => {
  const words = commandLineOf(config).slice(0, MOST_WORDS)
  return new Set(words.map((word) => word.slice(word.lastIndexOf('/') + 1)).filter((name) => /^[\w.-]+$/.test(name)))
}

/** Finds a program as the runtime does: by PATH, or from the working directory if its name has a slash. */
const findProgram = (
  tree: Tree,
  word: string,
  { locked, env }: ImageConfig,
): { path: string; node: Node } | undefined => {
  const workingDir = locked.workingDir ?? '/'
  const folders = word.includes('/')
    ? [word.startsWith('/') ? '' : workingDir]
    : (env.get('PATH') ?? DEFAULT_PATH).split(':')
  for (const folder of folders) {
    const found = tree.resolve(`${folder}/${word}`)
    if (found?.node.type === 'file' && (found.node.mode & 0o111) !== 0) return found
  }
  return undefined
}

const scriptOf = (tree: Tree, config: ImageConfig): StartScript | undefined => {
  const words = commandLineOf(config).slice(0, MOST_WORDS)
  const workingDir = config.locked.workingDir ?? '/'
  for (const [i, word] of words.entries()) {
    if (word.startsWith('-')) continue
    const found = findProgram(tree, word, config)
    const text = found?.node.text
    if (found !== undefined && text !== undefined && /^#!.*sh\b/.test(text))
      return readScript(found.path, text, config.env, workingDir)
    if (found !== undefined && /(?:^|\/)(?:ba|da|a)?sh$/.test(word) && /^-\w*c$/.test(words[i + 1] ?? ''))
      return readScript(found.path, words[i + 2] ?? '', config.env, workingDir)
  }
  return undefined
}

/** Whether there is a file at a path or below it, apart from those of a new home. */
const holdsFiles = (tree: Tree, path: string): boolean => {
  const node = tree.resolve(path)?.node
  if (node === undefined || node.type !== 'directory') return node !== undefined
  let holds = false
  walkTree(node, '', (child, at) => {
    if (child.type !== 'directory' && !SKELETON.has(at.slice(at.lastIndexOf('/') + 1))) holds = true
    return !holds
  })
  return holds
}

/** Finds programs with capabilities and with the setuid or setgid bit of root. */
const privileged = (tree: Tree): Pick<LockedFiles, 'fileCapabilities' | 'setuid'> => {
  const capable: NonNullable<LockedFiles['fileCapabilities']> = []
  const setuid: string[] = []
  walkTree(tree.root, '/', ({ type, mode, uid, gid, capabilities }, path) => {
    if (type !== 'file') return true
    if (capabilities !== undefined)
      capable.push({
        path,
        capabilities: capabilities.capabilities,
        ...(capabilities.effective ? { effective: true } : {}),
      })
    const isSet = ((mode & 0o4000) !== 0 && uid === 0) || ((mode & 0o2000) !== 0 && gid === 0)
    if (isSet && (mode & 0o111) !== 0) setuid.push(path)
    return true
  })
  return {
    ...(capable.length === 0 ? {} : { fileCapabilities: capable.sort((a, b) => (a.path < b.path ? -1 : 1)) }),
    ...(setuid.length === 0 ? {} : { setuid: setuid.sort() }),
  }
}

/** Finds files in directories that only root may read. */
const rootOnlyIn = (tree: Tree, folders: readonly string[]): string[] => {
  const found = new Set<string>()
  for (const folder of folders) {
    const start = tree.resolve(folder)
    if (start === undefined || start.path === '/') continue
    walkTree(start.node, start.path, ({ type, uid, gid, mode }, path) => {
      const isOpen = (mode & 0o004) !== 0 || ((mode & 0o040) !== 0 && gid !== 0)
      if (type === 'file' && uid === 0 && !isOpen) found.add(path)
      return true
    })
  }
  return [...found].sort().slice(0, MOST_ROOT_ONLY)
}

/**
 * Finds what a lock says of the files of an image.
 * @param known paths of built-in facts, which are looked at for files too
 */
export const findFiles = (tree: Tree, config: ImageConfig, known: readonly string[]): LockedFiles => {
  const { locked } = config
  const all = readAccounts(tree)
  const writable = writableDirectories(tree, all)
  const script = scriptOf(tree, config)
  const owners = new Set(writable.flatMap(({ user }) => (user === undefined ? [] : [user])))
  const user = locked.user?.split(':')[0]
  const accounts = relevantAccounts(all, [user, script?.switchesTo], owners)
  const temporary = temporaryOf(tree)
  const candidates = [...(locked.volumes ?? []), ...writable.flatMap(({ paths }) => paths), ...known]
  const seeded = [...new Set(candidates)].filter((path) => holdsFiles(tree, path)).sort()
  const program = findProgram(tree, commandLineOf(config)[0] ?? '', config)
  const home = all.find(({ name, uid }) => name === user || String(uid) === user)?.home
  const rootOnly = rootOnlyIn(
    tree,
    [locked.workingDir, home, ...(locked.volumes ?? [])].filter((path) => path !== undefined),
  )
  return {
    shell: SHELLS.some((path) => tree.resolve(path)?.node.type === 'file'),
    ...(accounts.length === 0 ? {} : { accounts }),
    ...(temporary.length === 0 ? {} : { temporary }),
    ...(writable.length === 0 ? {} : { writable }),
    ...(seeded.length === 0 ? {} : { seeded }),
    ...privileged(tree),
    ...(program === undefined ? {} : { program: program.path }),
    ...(script === undefined ? {} : { script }),
    ...(rootOnly.length === 0 ? {} : { rootOnly }),
  }
}
