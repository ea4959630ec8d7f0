import { isBelow, normalHostPath } from '../../kube/pod/volumes.ts'

const TOP: readonly string[] =
  'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys usr var'.split(' ')

/** Folders of every Linux system, and of families of images, in which others find their own: no volume belongs over one. */
const PARENTS: ReadonlySet<string> = new Set([
  '/',
  ...TOP.map((name) => `/${name}`),
  ...'cache lib local lock log mail opt run spool tmp www'.split(' ').map((name) => `/var/${name}`),
  ...'bin include lib lib64 libexec local sbin share src'.split(' ').map((name) => `/usr/${name}`),
  ...'bin etc include lib sbin share src'.split(' ').map((name) => `/usr/local/${name}`),
  '/opt/bitnami',
  '/bitnami',
])

/** What an image ships below these is its system. */
const SYSTEM: readonly string[] =
  '/bin /boot /dev /etc /lib /lib32 /lib64 /libx32 /proc /sbin /sys /usr/bin /usr/lib /usr/sbin /usr/include /var/lib/dpkg /var/lib/apt /var/lib/rpm /var/lib/systemd /var/lib/alternatives'.split(
    ' ',
  )

/** What an image ships below these is its application. */
const APPLICATION: readonly string[] = '/app /apps /code /home /opt /root /src /srv /usr /var/www /workspace'.split(' ')

/** Names of folders that hold nothing which an image would ship. */
const SCRATCH = /^\.?(?:caches?|logs?|tmp|temp|run|pids?|locks?|sessions?|spool|sockets?)$/i

/** Names of folders that programs fill. */
const FILLED =
  /^(?:data|databases?|db|state|storage|store|outputs?|out|results|reports|shared|work|scratch|backups?|uploads?|downloads?|artifacts|dumps?|queues?|buffers?|wal|spool|volume|emptydir)$/i

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Whether a path is `folder` or stands below it, however the two are spelled. */
export const isInside = (folder: string, path: string): boolean => isBelow(normalHostPath(folder), normalHostPath(path))

/** Folders of the system that have so many users that no volume may lie over them. */
export const isParent = (path: string): boolean => PARENTS.has(normalHostPath(path))

/** The folder that a path stands in. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** What an empty volume over a folder may hide. */
export type Risk = 'shipped' | 'unknown' | 'none'

/**
 * What an empty volume over a folder may hide, by the customs of the Filesystem Hierarchy Standard
 * (https://refspecs.linuxfoundation.org/FHS_3.0/) and by its name alone: files of the system or an application that are
 * `shipped`, `none` where images ship nothing, else `unknown`: then it takes somebody's word that a program fills it.
 */
export const riskOf = (written: string): Risk => {
  const path = normalHostPath(written)
  if (isParent(path) || SYSTEM.some((folder) => isBelow(folder, path))) return 'shipped'
  const name = baseName(path)
  if (SCRATCH.test(name)) return 'none'
  if (APPLICATION.some((folder) => isBelow(folder, path))) return FILLED.test(name) ? 'unknown' : 'shipped'
  return FILLED.test(name) || /^\/(?:run|var)\/[^/]+/.test(path) ? 'none' : 'unknown'
}

/** A path made absolute and tidy; undefined where that needs a folder or a variable that is not known. */
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
