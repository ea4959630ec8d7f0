import { evidenceAt } from '../evidence/evidence.ts'
import { findWords, PING, programNames } from '../evidence/text/commands.ts'
import {
  findInContainer,
  type PodText,
  searchTexts,
  selectTexts,
  type TextGroup,
  textsOfContainer,
  uniqueEvidence,
} from '../evidence/text/text.ts'
import { asList, asObject, perPod } from '../kube/pod/pod.ts'
import { securityContextOf } from '../kube/pod/security-context.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../model.ts'

/** Settings that lock memory: Elasticsearch and OpenSearch, Vault, Cassandra, and flags of others. */
const LOCKS =
  /bootstrap[._]memory_lock["']?\s*[:=]\s*["']?true|disable_mlock["']?\s*[:=]\s*["']?false|(?<![\w-])mlockall\b|--(?:enable-)?mlock(?:all)?\b/i

const VARIABLE = /^bootstrap[._]memory_lock$/i
const TRUE = /^true$/

const lockVariables = (group: TextGroup): PodText[] =>
  group.filter(({ kind, variable, text }) => kind === 'env' && VARIABLE.test(variable ?? '') && text === 'true')

/** Finds evidence that a container locks memory, which needs IPC_LOCK or an unlimited `memlock`. */
export const findMemoryLocks = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const texts = textsOfContainer(pod, container, context)
  const variables = selectTexts(texts, lockVariables)
  return uniqueEvidence([...searchTexts(texts, LOCKS), ...searchTexts(variables, TRUE)].map(({ evidence }) => evidence))
}

/** Capabilities that programs of a container need as root. */
export interface ProgramCapabilities {
  names: string[]
  evidence: Evidence[]
}

/** Capabilities for changing the owner or mode of any file. */
const OWNERSHIP: readonly string[] = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER']

const OWNERS = programNames('chown', 'chgrp', 'chmod')

/** The default capabilities that these programs use as root. */
const PROGRAMS: readonly (readonly [RegExp, readonly string[]])[] = [
  [OWNERS, OWNERSHIP],
  [
    programNames('su', 'sudo', 'gosu', 'su-exec', 'runuser', 'setpriv', 'start-stop-daemon', 's6-setuidgid', 'crond'),
    ['SETGID', 'SETUID'],
  ],
  [programNames('chroot', 'postfix(?= +start)', 'chrome[-_]sandbox'), ['SYS_CHROOT']],
  [programNames('sshd'), ['AUDIT_WRITE', 'SETGID', 'SETUID', 'SYS_CHROOT']],
  [programNames('mknod'), ['MKNOD']],
  [programNames('setcap'), ['SETFCAP']],
]

/** Well-known ports and the capabilities of their servers. */
const PORTS: ReadonlyMap<unknown, readonly string[]> = new Map([
  [22, ['AUDIT_WRITE', 'SYS_CHROOT']],
  [25, ['SYS_CHROOT']],
])

/** Finds the capabilities that the programs in a container's commands and behind well-known ports need as root. */
export const findProgramCapabilities = (pod: Pod, container: Container): ProgramCapabilities => {
  const programs = PROGRAMS.map(([words, names]) => ({ names, evidence: findWords(pod, container, words) }))
  const ports = asList(container.value.ports).map((item, index) => {
    const { containerPort } = asObject(item)
    const at = `${container.pointer}/ports/${index}/containerPort`
    return {
      names: PORTS.get(containerPort) ?? [],
      evidence: PORTS.has(containerPort) ? [evidenceAt(pod, at, `containerPort ${containerPort}`)] : [],
    }
  })
  const found = [...programs, ...ports].filter(({ evidence }) => evidence.length > 0)
  return {
    names: [...new Set(found.flatMap(({ names }) => names))],
    evidence: found.flatMap(({ evidence }) => evidence),
  }
}

/** Finds the capabilities of an init container that changes the owner or mode of files; undefined if it does not. */
export const findInitOwnership = (pod: Pod, container: Container): ProgramCapabilities | undefined => {
  if (container.list !== 'initContainers' || container.sidecar) return undefined
  const evidence = findWords(pod, container, OWNERS)
  return evidence.length === 0 ? undefined : { names: [...OWNERSHIP], evidence }
}

const PING_GROUPS = 'net.ipv4.ping_group_range'

/** Programs that need raw sockets with any value of the sysctl. */
const SNIFFERS = programNames('tcpdump', 'traceroute6?', 'arping', 'nping', 'hping3', 'mtr')

const PINGERS = programNames(PING)

/** ICMP probes in flags and configuration, e.g. `prober: icmp`. */
const ICMP = /(?<![\w-])icmp(?:v?[46])?(?![\w-])/i

/** Whether a sysctl of the pod allows ping without a raw socket: a range of group ids, where `1 0` is empty. */
export const allowsPing = perPod((pod) =>
  asList(securityContextOf(pod.spec).sysctls)
    .map(asObject)
    .some(({ name, value }) => {
      const [from = 1, to = 0] = String(value).trim().split(/\s+/).map(Number)
      return name === PING_GROUPS && from <= to
    }),
)

/**
 * Finds evidence that a container opens raw sockets, which need NET_RAW: it captures or traces packets, or it pings
 * while the pod does not set `net.ipv4.ping_group_range`.
 */
export const findRawSockets = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const sniffing = findWords(pod, container, SNIFFERS)
  if (allowsPing(pod)) return sniffing
  const pinging = [...findWords(pod, container, PINGERS), ...findInContainer(pod, container, context, ICMP)]
  return uniqueEvidence([...sniffing, ...pinging])
}

/** Finds evidence in the manifest for the use of the named capabilities. */
export const findCapabilityUses = (
  pod: Pod,
  container: Container,
  names: readonly string[],
  context: EvidenceContext,
): Evidence[] => {
  const programs = findProgramCapabilities(pod, container)
  return [
    ...(names.includes('IPC_LOCK') ? findMemoryLocks(pod, container, context) : []),
    ...(names.includes('NET_RAW') ? findRawSockets(pod, container, context) : []),
    ...(programs.names.some((name) => names.includes(name)) ? programs.evidence : []),
  ]
}
