import { imageOf } from '../evidence/image/facts.ts'
import { startsOwnProgram } from '../evidence/image/start.ts'
import { findWords, PING, programNames } from '../evidence/text/commands.ts'
import type {
  CapabilityNeeds,
  Container,
  ContainerUser,
  Evidence,
  EvidenceContext,
  ImageFacts,
  KnownImage,
  MemoryEvidence,
  Pod,
  PortAccess,
  Requirements,
} from '../model.ts'
import { findApiClient, findApiWords } from './api-access.ts'
import { findCapabilityNeeds } from './capability-needs.ts'
import { allowsPing, findCapabilityUses, findRawSockets } from './capability-uses.ts'
import { findKnownNeed, findMemory } from './memory-settings.ts'
import { findPortSysctl } from './ports.ts'
import { findCron } from './root-files.ts'
import { findRootEvidence, findRootPrograms, findRootUse, SETUID_PROGRAMS } from './root-signs.ts'
import { readUser } from './users.ts'
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

/** What is found of a container; a part that was found is kept. */
class ContainerRequirements implements Requirements {
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

  get image(): KnownImage | undefined {
    return this.once('image', imageOf)
  }

  get user(): ContainerUser {
    return this.once('user', readUser)
  }

  get rootSigns(): Evidence[] {
    return this.once('rootSigns', findRootEvidence)
  }

  get rootUse(): Evidence[] {
    return this.once('rootUse', findRootUse)
  }

  get rootUseBesideImage(): Evidence[] {
    return this.once('rootUseBesideImage', (pod, container, context) =>
      findRootUse(pod, container, context, this.user.image?.facts.hostMounts),
    )
  }

  get rootPrograms(): Evidence[] {
    return this.once('rootPrograms', findRootPrograms)
  }

  get cron(): Evidence[] {
    return this.once('cron', findCron)
  }

  portAccess(lowest: number): PortAccess {
    return findPortSysctl(this.pod, lowest)
  }

  get writes(): MountPlan {
    return this.once('writes', (pod, container, context) => planMounts(pod, container, context, this.image))
  }

  get knowsAllWrites(): boolean {
    return this.once('knowsAllWrites', (pod, container, context) =>
      knowsAllWrites(pod, container, context, this.writes, this.image),
    )
  }

  get writingPrograms(): Evidence[] {
    return this.once('writingPrograms', (pod, container, context) =>
      findWritingPrograms(pod, container, context, this.writes, this.image),
    )
  }

  get capabilities(): CapabilityNeeds {
    return this.once('capabilities', findCapabilityNeeds)
  }

  capabilityUses(names: readonly string[]): Evidence[] {
    return findCapabilityUses(this.pod, this.container, names, this.context)
  }

  get rawSockets(): Evidence[] {
    return this.once('rawSockets', findRawSockets)
  }

  get gainerCalls(): Evidence[] {
    return this.once('gainerCalls', findGainerCalls)
  }

  get gainers(): Evidence[] {
    return this.once('gainers', (pod, container) => findWords(pod, container, GAINERS))
  }

  get setuidPrograms(): Evidence[] {
    return this.once('setuidPrograms', (pod, container, context) => [
      ...findWords(pod, container, allowsPing(pod) ? GAINERS_BUT_PING : GAINERS),
      ...findSetuidCalls(pod, container, context),
    ])
  }

  get apiCalls(): Evidence[] {
    return this.once('apiCalls', findApiCalls)
  }

  get apiWords(): Evidence[] {
    return this.once('apiWords', (pod, container, context) => [
      ...findApiWords(pod, container, context),
      ...findApiClient(pod, container),
    ])
  }

  get memoryNeed(): { amount: string; evidence: Evidence } | undefined {
    return this.once('memoryNeed', findKnownNeed)
  }

  get memory(): MemoryEvidence {
    return this.once('memory', findMemory)
  }
}

/** The requirements by container. Each pass of hardening makes new pods and containers, for which all is found anew. */
const remembered = new WeakMap<Container, { pod: Pod; context: EvidenceContext; requirements: Requirements }>()

/** Finds what a container needs. It is a method of the context, so that controls and `explain` ask one picture. */
export function requirementsOf(this: EvidenceContext, pod: Pod, container: Container): Requirements {
  const known = remembered.get(container)
  if (known?.pod === pod && known.context === this) return known.requirements
  const requirements = new ContainerRequirements(pod, container, this)
  remembered.set(container, { pod, context: this, requirements })
  return requirements
}
