import { evidenceAt } from '../evidence/evidence.ts'
import { startsOwnProgram } from '../evidence/image/start.ts'
import { baseName } from '../evidence/shell/directories.ts'
import { ranCommands } from '../evidence/shell/ran-commands.ts'
import { findWords, PING, programNames } from '../evidence/text/commands.ts'
import { addedCapabilities, isPrivileged } from '../kube/pod/security-context.ts'
import type { Container, Evidence, EvidenceContext, ImageFacts, KnownImage, Pod } from '../model.ts'
import { allowsPing } from './capability-uses.ts'
import { SETUID_PROGRAMS } from './root-signs.ts'

/** Makes a finder of a fact about what the program of an image calls; none if the container starts another program. */
const factFinder =
  (say: (facts: ImageFacts) => string | undefined, field?: keyof ImageFacts) =>
  (container: Container, image: KnownImage | undefined): Evidence[] => {
    const known = startsOwnProgram(container) ? image : undefined
    const text = known && say(known.facts)
    return known === undefined || text === undefined ? [] : [known.cite(`${known.facts.image} ${text}`, field)]
  }

const findOwnCalls = factFinder(
  ({ setuid = [] }) => (setuid.length === 0 ? undefined : `calls ${setuid.join(', ')}`),
  'setuid',
)

/** Finds programs with the setuid bit, according to a lock file, that a command of the manifest starts. */
const findCommandCalls = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  image: KnownImage | undefined,
): Evidence[] => {
  if (image === undefined) return []
  // The platform of the node is unknown, so a program counts if the image has it for any platform.
  const setuid = new Set(context.catalog.locked?.(image.image).flatMap(({ files }) => files?.setuid ?? []))
  if (setuid.size === 0) return []
  const commands = ranCommands(pod, container, context)
  return [...setuid]
    .filter((path) => commands.some(({ program, args }) => program === baseName(path) || args.includes(path)))
    .map((path) =>
      image.cite(`container "${container.name}" starts ${path}, which has the setuid or setgid bit`, 'files'),
    )
}

/** Finds that a container calls programs with the setuid bit, which need default capabilities of root. */
const findSetuidCalls = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  image: KnownImage | undefined,
): Evidence[] => [...findOwnCalls(container, image), ...findCommandCalls(pod, container, context, image)]

const findNeededEscalation = factFinder(({ setuid = [], needsPrivilegeEscalation }) =>
  setuid.length === 0 && needsPrivilegeEscalation === true ? 'has programs that gain privileges' : undefined,
)

/** Finds that a container calls programs which gain privileges, by the setuid bit or by file capabilities. */
export const findGainerCalls = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  image: KnownImage | undefined,
): Evidence[] => [...findSetuidCalls(pod, container, context, image), ...findNeededEscalation(container, image)]

/** Finds the fact that an image calls the Kubernetes API with the token of its pod. */
export const findApiCalls = factFinder(({ apiToken }) => (apiToken === true ? 'calls the Kubernetes API' : undefined))

const GAINERS = programNames(...SETUID_PROGRAMS)
const GAINERS_BUT_PING = programNames(...SETUID_PROGRAMS.filter((name) => name !== PING))

/** Finds programs in commands that gain privileges. */
export const findGainers = (pod: Pod, container: Container): Evidence[] => findWords(pod, container, GAINERS)

/**
 * Finds programs that gain privileges and so use default capabilities of root; ping only without a sysctl that allows it.
 */
export const findSetuidPrograms = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  image: KnownImage | undefined,
): Evidence[] => [
  ...findWords(pod, container, allowsPing(pod) ? GAINERS_BUT_PING : GAINERS),
  ...findSetuidCalls(pod, container, context, image),
]

const REACHES_THE_NODE = programNames('nsenter', 'chroot', 'mount', 'umount', 'sysctl')

const POWERS = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|NET_ADMIN)$/i

/** Finds with what a container changes its node: all privileges, capabilities for the node, and programs. */
export const findNodePowers = (pod: Pod, container: Container): Evidence[] => {
  const pointer = `${container.pointer}/securityContext`
  const privileged = isPrivileged(container) ? [evidenceAt(pod, `${pointer}/privileged`, 'privileged: true')] : []
  const added = addedCapabilities(container)
    .filter((name) => POWERS.test(name))
    .map((name) => evidenceAt(pod, `${pointer}/capabilities/add`, `capabilities.add: ${name}`))
  return [...privileged, ...added, ...findWords(pod, container, REACHES_THE_NODE)]
}
