import { asList, asObject } from '../kube/pods.ts'
import { securityContextOf } from '../kube/security-context.ts'
import type { Clue, Container, Context, Pod } from '../model.ts'
import { findWords, programNames } from './commands.ts'
import { PING } from './ping.ts'
import { findInContainer, uniqueClues } from './text.ts'

const PING_GROUPS = 'net.ipv4.ping_group_range'

/** These take raw sockets whatever the sysctl says. */
const SNIFFERS = programNames('tcpdump', 'traceroute6?', 'arping', 'nping', 'hping3', 'mtr')

const PINGERS = programNames(PING)

/** How probes of ICMP are spelt in flags and configuration, e.g. `prober: icmp`. */
const ICMP = /(?<![\w-])icmp(?:v?[46])?(?![\w-])/i

/** Whether a sysctl of the pod lets its groups ping without a raw socket: a range of two numbers, where `1 0` is empty. */
export const mayPing = (pod: Pod): boolean =>
  asList(securityContextOf(pod.spec).sysctls)
    .map(asObject)
    .some(({ name, value }) => {
      const [from = 1, to = 0] = String(value).trim().split(/\s+/).map(Number)
      return name === PING_GROUPS && from <= to
    })

/**
 * Clues that a container opens raw sockets, for which root has NET_RAW: it captures or traces packets, or it pings and
 * the pod does not open `net.ipv4.ping_group_range`.
 */
export const rawSockets = (pod: Pod, container: Container, context: Context): Clue[] => {
  const sniffing = findWords(pod, container, SNIFFERS)
  if (mayPing(pod)) return sniffing
  const pinging = [...findWords(pod, container, PINGERS), ...findInContainer(pod, container, context, ICMP)]
  return uniqueClues([...sniffing, ...pinging])
}
