import { imageOf, type KnownImage } from '../evidence/image/facts.ts'
import { startsOwnProgram } from '../evidence/image/start.ts'
import { nodeAgentOf, reachesNode } from '../evidence/pod/node-agent.ts'
import { findWords, programNames } from '../evidence/text/commands.ts'
import { uniqueEvidence } from '../evidence/text/text.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../model.ts'
import { findApiClient, findApiWords } from './api-access.ts'
import { findCapabilityNeeds } from './capability-needs.ts'
import { findApiCalls, findGainerCalls } from './image-calls.ts'
import { findKnownNeed, findMemory } from './memory-settings.ts'
import { findRootUse, SETUID_PROGRAMS } from './root-signs.ts'
import { readUsers } from './users.ts'
import { knowsAllWrites, planMounts } from './writes/paths.ts'

/** What a container needs in one respect, as far as it is known. */
export interface Requirement {
  about: 'user' | 'writes' | 'capabilities' | 'privileges' | 'API' | 'memory' | 'node'
  /** Lower case, no period. */
  text: string
  /** Whether this is all that there is to know, so that controls decide by it. */
  complete: boolean
  evidence: Evidence[]
}

const describeUser = (pod: Pod, container: Container, context: EvidenceContext): Requirement => {
  const { user: starts } = findCapabilityNeeds(pod, container, context)
  const own = readUsers(pod, context).find((one) => one.container === container)
  const needed = starts.is === 'other' ? [] : findRootUse(pod, container, context, own?.image?.facts.hostMounts)
  const works = own?.imageUser?.user ?? own?.declared
  const root = own?.imageUser?.root
  const words = {
    root: `starts as root${root === undefined ? '' : ` and has to: ${root}`}`,
    other: works === undefined ? 'is not root' : `runs as user ${works}`,
    unknown: 'the user is unknown',
  }
  const more = starts.is === 'root' && works !== undefined && works !== 0 ? `, works as user ${works}` : ''
  return {
    about: 'user',
    text: `${words[starts.is]}${more}${needed.length > 0 ? ', and does what only root can' : ''}`,
    complete: starts.isKnown,
    evidence: uniqueEvidence([...starts.evidence, ...(own?.imageUser ? [own.imageUser.evidence] : []), ...needed]),
  }
}

const describeWrites = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: KnownImage | undefined,
): Requirement => {
  const plan = planMounts(pod, container, context, known)
  const complete = knowsAllWrites(pod, container, context, plan, known)
  const paths = plan.wanted.filter(({ evidence }) => complete || evidence !== undefined).map(({ path }) => path)
  const nothing = complete ? 'to no path of the image' : 'no path is known'
  const list = paths.length === 0 ? nothing : paths.join(', ')
  const blocked = plan.blockers.length === 0 ? '' : ', and where an empty volume cannot serve it'
  return {
    about: 'writes',
    text: `${list}${complete ? ', and nowhere else' : ''}${blocked}`,
    complete,
    evidence: uniqueEvidence([
      ...plan.wanted.flatMap(({ evidence }) => evidence ?? []),
      ...plan.blockers.map(({ evidence }) => evidence),
    ]),
  }
}

const describeCapabilities = (pod: Pod, container: Container, context: EvidenceContext): Requirement => {
  const { names, isKnown, evidence, user } = findCapabilityNeeds(pod, container, context)
  const complete = isKnown && user.is !== 'unknown'
  return {
    about: 'capabilities',
    text: complete
      ? names.length === 0
        ? 'none'
        : `${names.join(', ')}${user.is === 'root' ? ' as root' : ''}`
      : 'unknown while it may run as root',
    complete,
    evidence: complete ? evidence : [],
  }
}

const SETUID = programNames(...SETUID_PROGRAMS)

const describePrivileges = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: KnownImage | undefined,
): Requirement => {
  const evidence = [...findGainerCalls(pod, container, context), ...findWords(pod, container, SETUID)]
  const isFound = evidence.length > 0
  return {
    about: 'privileges',
    text: isFound ? 'starts programs that gain privileges' : 'no program that gains privileges is known',
    complete: isFound || (known !== undefined && startsOwnProgram(container)),
    evidence,
  }
}

const describeApi = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: KnownImage | undefined,
): Requirement => {
  const evidence = uniqueEvidence([
    ...findApiCalls(pod, container, context),
    ...findApiWords(pod, container, context),
    ...findApiClient(pod, container),
  ])
  const isFound = evidence.length > 0
  return {
    about: 'API',
    text: isFound ? 'calls the Kubernetes API' : 'nothing shows that it calls the Kubernetes API',
    complete: isFound || (known?.facts.apiToken === false && startsOwnProgram(container)),
    evidence,
  }
}

const describeMemory = (pod: Pod, container: Container, context: EvidenceContext): Requirement => {
  const need = findKnownNeed(pod, container, context)
  if (need !== undefined)
    return { about: 'memory', text: `about ${need.amount}`, complete: true, evidence: [need.evidence] }
  const { settings, runtime } = findMemory(pod, container, context)
  const evidence = uniqueEvidence([...settings, ...runtime])
  const text = evidence.length === 0 ? 'the need is unknown' : 'the program sizes its memory by its settings'
  return { about: 'memory', text, complete: false, evidence }
}

const describeNode = (pod: Pod, container: Container, context: EvidenceContext): Requirement => {
  const agent = reachesNode(pod, container) ? nodeAgentOf(pod, context) : undefined
  const used = reachesNode(pod, container)
  return {
    about: 'node',
    text: agent === undefined ? (used ? 'uses its node' : 'uses nothing of its node') : `the pod is ${agent.text}`,
    complete: true,
    evidence: agent?.evidence ?? [],
  }
}

/**
 * Describes what a container needs: its user, where it writes, its capabilities, programs that gain privileges, the
 * Kubernetes API, memory and its node. Controls decide by the same findings, so this is what they know of it.
 */
export const requirementsOf = (pod: Pod, container: Container, context: EvidenceContext): Requirement[] => {
  const known = imageOf(pod, container, context)
  return [
    describeUser(pod, container, context),
    describeWrites(pod, container, context, known),
    describeCapabilities(pod, container, context),
    describePrivileges(pod, container, context, known),
    describeApi(pod, container, context, known),
    describeMemory(pod, container, context),
    describeNode(pod, container, context),
  ]
}
