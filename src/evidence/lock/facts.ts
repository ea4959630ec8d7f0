import type { ImageCatalog, ImageFacts, LockedImage } from '../../model.ts'
import { canonicalImage, parseImage } from '../image/names.ts'
import { isInside } from '../shell/directories.ts'
import { type LockedUser, numbersOf, startsAsRoot, userFacts } from './accounts.ts'
import { startedPrograms, startsShell } from './programs.ts'
import { recognise } from './recognition.ts'
import { mayWrite, ownedByScript } from './writes.ts'

/** What a lock file says of the image of a manifest. */
export interface LockedFacts {
  locked: LockedImage
  /** The facts that configuration and layers show. */
  facts: ImageFacts
  /** Built-in facts of the program that the image runs, with what the layers show of it. */
  program?: ImageFacts
  /** The digest in the manifest is that of the lock file: the facts are about the image that runs. */
  isExact: boolean
}

/** Supervisors that start as root and run each service as another user, by the names of their programs. */
const SUPERVISORS: ReadonlySet<string> = new Set(
  's6-svscan s6-overlay-suexec s6-init runsvdir runsvdir-start my_init supervisord systemd'.split(' '),
)

const supervisorOf = (locked: LockedImage): string | undefined =>
  locked.config.entrypoint?.[0] === '/init'
    ? 's6-overlay'
    : startedPrograms(locked).find((program) => SUPERVISORS.has(program))

const isUnder = (user: LockedUser | undefined): user is LockedUser => user !== undefined && user.uid > 0

/** The only account that may write to all declared volumes whose owner the start script changes. */
const ownerOfVolumes = (locked: LockedImage): LockedUser | undefined => {
  const { volumes = [] } = locked.config
  const given = ownedByScript(locked)
  if (volumes.length === 0 || !volumes.some((volume) => given.some((path) => isInside(path, volume)))) return undefined
  const users = (locked.files?.accounts ?? []).map(({ uid }) => numbersOf(locked, String(uid)))
  const owners = users.filter(isUnder).filter((user) => volumes.every((volume) => mayWrite(locked, user, volume)))
  return owners.length === 1 ? owners[0] : undefined
}

/** Finds a user that an image works with although it starts as root, because its start script provides for it. */
const userOfScript = (locked: LockedImage): LockedUser | undefined => {
  const { script } = locked.files ?? {}
  if (script?.asksForUser !== true) return undefined
  const user = script.switchesTo === undefined ? ownerOfVolumes(locked) : numbersOf(locked, script.switchesTo)
  return isUnder(user) ? user : undefined
}

const rootFacts = (locked: LockedImage): Partial<ImageFacts> => {
  const supervisor = supervisorOf(locked)
  if (supervisor === 's6-overlay' || supervisor?.startsWith('s6-'))
    return { root: `it starts the supervisor ${supervisor}` }
  const user = supervisor === undefined ? userOfScript(locked) : undefined
  if (user === undefined) return {}
  const { uid, gid } = user
  return { user: uid, ...(gid === 0 ? { fsGroup: uid } : { group: gid, fsGroup: gid }) }
}

/** A base image runs the command of the manifest. Any user can run what is in it unless only root may read it. */
const baseFacts = (locked: LockedImage): Partial<ImageFacts> => {
  const { config, files } = locked
  const isBase = startsAsRoot(locked) && startsShell(locked) && !config.ports?.length && !config.volumes?.length
  if (!isBase) return {}
  return { base: true, ...(files !== undefined && files.rootOnly === undefined ? { anyUser: true as const } : {}) }
}

const portsOf = ({ config }: LockedImage): Pick<ImageFacts, 'ports' | 'lowPorts'> => {
  const ports = (config.ports ?? []).map((port) => Number.parseInt(port, 10)).filter((port) => port > 0)
  const low = ports.filter((port) => port < 1024)
  return { ...(ports.length === 0 ? {} : { ports }), ...(low.length === 0 ? {} : { lowPorts: low }) }
}

const setuidOf = (locked: LockedImage): Pick<ImageFacts, 'setuid'> => {
  const { entrypoint = [], command = [] } = locked.config
  const words = new Set([...entrypoint, ...command].flatMap((word) => word.split(/\s/)))
  const called = (locked.files?.setuid ?? []).filter(
    (path) => words.has(path) || words.has(path.slice(path.lastIndexOf('/') + 1)) || path === locked.files?.program,
  )
  return called.length === 0 ? {} : { setuid: called }
}

/** Converts what a lock file says of an image to facts about it. */
const factsOf = (locked: LockedImage): ImageFacts => {
  const { workingDir, volumes } = locked.config
  const user = startsAsRoot(locked) ? rootFacts(locked) : {}
  return {
    image: canonicalImage(parseImage(locked.image)),
    status: 'verified',
    source: `casehard images lock: ${locked.image} was ${locked.digest} on ${locked.found}`,
    ...userFacts(locked),
    ...user,
    ...baseFacts(locked),
    ...portsOf(locked),
    ...setuidOf(locked),
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(volumes === undefined ? {} : { volumes }),
    ...(locked.files === undefined ? {} : { shell: locked.files.shell }),
  }
}

/** Returns the one entry that all platforms agree on; without layers if they differ there. */
const agreed = (entries: readonly LockedImage[]): LockedImage | undefined => {
  const [first, ...others] = entries
  const agrees = (part: 'config' | 'files'): boolean =>
    others.every((other) => JSON.stringify(other[part]) === JSON.stringify(first?.[part]))
  if (first === undefined || !agrees('config')) return undefined
  if (agrees('files')) return first
  const { files: _, ...config } = first
  return config
}

/**
 * Finds what a lock file says of an image. Another tag of the same repository says nothing.
 * @param reference the image as in the manifest
 */
export const findLocked = (catalog: ImageCatalog, reference: string): LockedFacts | undefined => {
  const locked = agreed(catalog.locked?.(reference) ?? [])
  if (locked === undefined) return undefined
  const facts = factsOf(locked)
  const isOpen = startsAsRoot(locked) && facts.user === undefined && facts.root === undefined && facts.base !== true
  const program = isOpen && supervisorOf(locked) === undefined ? recognise(locked, catalog)?.facts : undefined
  return { locked, facts, isExact: parseImage(reference).digest !== undefined, ...(program ? { program } : {}) }
}
