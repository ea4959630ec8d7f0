import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { declaredUser, effective } from '../../kube/pod/security-context.ts'
import type { Container, ImageFacts, LockedWrites, Pod } from '../../model.ts'
import { type LockedUser, numbersOf, userOfImage } from './accounts.ts'
import type { LockedFacts } from './facts.ts'
import { fileCapabilitiesFor } from './programs.ts'
import { writesFor } from './writes.ts'

const toNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** The user that a container runs as, or will after hardening, with the groups that the manifest adds. */
const userOf = (
  { locked }: LockedFacts,
  facts: ImageFacts,
  pod: Pod,
  container: Container,
): { user: LockedUser; isRunning: boolean } | undefined => {
  const declared = declaredUser(pod, container)
  const own = userOfImage(locked)
  const isRunning = declared !== undefined || (own !== undefined && own.uid > 0)
  const uid = declared ?? (own !== undefined && own.uid > 0 ? own.uid : facts.user)
  if (uid === undefined || uid === 0) return undefined
  const base = own?.uid === uid ? own : (numbersOf(locked, String(uid)) as LockedUser)
  const context = asObject(pod.spec.securityContext)
  const added = [
    toNumber(effective(pod, container, 'runAsGroup')),
    toNumber(context.fsGroup),
    ...asList(context.supplementalGroups).map(toNumber),
  ]
  const groups = [...new Set([...base.groups, ...added.filter((group) => group !== undefined)])]
  return { user: { ...base, groups }, isRunning }
}

/** What a container starts instead of the entrypoint of its image. */
const commandOf = ({ value }: Container): string | undefined => {
  const [program] = asList(value.command)
  return asString(program)
}

/**
 * Adds what a lock file says of an image for one container: the paths that its user can write to, and the file
 * capabilities of the program that it starts. Paths that built-in facts list stay, since they say what is written.
 */
export const resolveLocked = (
  lock: LockedFacts,
  facts: ImageFacts,
  pod: Pod,
  container: Container,
): { facts: ImageFacts; writes?: LockedWrites } => {
  const { locked } = lock
  const { fileCapabilities: _, fileCapabilitiesOn: __, ...others } = facts
  const capable =
    locked.files === undefined ? facts : { ...others, ...fileCapabilitiesFor(locked, commandOf(container)) }
  if (facts.writable !== undefined) return { facts: capable }
  const found = userOf(lock, facts, pod, container)
  const writable = found === undefined ? undefined : writesFor(locked, found.user)
  if (found === undefined || writable === undefined) return { facts: capable }
  return { facts: { ...capable, writable }, writes: { uid: found.user.uid, isRunning: found.isRunning } }
}

const SHORT = 'sha256:'.length + 12

/** Says which image a lock file speaks of where a tag alone names it: ` (a:1 was sha256:ab12... on 2026-11-30)`. */
export const describeLookup = ({ locked, isExact }: LockedFacts): string =>
  isExact ? '' : ` (${locked.image} was ${locked.digest.slice(0, SHORT)}... on ${locked.found})`
