import { hostNamespaces, hostPathVolumes, hostPorts, privileged, withoutSafeSeccomp } from '../pod-security/check.ts'
import { capabilities, mayEscalate, onLinux } from '../pod-security/restricted.ts'
import { mayBeRoot, needlessToken, withoutLimits, writableRoot } from './rules.ts'
import { checkerFromRules, type Standard, type StandardRule } from './standard.ts'

/** A section of the NSA/CISA Kubernetes Hardening Guide; sections have no numbers, so the title is the id. */
export interface Section {
  title: string
  /** Empty if manifests of workloads cannot satisfy it; `why` then has the reason. */
  rules: readonly StandardRule[]
  why?: string
}

/** The sections about workloads of version 1.2. */
export const SECTIONS: readonly Section[] = [
  {
    title: 'Non-root containers',
    rules: [
      { requirement: 'every container should set runAsNonRoot: true or a runAsUser other than 0', pod: mayBeRoot },
    ],
  },
  {
    title: 'Immutable container file systems',
    rules: [{ requirement: 'every container should set readOnlyRootFilesystem: true', pod: writableRoot }],
  },
  {
    title: 'Building secure container images',
    rules: [],
    why: 'concerns how images are built and scanned',
  },
  {
    title: 'Pod security enforcement',
    rules: [
      { requirement: 'containers should not be privileged', pod: privileged },
      { requirement: 'pods should not share host namespaces', pod: (pod) => hostNamespaces(pod) },
      { requirement: 'hostPath volumes should not be used', pod: hostPathVolumes },
      { requirement: 'host ports should not be used', pod: hostPorts },
      { requirement: 'every container should set allowPrivilegeEscalation: false', pod: onLinux(mayEscalate) },
      { requirement: 'every container should drop ALL and may add only NET_BIND_SERVICE', pod: onLinux(capabilities) },
    ],
  },
  {
    title: 'Protecting Pod service account tokens',
    rules: [{ requirement: 'nothing in the input needs this token', ...needlessToken }],
  },
  {
    title: 'Hardening container environments',
    rules: [{ requirement: 'every container should have a seccomp profile', pod: onLinux(withoutSafeSeccomp) }],
  },
  {
    title: 'Resource policies',
    rules: [
      { requirement: 'every container should have a limit, its own or one from a LimitRange', pod: withoutLimits },
    ],
  },
]

/** The sections of the NSA/CISA Kubernetes Hardening Guide that manifests of workloads can satisfy. */
export const NSA: Standard = {
  name: 'nsa',
  versions: ['1.2'],
  checkerFor: () =>
    checkerFromRules(SECTIONS.flatMap(({ title, rules }) => rules.map((rule) => ({ check: title, ...rule })))),
}
