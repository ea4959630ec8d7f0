import type { EvidenceContext, Pod } from '../model.ts'
import {
  type ForbiddenField,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  isDeclaredWindows,
  privileged,
  windowsHostProcess,
} from '../pod-security/check.ts'
import { mayEscalate, onLinux, withoutDropAll } from '../pod-security/restricted.ts'
import { join } from '../pointer.ts'
import {
  addsCapabilities,
  keepsNetRaw,
  mayBeRoot,
  needlessToken,
  objectUsingDefaultAccount,
  podUsingDefaultAccount,
  withoutRuntimeDefault,
  withoutSecurityContext,
} from './rules.ts'
import { checkerFromRules, type Standard, type StandardRule } from './standard.ts'

/** The versions of the CIS Kubernetes Benchmark that differ in their numbering, oldest first. */
export const CIS_VERSIONS = ['1.6', '1.11', '1.12'] as const
export type CisVersion = (typeof CIS_VERSIONS)[number]

/** A recommendation of the CIS Kubernetes Benchmark, with its number in each version that has it. */
export interface Recommendation {
  numbers: Partial<Record<CisVersion, string>>
  title: string
  /** Absent if manifests of workloads cannot satisfy it; `why` then has the reason. */
  rule?: StandardRule | ((version: CisVersion) => StandardRule)
  why?: string
  /** How casehard handles it, if no control implements it. */
  note?: string
}

const inDefaultNamespace = (pod: Pod, { settings }: EvidenceContext): ForbiddenField[] =>
  (pod.resource.namespace ?? settings.namespace) === 'default'
    ? [{ pointer: join(pod.objectPointer, 'metadata', 'namespace') }]
    : []

const numbers = (...[old, middle, recent]: (string | undefined)[]): Recommendation['numbers'] => ({
  ...(old === undefined ? {} : { '1.6': old }),
  ...(middle === undefined ? {} : { '1.11': middle }),
  ...(recent === undefined ? {} : { '1.12': recent }),
})

/** The recommendations about workloads in sections 5.1 (service accounts), 5.2 and 5.6 (5.7 in older versions). */
export const RECOMMENDATIONS: readonly Recommendation[] = [
  {
    numbers: numbers('5.1.5', '5.1.5', '5.1.5'),
    title: 'Default service accounts are not actively used',
    note: '`no-service-account-token` disables the token; a dedicated service account must be set by the author of the pod',
    rule: {
      requirement: 'the default service account should have no token and no roles',
      pod: podUsingDefaultAccount,
      object: objectUsingDefaultAccount,
    },
  },
  {
    numbers: numbers('5.1.6', '5.1.6', '5.1.6'),
    title: 'Service account tokens are only mounted where necessary',
    rule: { requirement: 'nothing in the input needs this token', ...needlessToken },
  },
  {
    numbers: numbers(undefined, '5.2.1', '5.2.1'),
    title: 'The cluster has an active policy control mechanism',
    why: 'concerns the cluster: Pod Security admission or another policy engine',
  },
  {
    numbers: numbers('5.2.1', '5.2.2', '5.2.2'),
    title: 'No privileged containers',
    rule: { requirement: 'containers should not be privileged', pod: privileged },
  },
  {
    numbers: numbers('5.2.2', '5.2.3', '5.2.3'),
    title: "No containers in the node's process ID namespace",
    rule: {
      requirement: 'pods should not share the host process ID namespace',
      pod: (pod) => hostNamespaces(pod, ['hostPID']),
    },
  },
  {
    numbers: numbers('5.2.3', '5.2.4', '5.2.4'),
    title: "No containers in the node's IPC namespace",
    rule: {
      requirement: 'pods should not share the host IPC namespace',
      pod: (pod) => hostNamespaces(pod, ['hostIPC']),
    },
  },
  {
    numbers: numbers('5.2.4', '5.2.5', '5.2.5'),
    title: "No containers in the node's network namespace",
    rule: {
      requirement: 'pods should not share the host network namespace',
      pod: (pod) => hostNamespaces(pod, ['hostNetwork']),
    },
  },
  {
    numbers: numbers('5.2.5', '5.2.6', '5.2.6'),
    title: 'No privilege escalation',
    rule: { requirement: 'every container should set allowPrivilegeEscalation: false', pod: onLinux(mayEscalate) },
  },
  {
    numbers: numbers('5.2.6', '5.2.7', '5.2.7'),
    title: 'No root containers',
    rule: { requirement: 'every container should set runAsNonRoot: true or a runAsUser other than 0', pod: mayBeRoot },
  },
  {
    numbers: numbers('5.2.7', '5.2.8', '5.2.8'),
    title: 'No containers with the NET_RAW capability',
    rule: { requirement: 'every container should drop NET_RAW', pod: onLinux(keepsNetRaw) },
  },
  {
    numbers: numbers('5.2.8', '5.2.9', undefined),
    title: 'No containers with added capabilities',
    rule: { requirement: 'containers should not add capabilities', pod: addsCapabilities },
  },
  {
    numbers: numbers('5.2.9', '5.2.10', '5.2.9'),
    title: 'No containers with capabilities assigned',
    rule: { requirement: 'every container should drop ALL', pod: onLinux(withoutDropAll) },
  },
  {
    numbers: numbers(undefined, '5.2.11', '5.2.10'),
    title: 'No Windows HostProcess containers',
    rule: { requirement: 'Windows HostProcess containers should not be used', pod: windowsHostProcess },
  },
  {
    numbers: numbers(undefined, '5.2.12', '5.2.11'),
    title: 'No HostPath volumes',
    rule: { requirement: 'hostPath volumes should not be used', pod: hostPathVolumes },
  },
  {
    numbers: numbers(undefined, '5.2.13', '5.2.12'),
    title: 'No containers with HostPorts',
    rule: { requirement: 'host ports should not be used', pod: hostPorts },
  },
  {
    numbers: numbers('5.7.1', '5.6.1', '5.6.1'),
    title: 'Namespaces are boundaries between resources',
    why: 'manifests do not show which workloads belong together',
  },
  {
    numbers: numbers('5.7.2', '5.6.2', '5.6.2'),
    title: 'Every pod has the seccomp profile RuntimeDefault',
    rule: (version) => ({
      requirement: 'every container should use the seccomp profile RuntimeDefault',
      pod: (pod) => (isDeclaredWindows(pod) ? [] : withoutRuntimeDefault(version === '1.6')(pod)),
    }),
  },
  {
    numbers: numbers('5.7.3', '5.6.3', '5.6.3'),
    title: 'Pods and containers have a security context',
    note: 'every control that writes security contexts',
    rule: { requirement: 'every pod and every container should have a security context', pod: withoutSecurityContext },
  },
  {
    numbers: numbers('5.7.4', '5.6.4', '5.6.4'),
    title: 'The default namespace is not used',
    note: 'checked only: casehard does not move objects to another namespace',
    rule: { requirement: 'the namespace default should not be used', pod: inDefaultNamespace },
  },
]

/** The recommendations of the CIS Kubernetes Benchmark that manifests of workloads can satisfy. */
export const CIS: Standard = {
  name: 'cis:5.2',
  versions: CIS_VERSIONS,
  checkerFor: (version) =>
    checkerFromRules(
      RECOMMENDATIONS.flatMap(({ numbers, rule }) => {
        const check = numbers[version as CisVersion]
        if (check === undefined || rule === undefined) return []
        return [{ check, ...(typeof rule === 'function' ? rule(version as CisVersion) : rule) }]
      }),
    ),
}
