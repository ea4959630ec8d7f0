import type { ImageAccount, ImageCatalog, ImageFacts, LockedImage, WritablePath } from '../../model.ts'
import { holdsForTag, nearestToTag } from '../image/names.ts'
import { type LockedUser, numbersOf } from './accounts.ts'
import { startedPrograms } from './programs.ts'
import { mayWrite, writesFor } from './writes.ts'

/** An image whose facts hold for a program wherever it is installed. */
interface KnownProgram {
  image: string
  /** A tag of the variant that starts the program. */
  tag?: string
  /** The accounts that the program's packages create, by distribution; the first one of the image is its user. */
  accounts?: readonly string[]
}

/**
 * Programs by name. The accounts are those of the official image and of the packages of Debian, Alpine and Fedora, which
 * their post-installation scripts and sysusers.d files create.
 */
const PROGRAMS: Readonly<Record<string, KnownProgram>> = {
  nginx: { image: 'nginx', accounts: ['nginx', 'www-data'] },
  'httpd-foreground': { image: 'httpd', accounts: ['www-data', 'apache', 'daemon'] },
  'apache2-foreground': { image: 'php', tag: 'apache', accounts: ['www-data'] },
  'php-fpm': { image: 'php', tag: 'fpm', accounts: ['www-data'] },
  haproxy: { image: 'haproxy', accounts: ['haproxy'] },
  varnishd: { image: 'varnish', accounts: ['varnish', 'vcache'] },
  memcached: { image: 'memcached', accounts: ['memcache', 'memcached'] },
  mongod: { image: 'mongo', accounts: ['mongodb', 'mongod'] },
  'redis-server': { image: 'redis', accounts: ['redis'] },
  'valkey-server': { image: 'valkey/valkey', accounts: ['valkey'] },
  caddy: { image: 'caddy' },
  traefik: { image: 'traefik' },
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
 * Recognises the program that an image runs as root by its name, and returns the built-in facts about it with the numbers,
 * owners and files of the layers. Undefined if no fact knows the program, or if the image has no account for it.
 */
export const recognise = (locked: LockedImage, catalog: ImageCatalog): Recognition | undefined => {
  if (locked.files === undefined) return undefined
  const { switchesTo, changesOwnerOf = [] } = locked.files.script ?? {}
  if (switchesTo !== undefined || changesOwnerOf.length > 0) return undefined
  for (const program of startedPrograms(locked)) {
    const known = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined
    if (known === undefined) continue
    const entries = catalog.named(canonical(known.image))
    const facts = entries.find(({ tags }) => holdsForTag(tags, known.tag)) ?? nearestToTag(entries, known.tag)
    if (facts === undefined) continue
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
