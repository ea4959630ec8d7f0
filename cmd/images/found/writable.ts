import type { ImageAccount, WritableDirectories } from '../../../src/model/image-lock.ts'
import { type Node, type Tree, walkTree } from './tree.ts'

/** The runtime mounts something else there. */
const MOUNTED: ReadonlySet<string> = new Set(['/proc', '/sys', '/dev'])

/** Directories that base images give to their own users and groups, and that no program of an image needs. */
const USUAL =
  /^\/(?:var\/(?:local|mail|spool(?:\/.*)?|cache\/(?:apt|man|debconf)(?:\/.*)?|lib\/apt(?:\/.*)?)|usr\/local\/(?:lib|share)(?:\/.*)?|run\/lock)$/
const LAST_USUAL_ID = 99

/** The paths of the directories that are open to everybody and emptied with the container. */
export const temporaryOf = (tree: Tree): string[] =>
  ['/tmp', '/var/tmp'].filter((path) => {
    const node = tree.resolve(path)?.node
    return node?.type === 'directory' && (node.mode & 0o777) === 0o777
  })

type Who = Pick<WritableDirectories, 'user' | 'group'>

const keyOf = ({ user, group }: Who): string =>
  user !== undefined ? `user ${user}` : group !== undefined ? `group ${group}` : 'all'

/** Whether someone may enter a directory; of a user, only the groups of its accounts are known. */
const mayEnter = (node: Node, { user, group }: Who, groupsOf: ReadonlyMap<number, ReadonlySet<number>>): boolean => {
  if (user !== undefined && node.uid === user) return (node.mode & 0o100) !== 0
  const isMember = group === node.gid || (user !== undefined && groupsOf.get(user)?.has(node.gid))
  return (node.mode & (isMember ? 0o010 : 0o001)) !== 0
}

/** Returns who may write to a directory, apart from root as its owner. */
const writersOf = ({ mode, uid, gid }: Node): Who[] => {
  if ((mode & 0o002) !== 0) return [{}]
  return [
    ...((mode & 0o300) === 0o300 && uid !== 0 ? [{ user: uid }] : []),
    ...((mode & 0o030) === 0o030 ? [{ group: gid }] : []),
  ]
}

const isUsual = (path: string, { user, group }: Who): boolean =>
  USUAL.test(path) && ((user ?? 1) <= LAST_USUAL_ID || (group !== undefined && group <= LAST_USUAL_ID))

/**
 * Finds the uppermost directories that users, groups or everybody may write to, sorted: everybody, groups, then users. Who
 * may not enter a directory above may not write.
 */
export const writableDirectories = (tree: Tree, accounts: readonly ImageAccount[]): WritableDirectories[] => {
  const groupsOf = new Map(accounts.map(({ uid, gid, groups = [] }) => [uid, new Set([gid, ...groups])]))
  const temporary = new Set(temporaryOf(tree).map((path) => tree.resolve(path)?.path))
  const found = new Map<string, Who & { paths: string[] }>()
  const closed = new Map<string, string[]>()
  walkTree(tree.root, '/', (node, path, above) => {
    if (node.type !== 'directory' || MOUNTED.has(path) || temporary.has(path)) return false
    const covered = new Set(above.flatMap((parent) => writersOf(parent).map(keyOf)))
    const writers = new Set(writersOf(node).map(keyOf))
    for (const key of covered) {
      if (writers.has(key) || writers.has('all') || !found.has(key)) continue
      const known = closed.get(key) ?? []
      if (!known.some((folder) => path.startsWith(`${folder}/`))) closed.set(key, [...known, path])
    }
    for (const who of writersOf(node)) {
      const key = keyOf(who)
      if (covered.has(key) || covered.has('all') || isUsual(path, who)) continue
      if (!above.every((parent) => mayEnter(parent, who, groupsOf))) continue
      const entry = found.get(key) ?? { ...who, paths: [] }
      entry.paths.push(path)
      found.set(key, entry)
    }
    return true
  })
  const rank = ({ user, group }: Who): number => (user !== undefined ? 2 : group !== undefined ? 1 : 0)
  return [...found.values()]
    .map((entry) => {
      const except = closed.get(keyOf(entry)) ?? []
      return { ...entry, paths: entry.paths.sort(), ...(except.length === 0 ? {} : { except: except.sort() }) }
    })
    .sort((a, b) => rank(a) - rank(b) || (a.user ?? a.group ?? 0) - (b.user ?? b.group ?? 0))
}
