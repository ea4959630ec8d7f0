import type { ImageAccount } from '../../../src/model/image-lock.ts'
import type { Tree } from './tree.ts'

/** Accounts that the base images of Debian, Alpine, Fedora and BusyBox have. */
const USUAL: ReadonlySet<string> = new Set(
  `root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody _apt adm shutdown halt
  operator ftp dbus tss systemd-network systemd-resolve systemd-oom systemd-coredump systemd-timesync cron sshd at squid
  xfs postmaster cyrus vpopmail ntp smmsp guest svn toor messagebus polkitd avahi utmp`.split(/\s+/),
)

const linesOf = (tree: Tree, path: string): string[][] =>
  (tree.resolve(path)?.node.text ?? '').split('\n').map((line) => line.trim().split(':'))

const NUMBER = /^\d{1,10}$/

/** Reads all accounts of an image, the first of each name, as the C library does. */
export const readAccounts = (tree: Tree): ImageAccount[] => {
  const members = linesOf(tree, '/etc/group').flatMap(([, , gid = '', names = '']) =>
    NUMBER.test(gid) ? names.split(',').map((name) => ({ name, gid: Number(gid) })) : [],
  )
  const accounts = new Map<string, ImageAccount>()
  for (const [name = '', , uid = '', gid = '', , home = ''] of linesOf(tree, '/etc/passwd')) {
    if (name === '' || !NUMBER.test(uid) || !NUMBER.test(gid) || accounts.has(name)) continue
    const own = members.filter((member) => member.name === name && member.gid !== Number(gid)).map(({ gid }) => gid)
    const groups = [...new Set(own)].sort((a, b) => a - b)
    accounts.set(name, {
      name,
      uid: Number(uid),
      gid: Number(gid),
      ...(groups.length === 0 ? {} : { groups }),
      ...(home === '' ? {} : { home }),
    })
  }
  return [...accounts.values()]
}

/** Returns the accounts worth keeping: named ones, owners of directories, and those that no distribution has; by uid. */
export const relevantAccounts = (
  accounts: readonly ImageAccount[],
  named: readonly (string | undefined)[],
  owners: ReadonlySet<number>,
): ImageAccount[] => {
  const isNamed = ({ name, uid }: ImageAccount) => named.includes(name) || named.includes(String(uid))
  return accounts
    .filter((one) => isNamed(one) || (one.uid !== 0 && (owners.has(one.uid) || !USUAL.has(one.name))))
    .sort((a, b) => a.uid - b.uid || (a.name < b.name ? -1 : 1))
}
