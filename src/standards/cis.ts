import { noServiceAccountToken } from '../controls/index.ts'
import { accountOf, isSubject } from '../kube/pod/service-accounts.ts'
import type { EvidenceContext, InputObject, Pod } from '../model.ts'
import { type ForbiddenField, inPod, isDeclaredWindows } from '../pod-security/check.ts'
import { hostNamespaces, hostPathVolumes, hostPorts, privileged, windowsHostProcess } from '../pod-security/fields.ts'
import { mayEscalate, onLinux, withoutDropAll } from '../pod-security/restricted.ts'
import { join } from '../pointer.ts'
import {
  addsCapabilities,
  keepsNetRaw,
  mayBeRoot,
  needlessToken,
  withoutRuntimeDefault,
  withoutSecurityContext,
} from './rules.ts'
import { checkerFromRules, type Standard, type StandardRule } from './standard.ts'

const NAME = 'default'
const FIELD = 'automountServiceAccountToken'

/** Pods that have the token of their namespace's default service account. */
export const podUsingDefaultAccount = (pod: Pod, context: EvidenceContext): ForbiddenField[] =>
  accountOf(pod).name === NAME && noServiceAccountToken.assess(pod, context).some(({ state }) => state !== 'compliant')
    ? [inPod(pod, 'serviceAccountName')]
    : []

/** The default service account with a token for every pod that does not refuse it, and roles that are bound to it. */
export const objectUsingDefaultAccount = (
  object: InputObject,
  { input, settings }: EvidenceContext,
): ForbiddenField[] => {
  const { resource, value, at } = object
  if (resource.kind === 'ServiceAccount' && resource.apiVersion === 'v1')
    return resource.name === NAME && value[FIELD] !== false ? [{ pointer: join(at.pointer, FIELD) }] : []
  return input.bindings
    .filter((binding) => binding.resource === resource)
    .flatMap(({ subjects }) =>
      subjects
        .filter(({ subject }) => subject.kind !== 'Group' && isSubject(subject, { name: NAME }, settings))
        .map((bound) => ({ pointer: bound.at.pointer })),
    )
}

/** The versions of the CIS Kubernetes Benchmark that number their recommendations differently, oldest first. */
export const CIS_VERSIONS = ['1.6', '1.11', '1.12'] as const
export type CisVersion = (typeof CIS_VERSIONS)[number]

