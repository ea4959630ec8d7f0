import type { KnownImage } from '../../evidence/image/facts.ts'
import { objectionIf } from '../../evidence/objection.ts'
import { changesNode, nodeAgentOf } from '../../evidence/pod/node-agent.ts'
import { findBuilders } from '../../evidence/pod/privileged-uses.ts'
import { findWords, PING, programNames } from '../../evidence/text/commands.ts'
import { addedCapabilities, droppedCapabilities } from '../../kube/pod/security-context.ts'
import type { Container, Evidence, EvidenceContext, Objection, Pod } from '../../model.ts'
import { findPrivilegeEvidence } from '../common/capabilities.ts'
import { SETUID_PROGRAMS } from '../common/root-signs.ts'
import type { ContainerUser } from './user.ts'
import { allowsPing, findRawSockets } from './uses.ts'

/** What is known of a container when it is asked whether it can drop all capabilities. */
interface ContainerKnowledge {
  image: KnownImage | undefined
  user: ContainerUser
  /** Whether facts or commands name what it needs. */
  needs: { isKnown: boolean }
  context: EvidenceContext
}

/** Root has NET_RAW by default; Baseline lets it be, but refuses to see it added, so that it cannot be kept beside ALL. */
const findRawSocketEvidence = (
  pod: Pod,
  container: Container,
  { image, user, context }: ContainerKnowledge,
): Evidence[] => {
  if (addedCapabilities(container).includes('NET_RAW') || droppedCapabilities(container).includes('NET_RAW')) return []
  const { fileCapabilities = [], capabilities = [], rootCapabilities = [] } = image?.facts ?? {}
  const isKnown = [...fileCapabilities, ...capabilities, ...(user.is === 'root' ? rootCapabilities : [])].includes(
    'NET_RAW',
  )
  return [
    ...(isKnown && image !== undefined ? [image.clue(`${image.facts.image} needs NET_RAW`)] : []),
    ...(user.is === 'other' ? [] : findRawSockets(pod, container, context)),
  ]
}

const GAINERS = programNames(...SETUID_PROGRAMS)
const GAINERS_BUT_PING = programNames(...SETUID_PROGRAMS.filter((name) => name !== PING))

const findGainers = (pod: Pod, container: Container): Evidence[] =>
  findWords(pod, container, allowsPing(pod) ? GAINERS_BUT_PING : GAINERS)

/** Why a container should keep its default capabilities, whatever could be added beside `drop: [ALL]`. */
export const findDropObjection = (pod: Pod, container: Container, known: ContainerKnowledge): Objection | undefined => {
  const { user, needs, context } = known
  // Root that only reads files of the node takes no more of its capabilities than root elsewhere.
  const mayServe = !needs.isKnown && user.is === 'root' && changesNode(pod, container)
  const agent = user.agent ?? (mayServe ? nodeAgentOf(pod, context) : undefined)
  return (
    objectionIf(
      findBuilders(pod, container),
      'the container builds images or runs containers, which takes most of what root has by default',
      'use a rootless builder, or write drop: [ALL] together with add: for those that it needs',
    ) ??
    objectionIf(
      findRawSocketEvidence(pod, container, known),
      'the container opens raw sockets with NET_RAW, which Baseline lets it keep but not add beside drop: [ALL]',
      'for pings set the sysctl net.ipv4.ping_group_range in the pod; else add NET_RAW where Baseline is not asked for',
    ) ??
    objectionIf(
      user.is === 'other' ? findGainers(pod, container) : [],
      'the container starts a program that gains privileges, and so takes capabilities that root has by default',
      'start the container as the user that it needs, then write drop: [ALL]',
    ) ??
    objectionIf(
      user.is === 'other' || needs.isKnown ? [] : findPrivilegeEvidence(pod, container, context),
      'the container does what only a privileged one may, and that has all capabilities whatever it drops',
      'write privileged: false if it works all the same, or drop: [ALL] together with add: for those that it needs',
    ) ??
    (agent &&
      objectionIf(
        agent.clues,
        `the pod is ${agent.text}; what root needs there no manifest tells`,
        'write drop: [ALL] together with add: for those that it needs',
      )) ??
    objectionIf(
      user.isGuessed && !needs.isKnown && addedCapabilities(container).length === 0 ? user.evidence : [],
      'the container may need capabilities that root has by default, and which of them nothing tells',
      'give it a non-root runAsUser, or write drop: [ALL] together with add: for those that it needs',
    )
  )
}
