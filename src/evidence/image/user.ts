import type { Evidence, ImageFacts } from '../../model.ts'
import type { KnownImage } from './facts.ts'

/** Users of the proxies of Istio and Linkerd: the traffic of a container with the same user bypasses the mesh. */
const MESH_USERS: readonly number[] = [1337, 2102]

/** The facts about the user of an image. */
export interface ImageUser {
  /**
   * The user that the image starts as: a `number` other than 0, a `name` other than root, `root`, or `unknown`. With
   * `runAsNonRoot` the kubelet rejects a name, since it can verify only numbers.
   */
  starts: 'number' | 'name' | 'root' | 'unknown'
  /** A user other than root that works with the image; its own if `starts` is a number. */
  user?: number
  /** The group of `user`, unless it is root's. */
  group?: number
  /** Why it must run as root; absent if it need not. */
  root?: string
  /** Nothing in the image belongs to one user alone, so any number works, although the facts may name none. */
  anyUser?: true
  /**
   * Whether `starts` is reliable enough to prove a change. Where it is not, another version may start as root or as a name,
   * and only a `runAsUser` beside `runAsNonRoot` keeps the kubelet from refusing it.
   */
  proves: boolean
  evidence: Evidence
}

/** The number of USER, without its group. Undefined for a name. */
const numberOf = (user: number | string | undefined): number | undefined => {
  if (typeof user !== 'string') return user
  const [name = ''] = user.split(':')
  if (name === 'root') return 0
  return /^\d+$/.test(name) ? Number(name) : undefined
}

const isUsable = (id: number | undefined): id is number => id !== undefined && id > 0 && !MESH_USERS.includes(id)

/** The user that the facts name, else the number of the name in USER, with its group. */
const idsOf = ({
  user,
  group,
  imageUserId,
  imageGroupId,
  groupZero,
}: ImageFacts): { user?: number; group?: number } => {
  const id = user ?? imageUserId
  if (!isUsable(id)) return {}
  // Without `runAsGroup` the container has the group that the image gives its user, or else group 0.
  const own = groupZero === true ? undefined : (group ?? imageGroupId)
  return { user: id, ...(isUsable(own) ? { group: own } : {}) }
}

/** Reads the user of an image from the facts about it; undefined if they do not include one. */
export const imageUserOf = (known: KnownImage): ImageUser | undefined => {
  const { facts, proves } = known
  const { image, imageUser, root, anyUser } = facts
  const found = (starts: ImageUser['starts'], text: string, more: Partial<ImageUser> = {}): ImageUser => ({
    starts,
    proves,
    evidence: known.cite(`${image} ${text}`, 'imageUser'),
    ...(anyUser === true ? { anyUser } : {}),
    ...more,
  })
  if (root !== undefined) return found('root', `must run as root: ${root}`, { root })
  const own = numberOf(imageUser)
  if (own !== undefined && own > 0) return found('number', `runs as user ${own}`, { ...idsOf(facts), user: own })
  const ids = idsOf(facts)
  const { user, group } = ids
  const works = `works as user ${user}${group === undefined ? '' : ` and group ${group}`}`
  if (own === undefined && imageUser !== undefined)
    return found('name', `runs as user "${imageUser}"${user === undefined ? '' : `, which is ${user}`}`, ids)
  if (own === 0) return found('root', user === undefined ? 'starts as root' : `starts as root and ${works}`, ids)
  return user === undefined ? undefined : found('unknown', works, ids)
}
