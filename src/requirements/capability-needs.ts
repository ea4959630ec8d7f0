import { imageUserOf } from '../evidence/image/user.ts'
import { lowPortsOf } from '../evidence/pod/listening-ports.ts'
import { findWords, programNames } from '../evidence/text/commands.ts'
import { asList } from '../kube/pod/pod.ts'
import type {
  CapabilityNeeds,
  Container,
  Evidence,
  EvidenceContext,
  KnownImage,
  Pod,
  Requirements,
  StartingUser,
} from '../model.ts'
import { findInitOwnership, findProgramCapabilities } from './capability-uses.ts'
import { lowestUnprivilegedPort } from './ports.ts'
import { NODE_PROGRAMS, ROOT_PROGRAMS } from './root-signs.ts'
import { findStartingUser } from './starting-user.ts'

/**
 * What root may need if nothing else is known: to change file owners and read files of other users, to switch users and
 * signal their processes, and to open low ports. Charts with root containers add this much.
 */
const ROOT_SET: readonly string[] = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID']

const OWNERS: readonly string[] = ['chown', 'chgrp', 'chmod']

const BEYOND_OWNERS = programNames(...[...ROOT_PROGRAMS, ...NODE_PROGRAMS].filter((name) => !OWNERS.includes(name)))

const SHELL = /(?:^|\/)(?:ba|da|a|k|z)?sh$/

const quoteFacts = (
  image: KnownImage | undefined,
  names: readonly string[] | undefined,
  what: string,
  field?: 'fileCapabilities',
): Evidence[] =>
  image === undefined || names === undefined || names.length === 0
    ? []
    : [image.cite(`${image.facts.image} ${what} ${names.join(', ')}`, field)]

const quoteRootFacts = (image: KnownImage | undefined, names: readonly string[]): Evidence[] =>
  image !== undefined && names.length === 0
    ? [image.cite(`${image.facts.image} needs no capabilities as root`)]
    : quoteFacts(image, names, 'as root needs')

/** Finds the capabilities that the image needs with any user, by its facts. */
const findImageNeeds = (image: KnownImage | undefined): { names: string[]; evidence: Evidence[] } => {
  const { fileCapabilities = [], fileCapabilitiesOn = [], capabilities = [] } = image?.facts ?? {}
  const programs = fileCapabilitiesOn.length === 0 ? 'programs' : fileCapabilitiesOn.join(', ')
  return {
    names: [...fileCapabilities, ...capabilities],
    evidence: [
      ...quoteFacts(image, fileCapabilities, `has ${programs} with the file capabilities`, 'fileCapabilities'),
      ...quoteFacts(image, capabilities, 'needs'),
    ],
  }
}

const findLowPortNeeds = (pod: Pod, container: Container, image: KnownImage | undefined, context: EvidenceContext) => {
  const lowest = lowestUnprivilegedPort(pod)
  const evidence = lowPortsOf(pod, container, image, context)
    .filter(({ port }) => port < lowest)
    .map(({ evidence }) => evidence)
  return { names: evidence.length === 0 ? [] : ['NET_BIND_SERVICE'], evidence }
}

/**
 * Finds that root needs to read files which the image keeps to the user that it steps down to: probes, hooks and
 * `kubectl exec` run as root, e.g. `rabbitmqctl` with the cookie of Erlang.
 */
const findPrivateFileNeeds = (image: KnownImage | undefined): { names: string[]; evidence: Evidence[] } => {
  const { rootCapabilities = [], privateFiles = [] } = image?.facts ?? {}
  if (image === undefined || privateFiles.length === 0 || !rootCapabilities.includes('SETUID'))
    return { names: [], evidence: [] }
  const text = `${image.facts.image} keeps ${privateFiles.join(', ')} to its user, and root needs DAC_OVERRIDE to read it`
  return { names: ['DAC_OVERRIDE'], evidence: [image.cite(text)] }
}

type Needs = Pick<CapabilityNeeds, 'names' | 'isKnown' | 'confidence' | 'evidence'>

/** Finds the needs of a container that runs as root. */
const findRootNeeds = (
  pod: Pod,
  container: Container,
  image: KnownImage | undefined,
  context: EvidenceContext,
): Needs => {
  const owning = findInitOwnership(pod, container)
  if (owning !== undefined && findWords(pod, container, BEYOND_OWNERS).length === 0)
    return { names: owning.names, isKnown: true, confidence: 'likely', evidence: owning.evidence }
  const own = findImageNeeds(image)
  const programs = findProgramCapabilities(pod, container)
  const ports = findLowPortNeeds(pod, container, image, context)
  const files = findPrivateFileNeeds(image)
  const { rootCapabilities } = image?.facts ?? {}
  const [program] = asList(container.value.command)
  const seen = {
    names: [...own.names, ...programs.names, ...ports.names, ...files.names],
    evidence: [...own.evidence, ...programs.evidence, ...ports.evidence, ...files.evidence],
  }
  // A script that replaces the image's entrypoint may do anything as root.
  if (rootCapabilities === undefined || SHELL.test(String(program)))
    return { names: [...ROOT_SET, ...seen.names], isKnown: false, confidence: 'assumed', evidence: seen.evidence }
  return {
    names: [...rootCapabilities, ...seen.names],
    isKnown: true,
    confidence: image?.proves === true && program === undefined && programs.names.length === 0 ? 'proven' : 'likely',
    evidence: [...quoteRootFacts(image, rootCapabilities), ...seen.evidence],
  }
}

/** Finds the needs of a container whose user is non-root or unknown. */
const findNonRootNeeds = (user: StartingUser, image: KnownImage | undefined): Needs => {
  const { names, evidence } = findImageNeeds(image)
  const confidence = image?.proves === true && imageUserOf(image) !== undefined ? 'proven' : 'likely'
  return { names, isKnown: true, confidence: user.isKnown ? confidence : 'assumed', evidence }
}

/** Finds the default capabilities that a container needs, and by which user it needs them. */
export const findCapabilityNeeds = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  other: Pick<Requirements, 'image' | 'nodeAgent' | 'rootSigns'>,
): CapabilityNeeds => {
  const { image } = other
  const user = findStartingUser(pod, container, other)
  const needs = user.is === 'root' ? findRootNeeds(pod, container, image, context) : findNonRootNeeds(user, image)
  return {
    ...needs,
    names: [...new Set(needs.names)].sort(),
    image,
    user,
    evidence: [...user.evidence, ...needs.evidence],
  }
}
