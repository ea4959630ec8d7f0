import { findLimitRangeDefault, lacksAmount } from '../controls/common/amount-limits.ts'
import { readSeccomp } from '../controls/common/seccomp.ts'
import { noServiceAccountToken } from '../controls/index.ts'
import { asList, asObject } from '../kube/pod/pod.ts'
import { isDeclaredNonRoot } from '../kube/pod/security-context.ts'
import type { Assessment, Container, EvidenceContext, Pod } from '../model.ts'
import {
  contextOf,
  type Finding,
  findInOwnContexts,
  inContainer,
  inPod,
  isDeclaredWindows,
} from '../pod-security/check.ts'

/** Containers that neither their user nor `runAsNonRoot` keeps from running as root. */
export const mayBeRoot = (pod: Pod): Finding[] =>
  pod.containers
    .filter((container) => !isDeclaredNonRoot(pod, container))
    .map((container) => inContainer(container, 'securityContext', 'runAsNonRoot'))

const names = (container: Container, list: 'add' | 'drop'): string[] =>
  asList(asObject(contextOf(container.value).capabilities)[list]).map(String)

/** Linux containers that keep NET_RAW, which runtimes grant unless it is dropped. */
export const keepsNetRaw = (pod: Pod): Finding[] =>
  pod.containers.flatMap((container) => {
    const added = names(container, 'add').findIndex((name) => name === 'NET_RAW' || name === 'ALL')
    if (added !== -1) return [inContainer(container, 'securityContext', 'capabilities', 'add', added)]
    const dropped = names(container, 'drop').some((name) => name === 'NET_RAW' || name === 'ALL')
    return dropped ? [] : [inContainer(container, 'securityContext', 'capabilities', 'drop')]
  })

/** Capabilities that containers add, whichever they are. */
export const addsCapabilities = (pod: Pod): Finding[] =>
  pod.containers.flatMap((container) =>
    names(container, 'add').map((_, i) => inContainer(container, 'securityContext', 'capabilities', 'add', i)),
  )

/**
 * Pods and containers whose seccomp profile is not the runtime's own, a Localhost one included.
 * @param annotations whether the alpha annotations still count, as they did before Kubernetes 1.27
 */
export const withoutRuntimeDefault =
  (annotations: boolean) =>
  (pod: Pod): Finding[] => {
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

/** Pods and containers without a security context that says anything. */
export const withoutSecurityContext = (pod: Pod): Finding[] => [
  ...(Object.keys(contextOf(pod.spec)).length === 0 ? [inPod(pod, 'securityContext')] : []),
  ...pod.containers
    .filter(({ value }) => Object.keys(contextOf(value)).length === 0)
    .map((container) => inContainer(container, 'securityContext')),
]

/** Linux containers that can write to the file system of their image. */
export const writableRoot = (pod: Pod): Finding[] =>
  isDeclaredWindows(pod)
    ? []
    : findInOwnContexts(pod, ['readOnlyRootFilesystem'], (context) => context.readOnlyRootFilesystem !== true)

/** Containers without a limit for a resource, which no LimitRange of the stream gives them either. */
export const withoutLimits = (pod: Pod, context: EvidenceContext): Finding[] =>
  pod.containers
    .filter(({ list }) => list !== 'ephemeralContainers')
    .flatMap((container) =>
      ['cpu', 'memory']
        .filter((name) => lacksAmount(pod, container, { list: 'limits', name }))
        .filter((name) => findLimitRangeDefault(pod, 'limits', name, context) === undefined)
        .map((name) => inContainer(container, 'resources', 'limits', name)),
    )

/** Whether a judgement of the token finds one that is mounted and that nothing in the stream needs. */
const isNeedless = ({ state, objection }: Assessment): boolean =>
  state !== 'compliant' && objection?.cause !== 'evidence'

const placesOf = (assessments: readonly Assessment[]): Finding[] => assessments.map(({ path }) => ({ pointer: path }))

/** Pods and service accounts whose token nothing in the stream needs. */
export const needlessToken = {
  pod: (pod: Pod, context: EvidenceContext): Finding[] =>
    placesOf(noServiceAccountToken.assess(pod, context).filter(isNeedless)),
  object: (...[object, context]: Parameters<NonNullable<typeof noServiceAccountToken.objects>['assess']>): Finding[] =>
    object.resource.kind === 'ServiceAccount' && object.resource.apiVersion === 'v1'
      ? placesOf((noServiceAccountToken.objects?.assess(object, context) ?? []).filter(isNeedless))
      : [],
}
