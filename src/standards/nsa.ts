import { hostNamespaces, hostPathVolumes, hostPorts, privileged, withoutSafeSeccomp } from '../pod-security/fields.ts'
import { capabilities, mayEscalate, onLinux } from '../pod-security/restricted.ts'
import { mayBeRoot, needlessToken, withoutLimits, writableRoot } from './rules.ts'
import { checkerFromRules, type Standard, type StandardRule } from './standard.ts'

/** A section of the NSA/CISA Kubernetes Hardening Guide, which numbers nothing: its title is its id. */
export interface Section {
  title: string
  /** Empty where no manifest of a workload can do what it says, for which `why` has the reason. */
  rules: readonly StandardRule[]
  why?: string
}

/** What the guide, version 1.2, says of workloads. */
export const SECTIONS: readonly Section[] = [
  {
    title: 'Non-root containers',
    rules: [{ asks: 'a runAsUser other than 0 or runAsNonRoot: true should rule out root', pod: mayBeRoot }],
  },
  {
    title: 'Immutable container file systems',
    rules: [{ asks: 'every container should say readOnlyRootFilesystem: true', pod: writableRoot }],
  },
  {
    title: 'Building secure container images',
    rules: [],
    why: 'a matter of how images are built and scanned',
  },
  {
    title: 'Pod security enforcement',
    rules: [
      { asks: 'no container should be privileged', pod: privileged },
      { asks: "no pod should share its node's namespaces", pod: (pod) => hostNamespaces(pod) },
      { asks: 'no volume should be a path of the node', pod: hostPathVolumes },
      { asks: 'no container should take a port of the node', pod: hostPorts },
      { asks: 'every container should say allowPrivilegeEscalation: false', pod: onLinux(mayEscalate) },
      { asks: 'every container should drop ALL and add NET_BIND_SERVICE at most', pod: onLinux(capabilities) },
    ],
  },
  {
    title: 'Protecting Pod service account tokens',
    rules: [{ asks: 'nothing in the stream needs this token', ...needlessToken }],
  },
  {
    title: 'Hardening container environments',
    rules: [{ asks: 'seccomp should filter the system calls of every container', pod: onLinux(withoutSafeSeccomp) }],
  },
  {
    title: 'Resource policies',
    rules: [{ asks: 'a limit of its own or of a LimitRange should bound it', pod: withoutLimits }],
  },
]

/** The NSA/CISA Kubernetes Hardening Guide, as far as manifests of workloads can meet it. */
export const NSA: Standard = {
  name: 'nsa',
  versions: ['1.2'],
  checkerFor: () =>
    checkerFromRules(SECTIONS.flatMap(({ title, rules }) => rules.map((rule) => ({ check: title, ...rule })))),
}
