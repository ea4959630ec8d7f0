import type { Evidence } from '../../model.ts'
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
  /** Whether `starts` is reliable enough to prove a change. */
  proves: boolean
  evidence: Evidence
}

const numberOf = (user: number | string | undefined): number | undefined => {
  if (typeof user !== 'string') return user
  if (user === 'root') return 0
  return /^\d+$/.test(user) ? Number(user) : undefined
}

const isUsable = (id: number | undefined): id is number => id !== undefined && id > 0 && !MESH_USERS.includes(id)

/** Reads the user of an image from the facts about it; undefined if they do not include one. */
export const imageUserOf = (known: KnownImage): ImageUser | undefined => {
  const { image, imageUser, root } = known.facts
  const { proves } = known
  const found = (starts: ImageUser['starts'], text: string, more: Partial<ImageUser> = {}): ImageUser => ({
    starts,
    proves,
    evidence: known.cite(`${image} ${text}`),
    ...more,
  })
  if (root !== undefined) return found('root', `must run as root: ${root}`, { root })
  const own = numberOf(imageUser)
  if (own !== undefined && own > 0) return found('number', `runs as user ${own}`, { user: own })
  const user = isUsable(known.facts.user) ? known.facts.user : undefined
  const group = isUsable(known.facts.group) ? known.facts.group : undefined
  const ids = user === undefined ? {} : { user, ...(group === undefined ? {} : { group }) }
  const works = `works as user ${user}${group === undefined ? '' : ` and group ${group}`}`
  if (own === undefined && imageUser !== undefined)
    return found('name', `runs as user "${imageUser}"${user === undefined ? '' : `, which is ${user}`}`, ids)
  if (own === 0) return found('root', user === undefined ? 'starts as root' : `starts as root and ${works}`, ids)
  return user === undefined ? undefined : found('unknown', works, ids)
}
