import { imageOf, type KnownImage } from '../evidence/image/facts.ts'
import { startsOwnProgram } from '../evidence/image/start.ts'
import { findWords, PING, programNames } from '../evidence/text/commands.ts'
import type { Container, Evidence, EvidenceContext, ImageFacts, Pod } from '../model.ts'
import { findApiClient, findApiWords } from './api-access.ts'
import { type CapabilityNeeds, findCapabilityNeeds } from './capability-needs.ts'
import { allowsPing, findCapabilityUses, findRawSockets } from './capability-uses.ts'
import { findKnownNeed, findMemory, type MemoryEvidence } from './memory-settings.ts'
import { findPortSysctl, type PortAccess } from './ports.ts'
import { findCron } from './root-files.ts'
import { findRootEvidence, findRootPrograms, findRootUse, SETUID_PROGRAMS } from './root-signs.ts'
import { type ContainerUser, readUser } from './users.ts'
import { knowsAllWrites, planMounts } from './writes/paths.ts'
import type { MountPlan } from './writes/plan.ts'
import { findWritingPrograms } from './writes/programs.ts'

const GAINERS = programNames(...SETUID_PROGRAMS)
const GAINERS_BUT_PING = programNames(...SETUID_PROGRAMS.filter((name) => name !== PING))

/** Makes a finder of a fact about what the program of an image calls; none if the container starts another program. */
const factFinder =
  (say: (facts: ImageFacts) => string | undefined) =>
  (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
    const known = startsOwnProgram(container) ? imageOf(pod, container, context) : undefined
    const text = known && say(known.facts)
    return known === undefined || text === undefined ? [] : [known.cite(`${known.facts.image} ${text}`)]
  }

/** Finds the fact that an image calls programs with the setuid bit, which need default capabilities of root. */
const findSetuidCalls = factFinder(({ setuid = [] }) =>
  setuid.length === 0 ? undefined : `calls ${setuid.join(', ')}`,
)

/** Finds the fact that an image calls programs which gain privileges, by the setuid bit or by file capabilities. */
const findGainerCalls = factFinder(({ setuid = [], needsPrivilegeEscalation }) => {
  if (setuid.length > 0) return `calls ${setuid.join(', ')}`
  return needsPrivilegeEscalation === true ? 'has programs that gain privileges' : undefined
})

/** Finds the fact that an image calls the Kubernetes API with the token of its pod. */
const findApiCalls = factFinder(({ apiToken }) => (apiToken === true ? 'calls the Kubernetes API' : undefined))

/** What a container needs, as far as it is known. Each part is found when it is first asked for, and only once. */
export class Requirements {
  private readonly pod: Pod
  private readonly container: Container
  private readonly context: EvidenceContext
  private readonly found = new Map<string, unknown>()

  constructor(pod: Pod, container: Container, context: EvidenceContext) {
    this.pod = pod
    this.container = container
    this.context = context
  }

  private once<T>(part: string, find: (pod: Pod, container: Container, context: EvidenceContext) => T): T {
    if (!this.found.has(part)) this.found.set(part, find(this.pod, this.container, this.context))
    return this.found.get(part) as T
  }

  /** Facts about the image. */
  get image(): KnownImage | undefined {
    return this.once('image', imageOf)
  }

  /** The user of the manifest, else of the image. */
  get user(): ContainerUser {
    return this.once('user', readUser)
  }

  /** Signs that a container whose user is unknown runs as root. */
  get rootSigns(): Evidence[] {
    return this.once('rootSigns', findRootEvidence)
  }

  /** What only root can do. */
  get rootUse(): Evidence[] {
    return this.once('rootUse', findRootUse)
  }

  /** What only root can do, without the uses of the node that work as the user of the image. */
  get rootUseBesideImage(): Evidence[] {
    return this.once('rootUseBesideImage', (pod, container, context) =>
      findRootUse(pod, container, context, this.user.image?.facts.hostMounts),
    )
  }

  /** Programs in commands that need root. */
  get rootPrograms(): Evidence[] {
    return this.once('rootPrograms', findRootPrograms)
  }

  /** Cron, which runs jobs as other users. */
  get cron(): Evidence[] {
    return this.once('cron', findCron)
  }

  /** How another user than root can open `lowest` and all ports above. */
  portAccess(lowest: number): PortAccess {
    return findPortSysctl(this.pod, lowest)
  }

  /** The mounts that the container needs with a read-only root filesystem, and what prevents it. */
  get writes(): MountPlan {
    return this.once('writes', (pod, container, context) => planMounts(pod, container, context, this.image))
  }

  /** Whether all paths that the container writes to are known. */
  get knowsAllWrites(): boolean {
    return this.once('knowsAllWrites', (pod, container, context) =>
      knowsAllWrites(pod, container, context, this.writes, this.image),
    )
  }

  /** Programs that write to directories of their image, which the manifest does not name. */
  get writingPrograms(): Evidence[] {
    return this.once('writingPrograms', (pod, container, context) =>
      findWritingPrograms(pod, container, context, this.writes, this.image),
    )
  }

  /** The default capabilities that the container needs, and the user that it starts as. */
  get capabilities(): CapabilityNeeds {
    return this.once('capabilities', findCapabilityNeeds)
  }

  /** Evidence in the manifest for the use of the named capabilities. */
  capabilityUses(names: readonly string[]): Evidence[] {
    return findCapabilityUses(this.pod, this.container, names, this.context)
  }

  /** Programs and settings that open raw sockets. */
  get rawSockets(): Evidence[] {
    return this.once('rawSockets', findRawSockets)
  }

  /** The fact that the image calls programs which gain privileges. */
  get gainerCalls(): Evidence[] {
    return this.once('gainerCalls', findGainerCalls)
  }

  /** Programs in commands that gain privileges. */
  get gainers(): Evidence[] {
    return this.once('gainers', (pod, container) => findWords(pod, container, GAINERS))
  }

  /** Programs that gain privileges and so use default capabilities of root; ping only without a sysctl that allows it. */
  get setuidPrograms(): Evidence[] {
    return this.once('setuidPrograms', (pod, container, context) => [
      ...findWords(pod, container, allowsPing(pod) ? GAINERS_BUT_PING : GAINERS),
      ...findSetuidCalls(pod, container, context),
    ])
  }

  /** The fact that the image calls the Kubernetes API. */
  get apiCalls(): Evidence[] {
    return this.once('apiCalls', findApiCalls)
  }

  /** References of the manifest to the Kubernetes API or to a token for it. */
  get apiWords(): Evidence[] {
    return this.once('apiWords', (pod, container, context) => [
      ...findApiWords(pod, container, context),
      ...findApiClient(pod, container),
    ])
  }

  /** The memory that the image is known to need. */
  get memoryNeed(): { amount: string; evidence: Evidence } | undefined {
    return this.once('memoryNeed', findKnownNeed)
  }

  /** How the program sizes its memory. */
  get memory(): MemoryEvidence {
    return this.once('memory', findMemory)
  }
}

/** The requirements by container. Each pass of hardening makes new pods and containers, for which all is found anew. */
const remembered = new WeakMap<Container, { pod: Pod; context: EvidenceContext; requirements: Requirements }>()

/** What a container needs: the one source for the controls, which compare it with their fields, and for `explain`. */
export const requirementsOf = (pod: Pod, container: Container, context: EvidenceContext): Requirements => {
  const known = remembered.get(container)
  if (known?.pod === pod && known.context === context) return known.requirements
  const requirements = new Requirements(pod, container, context)
  remembered.set(container, { pod, context, requirements })
  return requirements
}
