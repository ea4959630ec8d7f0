import type { ImageAccount, ImageCatalog, ImageFacts, LockedImage, WritablePath } from '../../model.ts'
import { holdsForTag, nearestToTag } from '../image/names.ts'
import { baseName } from '../shell/directories.ts'
import { type LockedUser, numbersOf } from './accounts.ts'
import { isLauncherWord, isTool, startedPrograms } from './programs.ts'
import { mayWrite, writesFor } from './writes.ts'

/** An image whose facts hold for a program wherever it is installed. */
interface KnownProgram {
  image: string
  /** A tag of the variant that starts the program. */
  tag?: string
  /** The accounts that the program's packages create, by distribution; the first one of the image is its user. */
  accounts?: readonly string[]
  /** Variables that only the official image sets, with which the images that are built from it are known. */
  env?: readonly string[]
}

/**
 * Programs by name. The accounts and variables are those of the Dockerfiles of the official images: nginx/docker-nginx,
 * varnish/docker-varnish, redis/docker-library-redis, valkey-io/valkey-container and docker-library/{httpd, php, haproxy,
 * memcached, mongo}. Debian 12 has the same accounts in the scripts of haproxy, varnish, memcached and redis-tools, and
 * www-data from base-passwd in the configuration of nginx-common, apache2 and php8.2-fpm.
 */
const PROGRAMS: Readonly<Record<string, KnownProgram>> = {
  nginx: { image: 'nginx', accounts: ['nginx', 'www-data'], env: ['NGINX_VERSION'] },
  'httpd-foreground': { image: 'httpd', accounts: ['www-data'], env: ['HTTPD_PREFIX', 'HTTPD_VERSION'] },
  'apache2-foreground': {
    image: 'php',
    tag: 'apache',
    accounts: ['www-data'],
    env: ['APACHE_CONFDIR', 'PHP_INI_DIR'],
  },
  'php-fpm': { image: 'php', tag: 'fpm', accounts: ['www-data'] },
  haproxy: { image: 'haproxy', accounts: ['haproxy'], env: ['HAPROXY_VERSION'] },
  varnishd: { image: 'varnish', accounts: ['varnish'], env: ['VARNISH_SIZE'] },
  memcached: { image: 'memcached', accounts: ['memcache'], env: ['MEMCACHED_VERSION'] },
  mongod: { image: 'mongo', accounts: ['mongodb'], env: ['MONGO_MAJOR', 'MONGO_VERSION'] },
  'redis-server': { image: 'redis', accounts: ['redis'], env: ['REDIS_VERSION'] },
  'valkey-server': { image: 'valkey/valkey', accounts: ['valkey'], env: ['VALKEY_VERSION'] },
  caddy: { image: 'caddy' },
  traefik: { image: 'traefik' },
}

/**
 * Setuid and setgid programs of the distributions' base images, which no server starts: of Debian's packages util-linux,
 * mount, login, passwd, libpam-modules-bin and openssh-client, and of Alpine's busybox-suid.
 */
const USUAL: ReadonlySet<string> = new Set(
  'mount umount su newgrp passwd chsh chfn chage expiry gpasswd unix_chkpwd wall ssh-agent ssh-keysign bbsuid'.split(
    ' ',
  ),
)

/** Whether the layers add programs that gain privileges, so that the image does more than the official one. */
const addsPrivileges = ({ files }: LockedImage, { fileCapabilities = [] }: ImageFacts): boolean =>
  (files?.setuid ?? []).some((path) => !USUAL.has(baseName(path))) ||
  (files?.fileCapabilities ?? []).some(
    ({ path, capabilities }) => !isTool(path) && !capabilities.every((name) => fileCapabilities.includes(name)),
  )

/** The programs that an image may start: by its command line, or behind a script by the variables of an official image. */
const candidates = (locked: LockedImage): string[] => {
  const started = startedPrograms(locked)
  const known = started.filter((program) => Object.hasOwn(PROGRAMS, program))
  const { script } = locked.files ?? {}
  if (known.length > 0 || script === undefined) return known
  // Another program on the command line is what the script starts.
  if (started.some((program) => program !== baseName(script.path) && !isLauncherWord(program))) return []
  const names = new Set(locked.config.env)
  return Object.entries(PROGRAMS).flatMap(([program, { env = [] }]) =>
    env.length > 0 && env.every((name) => names.has(name)) ? [program] : [],
  )
}

const canonical = (image: string): string => `docker.io/${image.includes('/') ? '' : 'library/'}${image}`

/** Built-in facts that hold for an image because of the program that it runs. */
export interface Recognition {
  facts: ImageFacts
  program: string
}

const accountFor = ({ files }: LockedImage, names: readonly string[]): ImageAccount | undefined =>
  names.flatMap((name) => files?.accounts?.find((account) => account.name === name) ?? [])[0]

/** Replaces the owners and files of the facts by those of the layers, and adds what else the user may write to. */
const writesOf = (facts: ImageFacts, locked: LockedImage, user: LockedUser): WritablePath[] => {
  const listed = (facts.writable ?? []).map(({ seeded, rootOwned, ...path }): WritablePath => {
    const holdsFiles = locked.files?.seeded?.includes(path.path) ?? false
    return {
      ...path,
      ...(holdsFiles || (seeded && path.whenMounted !== undefined) ? { seeded: true } : {}),
      ...(mayWrite(locked, user, path.path) ? {} : { rootOwned: true }),
    }
  })
  const paths = new Set(listed.map(({ path }) => path))
  return [...listed, ...(writesFor(locked, user) ?? []).filter(({ path }) => !paths.has(path))]
}

/**
 * Recognises the program that an image runs as root by its name, or by the variables of its official image, and returns
 * the built-in facts about it with the numbers, owners and files of the layers. Undefined if no fact knows the program, if
 * the image has no account for it, or if it adds programs that gain privileges.
 */
export const recognise = (locked: LockedImage, catalog: ImageCatalog): Recognition | undefined => {
  if (locked.files === undefined) return undefined
  const { switchesTo, changesOwnerOf = [] } = locked.files.script ?? {}
  if (switchesTo !== undefined || changesOwnerOf.length > 0) return undefined
  for (const program of candidates(locked)) {
    const known = PROGRAMS[program] as KnownProgram
    const entries = catalog.named(canonical(known.image))
    const facts = entries.find(({ tags }) => holdsForTag(tags, known.tag)) ?? nearestToTag(entries, known.tag)
    if (facts === undefined || addsPrivileges(locked, facts)) continue
    const account = accountFor(locked, known.accounts ?? [])
    if (account === undefined && (known.accounts !== undefined || facts.anyUser !== true)) continue
    const user = account === undefined ? undefined : numbersOf(locked, String(account.uid))
    return { program, facts: withLayers(facts, locked, user) }
  }
  return undefined
}

const withLayers = (facts: ImageFacts, locked: LockedImage, user: LockedUser | undefined): ImageFacts => {
  const { fileCapabilities: _, fileCapabilitiesOn: __, tags: ___, mirrors: ____, ...others } = facts
  if (user === undefined) return others
  const { uid, gid } = user
  const { user: _____, group: ______, fsGroup: _______, imageUser, imageUserId, imageGroupId, ...rest } = others
  return {
    ...rest,
    user: uid,
    ...(gid === 0 ? {} : { group: gid, fsGroup: gid }),
    writable: writesOf(facts, locked, user),
  }
}
