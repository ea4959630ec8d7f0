import type { ImageFacts, ImageUser, KnownImage } from '../../model.ts'

/** Users of the proxies of Istio and Linkerd: the traffic of a container with the same user bypasses the mesh. */
const MESH_USERS: readonly number[] = [1337, 2102]

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