/** A recommendation of the CIS Kubernetes Benchmark; each version gives it a number of its own, or lacks it. */
export interface Recommendation {
  numbers: Partial<Record<CisVersion, string>>
  title: string
  /** Absent where no manifest of a workload can meet it, for which `why` has the reason. */
  rule?: StandardRule | ((version: CisVersion) => StandardRule)
  why?: string
  /** What casehard does about it, where no control is made for it. */
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

/** Sections 5.1 (service accounts), 5.2 and 5.6, which was 5.7 before, as far as they speak of workloads. */
export const RECOMMENDATIONS: readonly Recommendation[] = [
  {
    numbers: numbers('5.1.5', '5.1.5', '5.1.5'),
    title: 'Default service accounts are not actively used',
    note: '`no-service-account-token` takes the token; an account of its own is for the author of a pod to name',
    rule: {
      asks: 'the default service account should give nobody a token and have no roles',
      pod: podUsingDefaultAccount,
      object: objectUsingDefaultAccount,
    },
  },
  {
    numbers: numbers('5.1.6', '5.1.6', '5.1.6'),
    title: 'Service account tokens are only mounted where necessary',
    rule: { asks: 'nothing in the stream needs this token', ...needlessToken },
  },
  {
    numbers: numbers(undefined, '5.2.1', '5.2.1'),
    title: 'The cluster has an active policy control mechanism',
    why: 'a matter of the cluster: Pod Security admission or another policy engine',
  },
  {
    numbers: numbers('5.2.1', '5.2.2', '5.2.2'),
    title: 'No privileged containers',
    rule: { asks: 'no container should be privileged', pod: privileged },
  },
  {
    numbers: numbers('5.2.2', '5.2.3', '5.2.3'),
    title: "No containers in the node's process ID namespace",
    rule: { asks: "no pod should share its node's process IDs", pod: (pod) => hostNamespaces(pod, ['hostPID']) },
  },
  {
    numbers: numbers('5.2.3', '5.2.4', '5.2.4'),
    title: "No containers in the node's IPC namespace",
    rule: { asks: "no pod should share its node's IPC", pod: (pod) => hostNamespaces(pod, ['hostIPC']) },
  },
  {
    numbers: numbers('5.2.4', '5.2.5', '5.2.5'),
    title: "No containers in the node's network namespace",
    rule: { asks: "no pod should share its node's network", pod: (pod) => hostNamespaces(pod, ['hostNetwork']) },
  },
  {
    numbers: numbers('5.2.5', '5.2.6', '5.2.6'),
    title: 'No privilege escalation',
    rule: { asks: 'every container should say allowPrivilegeEscalation: false', pod: onLinux(mayEscalate) },
  },
  {
    numbers: numbers('5.2.6', '5.2.7', '5.2.7'),
    title: 'No root containers',
    rule: { asks: 'a runAsUser other than 0 or runAsNonRoot: true should rule out root', pod: mayBeRoot },
  },
  {
    numbers: numbers('5.2.7', '5.2.8', '5.2.8'),
    title: 'No containers with the NET_RAW capability',
    rule: { asks: 'every container should drop NET_RAW', pod: onLinux(keepsNetRaw) },
  },
  {
    numbers: numbers('5.2.8', '5.2.9', undefined),
    title: 'No containers with added capabilities',
    rule: { asks: 'no container should add capabilities', pod: addsCapabilities },
  },
  {
    numbers: numbers('5.2.9', '5.2.10', '5.2.9'),
    title: 'No containers with capabilities assigned',
    rule: { asks: 'every container should drop ALL', pod: onLinux(withoutDropAll) },
  },
  {
    numbers: numbers(undefined, '5.2.11', '5.2.10'),
    title: 'No Windows HostProcess containers',
    rule: { asks: 'no container should be a process of its Windows node', pod: windowsHostProcess },
  },
  {
    numbers: numbers(undefined, '5.2.12', '5.2.11'),
    title: 'No HostPath volumes',
    rule: { asks: 'no volume should be a path of the node', pod: hostPathVolumes },
  },
  {
    numbers: numbers(undefined, '5.2.13', '5.2.12'),
    title: 'No containers with HostPorts',
    rule: { asks: 'no container should take a port of the node', pod: hostPorts },
  },
  {
    numbers: numbers('5.7.1', '5.6.1', '5.6.1'),
    title: 'Namespaces are boundaries between resources',
    why: 'which workloads belong together no manifest tells',
  },
  {
    numbers: numbers('5.7.2', '5.6.2', '5.6.2'),
    title: "The seccomp profile of every pod is the runtime's own",
    rule: (version) => ({
      asks: 'every container should have the seccomp profile RuntimeDefault',
      pod: (pod) => (isDeclaredWindows(pod) ? [] : withoutRuntimeDefault(version === '1.6')(pod)),
    }),
  },
  {
    numbers: numbers('5.7.3', '5.6.3', '5.6.3'),
    title: 'Pods and containers have a security context',
    note: 'every control that writes security contexts',
    rule: { asks: 'every pod and every container should have a security context', pod: withoutSecurityContext },
  },
  {
    numbers: numbers('5.7.4', '5.6.4', '5.6.4'),
    title: 'The default namespace is not used',
    note: 'judged only: casehard moves nothing to another namespace',
    rule: { asks: 'nothing should run in the namespace default', pod: inDefaultNamespace },
  },
]

/** The CIS Kubernetes Benchmark, as far as manifests of workloads can meet it, with the numbers of each version. */
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
