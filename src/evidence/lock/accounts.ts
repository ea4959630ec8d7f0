import type { ImageAccount, ImageFacts, LockedImage } from '../../model.ts'

/** A user of an image by its numbers, with all of its groups. */
export interface LockedUser {
  uid: number
  gid: number
  groups: readonly number[]
}

const toUser = ({ uid, gid, groups = [] }: ImageAccount): LockedUser => ({ uid, gid, groups: [gid, ...groups] })

const isNumber = (word: string): boolean => /^\d+$/.test(word)

/** Finds an account by its name or its number. */
export const accountOf = ({ files }: LockedImage, name: string): ImageAccount | undefined =>
  files?.accounts?.find((account) => account.name === name || (isNumber(name) && account.uid === Number(name)))

/** Returns the numbers of an account, by its name or number. A number without an account has the group 0. */
export const numbersOf = (locked: LockedImage, name: string): LockedUser | undefined => {
  const account = accountOf(locked, name)
  if (account !== undefined) return toUser(account)
  return isNumber(name) ? { uid: Number(name), gid: 0, groups: [0] } : undefined
}

/** Whether the image starts as root: it sets no USER, or root's. */
export const startsAsRoot = ({ config: { user = '' } }: LockedImage): boolean =>
  ['', 'root', '0'].includes(user.split(':')[0] ?? '')

/** The user of USER, by its numbers; undefined for a name that no account has. */
export const userOfImage = (locked: LockedImage): LockedUser | undefined => {
  const [name = '', group] = (locked.config.user ?? '').split(':')
  const user = numbersOf(locked, name === '' || name === 'root' ? '0' : name)
  if (user === undefined || group === undefined || group === '') return user
  const gid = isNumber(group) ? Number(group) : accountOf(locked, group)?.gid
  // With a group in USER the runtime leaves out the others of the account.
  return gid === undefined ? undefined : { uid: user.uid, gid, groups: [gid] }
}

/** The facts about USER: as written, and the numbers of a name. */
export const userFacts = (locked: LockedImage): Pick<ImageFacts, 'imageUser' | 'imageUserId' | 'imageGroupId'> => {
  if (startsAsRoot(locked)) return { imageUser: 0 }
  const { user = '' } = locked.config
  const [name = ''] = user.split(':')
  const found = userOfImage(locked)
  return {
    imageUser: isNumber(name) ? Number(name) : user,
    ...(found === undefined ? {} : { imageUserId: found.uid, imageGroupId: found.gid }),
  }
}
