import { startsOwnProgram } from '../evidence/image/start.ts'
import { reachesNode } from '../evidence/pod/node-agent.ts'
import { uniqueEvidence } from '../evidence/text/text.ts'
import type { Container, Evidence, EvidenceContext, Pod, Requirements } from '../model.ts'

/** What a container needs in one respect, as far as it is known. */
export interface Requirement {
  about: 'user' | 'writes' | 'capabilities' | 'privileges' | 'API' | 'memory' | 'node'
  /** Lower case, no period. */
  text: string
  /** Whether this is all that there is to know, so that controls decide by it. */
  complete: boolean
  evidence: Evidence[]
}

const describeUser = (requirements: Requirements): Requirement => {
  const { user: starts } = requirements.capabilities
  const { imageUser, declared } = requirements.user
  const needed = starts.is === 'other' ? [] : requirements.rootUseBesideImage
  const works = imageUser?.user ?? declared
  const root = imageUser?.root
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
    evidence: uniqueEvidence([...starts.evidence, ...(imageUser ? [imageUser.evidence] : []), ...needed]),
  }
}

const describeWrites = ({ writes: plan, knowsAllWrites: complete }: Requirements): Requirement => {
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

const describeCapabilities = ({ capabilities }: Requirements): Requirement => {
  const { names, isKnown, evidence, user } = capabilities
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

const describePrivileges = (container: Container, { gainerCalls, gainers, image }: Requirements): Requirement => {
  const evidence = [...gainerCalls, ...gainers]
  const isFound = evidence.length > 0
  return {
    about: 'privileges',
    text: isFound ? 'starts programs that gain privileges' : 'no program that gains privileges is known',
    complete: isFound || (image !== undefined && startsOwnProgram(container)),
    evidence,
  }
}

const describeApi = (container: Container, { apiCalls, apiWords, image }: Requirements): Requirement => {
  const evidence = uniqueEvidence([...apiCalls, ...apiWords])
  const isFound = evidence.length > 0
  return {
    about: 'API',
    text: isFound ? 'calls the Kubernetes API' : 'nothing shows that it calls the Kubernetes API',
    complete: isFound || (image?.facts.apiToken === false && startsOwnProgram(container)),
    evidence,
  }
}

const describeMemory = (requirements: Requirements): Requirement => {
  const need = requirements.memoryNeed
  if (need !== undefined)
    return { about: 'memory', text: `about ${need.amount}`, complete: true, evidence: [need.evidence] }
  const { settings, runtime } = requirements.memory
  const evidence = uniqueEvidence([...settings, ...runtime])
  const text = evidence.length === 0 ? 'the need is unknown' : 'the program sizes its memory by its settings'
  return { about: 'memory', text, complete: false, evidence }
}

const describeNode = (pod: Pod, container: Container, { nodeAgent: agent }: Requirements): Requirement => {
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
export const describeRequirements = (pod: Pod, container: Container, context: EvidenceContext): Requirement[] => {
  const requirements = context.requirementsOf(pod, container)
  return [
    describeUser(requirements),
    describeWrites(requirements),
    describeCapabilities(requirements),
    describePrivileges(container, requirements),
    describeApi(container, requirements),
    describeMemory(requirements),
    describeNode(pod, container, requirements),
  ]
}
