import type { Pod } from '../model.ts'
import { contextOf, type Finding, inPod, type PodSecurityRule } from './pod-security-check.ts'
import { asList, asObject } from './pods.ts'

/** The settings that each policy version added to those that were safe before. */
const ADDED: readonly { since: number; names: readonly string[] }[] = [
  {
    since: 0,
    names: [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.ip_unprivileged_port_start',
      'net.ipv4.ping_group_range',
      'net.ipv4.tcp_syncookies',
    ],
  },
  { since: 27, names: ['net.ipv4.ip_local_reserved_ports'] },
  {
    since: 29,
    names: [
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
      'net.ipv4.tcp_keepalive_time',
    ],
  },
  { since: 32, names: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'] },
  { since: 37, names: ['net.ipv4.tcp_notsent_lowat', 'net.ipv4.tcp_slow_start_after_idle'] },
]

const findBeyond = (pod: Pod, safe: ReadonlySet<string>): Finding[] =>
  asList(contextOf(pod.spec).sysctls).flatMap((sysctl, i) =>
    safe.has(String(asObject(sysctl).name)) ? [] : [inPod(pod, 'securityContext', 'sysctls', i)],
  )

/** What Baseline asks of kernel settings. */
export const SYSCTLS: readonly PodSecurityRule[] = ADDED.map(({ since }, i) => {
  const safe = new Set(ADDED.slice(0, i + 1).flatMap(({ names }) => names))
  return { since, find: (pod) => findBeyond(pod, safe) }
})
