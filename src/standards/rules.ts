import { findLimitRangeDefault, lacksAmount } from '../controls/common/amount-limits.ts'
import { readSeccomp } from '../controls/common/seccomp.ts'
import { noServiceAccountToken } from '../controls/index.ts'
import { asList, asObject } from '../kube/pod/pod.ts'
import { isDeclaredNonRoot } from '../kube/pod/security-context.ts'
import { accountOf, isSubject } from '../kube/pod/service-accounts.ts'
import type { Assessment, Container, EvidenceContext, InputObject, Pod } from '../model.ts'
import {
  contextOf,
  type ForbiddenField,
  findInOwnContexts,
  inContainer,
  inPod,
  isDeclaredWindows,
} from '../pod-security/check.ts'
import { join } from '../pointer.ts'

/** Finds containers that may run as root: neither `runAsUser` nor `runAsNonRoot` prevents it. */
export const mayBeRoot = (pod: Pod): ForbiddenField[] =>
  pod.containers
    .filter((container) => !isDeclaredNonRoot(pod, container))
    .map((container) => inContainer(container, 'securityContext', 'runAsNonRoot'))

const capabilityNames = (container: Container, list: 'add' | 'drop'): string[] =>
  asList(asObject(contextOf(container.value).capabilities)[list]).map(String)

/** Finds containers with NET_RAW, which container runtimes grant unless it is dropped. */
export const keepsNetRaw = (pod: Pod): ForbiddenField[] =>
  pod.containers.flatMap((container) => {
    const added = capabilityNames(container, 'add').findIndex((name) => name === 'NET_RAW' || name === 'ALL')
    if (added !== -1) return [inContainer(container, 'securityContext', 'capabilities', 'add', added)]
    const dropped = capabilityNames(container, 'drop').some((name) => name === 'NET_RAW' || name === 'ALL')
    return dropped ? [] : [inContainer(container, 'securityContext', 'capabilities', 'drop')]
  })

/** Finds all added capabilities. */
export const addsCapabilities = (pod: Pod): ForbiddenField[] =>
  pod.containers.flatMap((container) =>
    capabilityNames(container, 'add').map((_, i) =>
      inContainer(container, 'securityContext', 'capabilities', 'add', i),
    ),
  )

/**
 * Finds containers with a seccomp profile other than RuntimeDefault, Localhost included.
 * @param annotations whether the alpha annotations count, as they did before Kubernetes 1.27
 */
export const withoutRuntimeDefault =
  (annotations: boolean) =>
  (pod: Pod): ForbiddenField[] => {
    const typeOf = (container?: Container): string | undefined => {
      const { type, translation } = readSeccomp(pod, container)
      return translation !== undefined && !annotations ? undefined : type
    }
    const whole = typeOf()
    const wrong = pod.containers.filter((container) => (typeOf(container) ?? whole) !== 'RuntimeDefault')
    return wrong.map((container) =>
      whole === undefined || typeOf(container) !== undefined
        ? inContainer(container, 'securityContext', 'seccompProfile')
        : { container: container.name, ...inPod(pod, 'securityContext', 'seccompProfile') },
    )
  }

/** Finds pods and containers with an empty security context, or without one. */
export const withoutSecurityContext = (pod: Pod): ForbiddenField[] => [
  ...(Object.keys(contextOf(pod.spec)).length === 0 ? [inPod(pod, 'securityContext')] : []),
  ...pod.containers
    .filter(({ value }) => Object.keys(contextOf(value)).length === 0)
    .map((container) => inContainer(container, 'securityContext')),
]

/** Finds Linux containers with a writable root filesystem. */
export const writableRoot = (pod: Pod): ForbiddenField[] =>
  isDeclaredWindows(pod)
    ? []
    : findInOwnContexts(pod, ['readOnlyRootFilesystem'], (context) => context.readOnlyRootFilesystem !== true)

/** Finds containers without a limit for CPU or memory, neither their own nor from a LimitRange of the input. */
export const withoutLimits = (pod: Pod, context: EvidenceContext): ForbiddenField[] =>
  pod.containers
    .filter(({ list }) => list !== 'ephemeralContainers')
    .flatMap((container) =>
      ['cpu', 'memory']
        .filter((name) => lacksAmount(pod, container, { list: 'limits', name }))
        .filter((name) => findLimitRangeDefault(pod, 'limits', name, context) === undefined)
        .map((name) => inContainer(container, 'resources', 'limits', name)),
    )

/** Returns whether an assessment means that a token is mounted and no evidence in the input needs it. */
const isNeedless = ({ state, objection }: Assessment): boolean =>
  state !== 'compliant' && objection?.cause !== 'evidence'

const fieldsOf = (assessments: readonly Assessment[]): ForbiddenField[] =>
  assessments.map(({ path }) => ({ pointer: path }))

/** Finds pods and service accounts with a token that nothing in the input needs. */
export const needlessToken = {
  pod: (pod: Pod, context: EvidenceContext): ForbiddenField[] =>
    fieldsOf(noServiceAccountToken.assess(pod, context).filter(isNeedless)),
  object: (
    ...[object, context]: Parameters<NonNullable<typeof noServiceAccountToken.objects>['assess']>
  ): ForbiddenField[] =>
    object.resource.kind === 'ServiceAccount' && object.resource.apiVersion === 'v1'
      ? fieldsOf((noServiceAccountToken.objects?.assess(object, context) ?? []).filter(isNeedless))
      : [],
}

const DEFAULT_ACCOUNT = 'default'
const TOKEN_FIELD = 'automountServiceAccountToken'

/** Finds pods that mount a token of their namespace's default service account. */
export const podUsingDefaultAccount = (pod: Pod, context: EvidenceContext): ForbiddenField[] =>
  accountOf(pod).name === DEFAULT_ACCOUNT &&
  noServiceAccountToken.assess(pod, context).some(({ state }) => state !== 'compliant')
    ? [inPod(pod, 'serviceAccountName')]
    : []

/** Finds default service accounts that do not disable their token, and role bindings of default service accounts. */
export const objectUsingDefaultAccount = (
  object: InputObject,
  { input, settings }: EvidenceContext,
): ForbiddenField[] => {
  const { resource, value, at } = object
  if (resource.kind === 'ServiceAccount' && resource.apiVersion === 'v1')
    return resource.name === DEFAULT_ACCOUNT && value[TOKEN_FIELD] !== false
      ? [{ pointer: join(at.pointer, TOKEN_FIELD) }]
      : []
  return input.bindings
    .filter((binding) => binding.resource === resource)
    .flatMap(({ subjects }) =>
      subjects
        .filter(({ subject }) => subject.kind !== 'Group' && isSubject(subject, { name: DEFAULT_ACCOUNT }, settings))
        .map((bound) => ({ pointer: bound.at.pointer })),
    )
}
