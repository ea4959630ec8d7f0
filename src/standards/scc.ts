import { asList, asObject, asString } from '../kube/pod/pod.ts'
import { addedCapabilities, RESTRICTED_CAPABILITIES } from '../kube/pod/security-context.ts'
import { volumesOf } from '../kube/pod/volumes.ts'
import type { EvidenceContext, NumberRange, Pod } from '../model.ts'
import {
  contextOf,
  type ForbiddenField,
  findInOwnContexts,
  hasUserNamespace,
  hostNamespaces,
  hostPorts,
  inContainer,
  inPod,
  privileged,
} from '../pod-security/check.ts'
import { join } from '../pointer.ts'
import { checkerFromRules, type Standard, type StandardRule } from './standard.ts'

/** Volume types that both constraints allow. */
const VOLUMES: readonly string[] =
  'configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret'.split(' ')

/** The ids that `restricted-v3` allows within the user namespace of a pod. */
const NESTED_IDS: NumberRange = { min: 1000, max: 65534 }

const UID_RANGE = 'openshift.io/sa.scc.uid-range'

/** Returns the ids of a pod's namespace, `FIRST/COUNT` or `FIRST-LAST` in its annotation; undefined if the input lacks it. */
const namespaceRange = (pod: Pod, { input, settings }: EvidenceContext): NumberRange | undefined => {
  const name = pod.resource.namespace ?? settings.namespace
  const found = input.namespaces.find(({ resource }) => resource.name === name)
  const text = asString(asObject(asObject(found?.value.metadata).annotations)[UID_RANGE]) ?? ''
  const [, first, separator, second] = /^(\d+)([/-])(\d+)$/.exec(text) ?? []
  if (first === undefined || second === undefined) return undefined
  const min = Number(first)
  return { min, max: separator === '/' ? min + Number(second) - 1 : Number(second) }
}

type RangeFinder = (pod: Pod, context: EvidenceContext) => NumberRange | undefined

const isOutside = (id: unknown, range: NumberRange | undefined): boolean =>
  typeof id === 'number' && (range === undefined || id < range.min || id > range.max)

/** Finds explicit ids outside a range; without a known range every explicit one may be. */
const idsOutside =
  (rangeOf: RangeFinder, field: 'runAsUser' | 'fsGroup') =>
  (pod: Pod, context: EvidenceContext): ForbiddenField[] => {
    const range = rangeOf(pod, context)
    const own = isOutside(contextOf(pod.spec)[field], range) ? [inPod(pod, 'securityContext', field)] : []
    const containers = pod.containers.filter(({ value }) => isOutside(contextOf(value)[field], range))
    return [...own, ...containers.map((container) => inContainer(container, 'securityContext', field))]
  }

const groupsOutside = (pod: Pod): ForbiddenField[] =>
  asList(contextOf(pod.spec).supplementalGroups).flatMap((id, index) =>
    isOutside(id, NESTED_IDS) ? [inPod(pod, 'securityContext', 'supplementalGroups', index)] : [],
  )

const otherVolumes = (pod: Pod): ForbiddenField[] =>
  volumesOf(pod).flatMap(({ pointer, value }) =>
    Object.keys(value)
      .filter((key) => key !== 'name' && !VOLUMES.includes(key))
      .map((key) => ({ pointer: join(pointer, key) })),
  )

const otherCapabilities = (pod: Pod): ForbiddenField[] =>
  pod.containers
    .filter((container) => addedCapabilities(container).some((name) => !RESTRICTED_CAPABILITIES.includes(name)))
    .map((container) => inContainer(container, 'securityContext', 'capabilities', 'add'))

/** Finds explicit escalation; OpenShift sets what is unset. */
const escalation = (pod: Pod): ForbiddenField[] =>
  findInOwnContexts(pod, ['allowPrivilegeEscalation'], (context) => context.allowPrivilegeEscalation === true)

const otherProfiles = (pod: Pod): ForbiddenField[] => {
  const isOther = (context: ReturnType<typeof contextOf>): boolean => {
    const type = asObject(context.seccompProfile).type
    return type !== undefined && type !== 'RuntimeDefault'
  }
  return [
    ...(isOther(contextOf(pod.spec)) ? [inPod(pod, 'securityContext', 'seccompProfile')] : []),
    ...findInOwnContexts(pod, ['seccompProfile'], isOther),
  ]
}

const COMMON: readonly (StandardRule & { check: string })[] = [
  { check: 'allowPrivilegedContainer', requirement: 'containers must not be privileged', pod: privileged },
  {
    check: 'allowPrivilegeEscalation',
    requirement: 'containers must not allow privilege escalation',
    pod: escalation,
  },
  { check: 'allowHost', requirement: 'pods must not share host namespaces', pod: (pod) => hostNamespaces(pod) },
  { check: 'allowHostPorts', requirement: 'host ports must not be used', pod: hostPorts },
  {
    check: 'allowedCapabilities',
    requirement: 'containers may add only NET_BIND_SERVICE',
    pod: otherCapabilities,
  },
  { check: 'seccompProfiles', requirement: 'the seccomp profile must be RuntimeDefault', pod: otherProfiles },
  { check: 'volumes', requirement: `volumes must be of the types ${VOLUMES.join(', ')}`, pod: otherVolumes },
]

const idRules = (rangeOf: RangeFinder, range: string): (StandardRule & { check: string })[] =>
  (['runAsUser', 'fsGroup'] as const).map((field) => ({
    check: field,
    requirement: `${field} must be ${range}, or unset`,
    pod: idsOutside(rangeOf, field),
  }))

const RULES: Readonly<Record<string, readonly (StandardRule & { check: string })[]>> = {
  'restricted-v2': [...COMMON, ...idRules(namespaceRange, 'in the range of the namespace, which OpenShift assigns')],
  'restricted-v3': [
    ...COMMON,
    ...idRules(() => NESTED_IDS, `from ${NESTED_IDS.min} to ${NESTED_IDS.max}`),
    { check: 'supplementalGroups', requirement: 'groups must be from 1000 to 65534', pod: groupsOutside },
    {
      check: 'userNamespaceLevel',
      requirement: 'pods must have a user namespace (hostUsers: false)',
      pod: (pod) => (hasUserNamespace(pod) ? [] : [inPod(pod, 'hostUsers')]),
    },
  ],
}

/**
 * The security context constraints of OpenShift that every authenticated user may use. They set what is unset, so only
 * explicit values violate them.
 * https://github.com/openshift/cluster-kube-apiserver-operator/tree/master/bindata/bootkube/scc-manifests
 */
export const SCC: readonly Standard[] = Object.entries(RULES).map(([name, rules]) => ({
  name: `scc:${name}`,
  // The major version of OpenShift.
  versions: ['4'],
  checkerFor: () => checkerFromRules(rules),
}))
