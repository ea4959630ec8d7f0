import { isBelow, normalHostPath } from '../../kube/pod/volumes.ts'

/* What is known of directories by their path alone, and how paths are resolved. */

const TOP: readonly string[] =
  'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys usr var'.split(' ')

/** Parent directories that programs share, of Linux systems and image families: a volume over one hides too much. */
const PARENTS: ReadonlySet<string> = new Set([
  '/',
  ...TOP.map((name) => `/${name}`),
  ...'cache lib local lock log mail opt run spool tmp www'.split(' ').map((name) => `/var/${name}`),
  ...'bin include lib lib64 libexec local sbin share src'.split(' ').map((name) => `/usr/${name}`),
  ...'bin etc include lib sbin share src'.split(' ').map((name) => `/usr/local/${name}`),
  '/opt/bitnami',
  '/bitnami',
])

/** Directories of an image's operating system. */
const SYSTEM: readonly string[] =
  '/bin /boot /dev /etc /lib /lib32 /lib64 /libx32 /proc /sbin /sys /usr/bin /usr/lib /usr/sbin /usr/include /var/lib/dpkg /var/lib/apt /var/lib/rpm /var/lib/systemd /var/lib/alternatives'.split(
    ' ',
  )

/** Directories of an image's application. */
const APPLICATION: readonly string[] = '/app /apps /code /home /opt /root /src /srv /usr /var/www /workspace'.split(' ')

/** Names of directories that are empty in images. */
const SCRATCH = /^\.?(?:caches?|logs?|tmp|temp|run|pids?|locks?|sessions?|spool|sockets?)$/i

/** Names of directories that programs fill at run time. */
const FILLED =
  /^(?:data|databases?|db|state|storage|store|outputs?|out|results|reports|shared|work|scratch|backups?|uploads?|downloads?|artifacts|dumps?|queues?|buffers?|wal|spool|volume|emptydir)$/i

/** Returns the last step of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Returns whether a path is `folder` or below it, whatever their trailing slashes and `/var/run` or `/run`. */
export const isInside = (folder: string, path: string): boolean => isBelow(normalHostPath(folder), normalHostPath(path))

/** Returns whether a path is a parent directory that programs share, so that no volume should cover it. */
export const isParent = (path: string): boolean => PARENTS.has(normalHostPath(path))

/** Directories of the system in which images have no files, or only temporary ones. */
const TEMPORARY: readonly string[] = ['/tmp', '/run', '/var/tmp']

/** Returns whether a path is a directory of the system for temporary files. */
export const isTemporary = (path: string): boolean => TEMPORARY.includes(normalHostPath(path))

/** Returns the directory of a path. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** What an empty volume over a directory may hide. */
export type Risk = 'shipped' | 'unknown' | 'none'

/**
 * Rates what an empty volume over a directory may hide, by its path alone and the Filesystem Hierarchy Standard
 * (https://refspecs.linuxfoundation.org/FHS_3.0/): `shipped` files of the system or application; `none` if images have no
 * files there; otherwise `unknown`, so a volume needs other evidence that a program fills the directory.
 */
export const riskOf = (written: string): Risk => {
  const path = normalHostPath(written)
  if (isParent(path) || SYSTEM.some((folder) => isBelow(folder, path))) return 'shipped'
  const name = baseName(path)
  if (SCRATCH.test(name)) return 'none'
  if (APPLICATION.some((folder) => isBelow(folder, path))) return FILLED.test(name) ? 'unknown' : 'shipped'
  return FILLED.test(name) || /^\/(?:run|var)\/[^/]+/.test(path) ? 'none' : 'unknown'
}

/** Resolves a path to an absolute one; undefined if it depends on an unknown working directory or variable. */
export const resolvePath = (folder: string | undefined, path: string): string | undefined => {
  if (path === '' || !/^[\w./+@:-]+$/.test(path)) return undefined
  const whole = path.startsWith('/') ? path : folder === undefined ? undefined : `${folder}/${path}`
  if (whole === undefined) return undefined
  const steps: string[] = []
  for (const step of whole.split('/'))
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  return `/${steps.join('/')}`
}

interface Folder {
  isMember: boolean
  inner: Map<string, Folder>
}

const newFolder = (): Folder => ({ isMember: false, inner: new Map() })

/** Splits a path so that the steps of a directory start the steps of the paths below it. */
const stepsIn = (path: string): string[] => {
  const normal = normalHostPath(path)
  return normal === '/' ? [''] : normal.split('/')
}

/**
 * A set of directories, each compared step by step, so that a lookup takes as long as the path and not as the set.
 * Trailing slashes, and `/var/run` or `/run`, do not matter.
 */
export class FolderSet {
  private readonly root = newFolder()

  constructor(folders: Iterable<string> = []) {
    for (const folder of folders) this.add(folder)
  }

  add(folder: string): void {
    let at = this.root
    for (const step of stepsIn(folder)) {
      const next = at.inner.get(step) ?? newFolder()
      at.inner.set(step, next)
      at = next
    }
    at.isMember = true
  }

  /** Returns whether a path is one of the directories or below one. */
  covers(path: string): boolean {
    let at: Folder | undefined = this.root
    for (const step of stepsIn(path)) {
      at = at.inner.get(step)
      if (at === undefined) return false
      if (at.isMember) return true
    }
    return false
  }

  /** Returns whether a path is a parent of one of the directories. */
  isParent(path: string): boolean {
    return (this.at(path)?.inner.size ?? 0) > 0
  }

  /** Returns whether a path is one of the directories or a parent of one. */
  contains(path: string): boolean {
    return this.at(path) !== undefined
  }

  private at(path: string): Folder | undefined {
    let at: Folder | undefined = this.root
    for (const step of stepsIn(path)) at = at?.inner.get(step)
    return at
  }
}
