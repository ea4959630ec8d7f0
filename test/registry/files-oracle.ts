import { execFileSync } from 'node:child_process'
import type { ExecutionContext } from 'ava'
import type { LockedImage } from '../../src/model.ts'

const shell = (root: string, command: string): string[] =>
  execFileSync('sh', ['-c', command], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^\./, ''))

/** Asserts that a lock says of the files of an image what getcap, find and stat say. */
export const proveFiles = (t: ExecutionContext, root: string, { files, config }: LockedImage): void => {
  t.truthy(files)
  const {
    accounts = [],
    writable = [],
    setuid = [],
    fileCapabilities = [],
    temporary = [],
    shell: hasShell,
  } = files ?? {}
  const capable = shell(root, 'getcap -r . 2>/dev/null | sort').map((line) => {
    const [, path = '', words = '', flags = ''] = /^(\S+) (\S+?)[=+](\w+)$/.exec(line) ?? []
    const capabilities = words.split(',').map((word) => word.replace(/^cap_/, '').toUpperCase())
    return { path, capabilities: capabilities.sort(), ...(flags.includes('e') ? { effective: true } : {}) }
  })
  t.deepEqual(fileCapabilities as object[], capable)
  t.deepEqual(setuid, shell(root, 'find . -type f -user 0 -perm -4000 | sort'))
  t.is(hasShell, shell(root, 'ls -d bin/sh 2>/dev/null || true').length > 0)
  t.deepEqual(temporary, shell(root, 'find . -path ./tmp -perm 1777 -o -path ./var/tmp -perm 1777 | sort'))
  for (const { name, uid, gid, groups = [] } of accounts) {
    t.deepEqual(shell(root, `grep '^${name}:' etc/passwd | cut -d: -f3,4`), [`${uid}:${gid}`])
    const more = shell(root, `awk -F: '$4 ~ /(^|,)${name}(,|$)/ && $3 != ${gid} {print $3}' etc/group | sort -n`)
    t.deepEqual(groups.map(String), more)
  }
  // A directory that one user owns, below none that this user owns, and which it may reach.
  const owners = new Set(shell(root, "find . -type d ! -user 0 -perm -0200 -printf '%U\\n' | sort -u"))
  t.deepEqual(new Set(writable.flatMap(({ user }) => (user === undefined ? [] : [String(user)]))), owners)
  for (const { user, paths, except = [] } of writable) {
    if (user === undefined) continue
    const all = shell(root, `find . -type d -user ${user} -perm -0200 | sort`)
    const uppermost = all.filter((path) => !all.some((other) => path.startsWith(`${other}/`)))
    t.deepEqual(paths, uppermost)
    const below = paths.map((path) => `.${path}`).join(' ')
    const closed = shell(root, `find ${below} -type d ! -user ${user} ! -perm -0002 | sort`)
    t.deepEqual(
      except,
      closed.filter((path) => !closed.some((other) => path.startsWith(`${other}/`))),
    )
  }
  const open = shell(root, 'find . -type d -perm -0002 ! -path ./tmp ! -path ./var/tmp | sort')
  t.deepEqual(
    writable.flatMap(({ user, group, paths }) => (user === undefined && group === undefined ? paths : [])),
    open,
  )
  const { volumes = [] } = config
  for (const volume of volumes) {
    const holds = shell(root, `find .${volume} ! -type d 2>/dev/null | head -1`).length > 0
    t.is(files?.seeded?.includes(volume) ?? false, holds, volume)
  }
}
