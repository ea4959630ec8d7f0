import type { Evidence } from '../../model.ts'
import type { KnownImage } from './facts.ts'

/** Users of the proxies of Istio and Linkerd: what runs as one of them goes past the mesh, or breaks it. */
const MESH_USERS: readonly number[] = [1337, 2102]

/** What is known of the user of an image. */
export interface ImageUser {
  /**
   * Who starts it: a user other than root by its `number` or by its `name`, `root`, or nobody knows. A name is refused
   * by the kubelet beside `runAsNonRoot`, since it checks numbers only.
   */
  starts: 'number' | 'name' | 'root' | 'unknown'
  /** The user other than root that works with it; its own where `starts` is a number. */
  user?: number
  /** The group that belongs to `user`, if it is not root's. */
  group?: number
  /** Why it has to be root, where it has to. */
  root?: string
  /** Whether `starts` is sure enough to prove a change. */
  proves: boolean
  clue: Evidence
}

const numberOf = (user: number | string | undefined): number | undefined => {
  if (typeof user !== 'string') return user
  if (user === 'root') return 0
  return /^\d+$/.test(user) ? Number(user) : undefined
}

const isUsable = (id: number | undefined): id is number => id !== undefined && id > 0 && !MESH_USERS.includes(id)

/** What the facts about an image say of its user; undefined where they say nothing of it. */
export const imageUserOf = (known: KnownImage): ImageUser | undefined => {
  const { image, imageUser, root } = known.facts
  const { proves } = known
  const found = (starts: ImageUser['starts'], text: string, more: Partial<ImageUser> = {}): ImageUser => ({
    starts,
    proves,
    clue: known.clue(`${image} ${text}`),
    ...more,
  })
  if (root !== undefined) return found('root', `has to be root: ${root}`, { root })
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
