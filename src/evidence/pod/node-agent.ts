import { asList, asObject } from '../../kube/pod/pod.ts'
import { addedCapabilities, isPrivileged } from '../../kube/pod/security-context.ts'
import { hostPathsNamed, hostPathsOf, mountsOf } from '../../kube/pod/volumes.ts'
import type {
  Container,
  Evidence,
  EvidenceContext,
  InputEvidence,
  Json,
  JsonObject,
  NodeAgent,
  Pod,
} from '../../model.ts'
import { evidenceAt } from '../evidence.ts'

interface Sign {
  text: string
  evidence: Evidence
}

/** A single sign is common: a privileged init container that sets a sysctl, a Deployment with one hostPath. */
const FEWEST_SIGNS = 2

const HOST_CAPABILITIES = /^(?:CAP_)?(?:ALL|SYS_ADMIN|NET_ADMIN|NET_RAW|BPF|PERFMON|SYS_PTRACE|SYS_MODULE)$/i

/** The most hostPaths that are named; agents mount a dozen. */
const MOST_NAMED = 3

const HOST_NAMESPACES: readonly string[] = ['hostNetwork', 'hostPID', 'hostIPC']

const PRIORITIES = ['system-node-critical', 'system-cluster-critical']

/** Objects that register a node plugin, as `group/Kind`. */
const REGISTRATIONS: readonly string[] = ['storage.k8s.io/CSIDriver', 'node.k8s.io/RuntimeClass']

const signAt = (pod: Pod, pointer: string, text: string, quote = text): Sign => ({
  text,
  evidence: evidenceAt(pod, pointer, quote),
})

const securitySigns = (pod: Pod): Sign[] => {
  const { containers } = pod
  const at = (container: Container, field: string): string => `${container.pointer}/securityContext/${field}`
  const powersOf = (container: Container): string[] =>
    addedCapabilities(container).filter((name) => HOST_CAPABILITIES.test(name))
  const privileged = containers.find(isPrivileged)
  const powerful = containers.find((container) => powersOf(container).length > 0)
  const names = [...new Set(containers.flatMap(powersOf))].join(', ')
  return [
    ...(privileged === undefined ? [] : [signAt(pod, at(privileged, 'privileged'), 'privileged', 'privileged: true')]),
    ...(powerful === undefined
      ? []
      : [signAt(pod, at(powerful, 'capabilities/add'), names, `capabilities.add: ${names}`)]),
  ]
}

const hostSigns = (pod: Pod): Sign[] => {
  const [field, ...others] = HOST_NAMESPACES.filter((name) => pod.spec[name] === true)
  const volumes = hostPathsOf(pod)
  const paths = volumes.slice(0, MOST_NAMED).map(({ written }) => written)
  const more = volumes.length > MOST_NAMED ? ` and ${volumes.length - MOST_NAMED} more` : ''
  const names = [field, ...others].join(', ')
  return [
    ...(field === undefined ? [] : [signAt(pod, `${pod.pointer}/${field}`, names, `${field}: true`)]),
    ...volumes
      .slice(0, 1)
      .map(({ pointer }) => signAt(pod, `${pointer}/hostPath`, `hostPath ${paths.join(', ')}${more}`)),
  ]
}

const toleratesAll = (item: Json): boolean => {
  const { operator, key } = asObject(item)
  return operator === 'Exists' && (key === undefined || key === null || key === '')
}

const schedulingSigns = (pod: Pod): Sign[] => {
  const { priorityClassName, tolerations } = pod.spec
  const priority = PRIORITIES.find((name) => name === priorityClassName)
  const index = asList(tolerations).findIndex(toleratesAll)
  return [
    ...(priority === undefined
      ? []
      : [signAt(pod, `${pod.pointer}/priorityClassName`, priority, `priorityClassName: ${priority}`)]),
    ...(index === -1 ? [] : [signAt(pod, `${pod.pointer}/tolerations/${index}`, 'tolerates every taint')]),
  ]
}

const registrationSign = (input: InputEvidence): Sign[] => {
  const found = registered.get(input) ?? findRegistration(input)
  registered.set(input, found)
  return found
}

/** The results by input: the lookup is the same for all of its pods. */
const registered = new WeakMap<InputEvidence, Sign[]>()

const findRegistration = ({ objects }: InputEvidence): Sign[] =>
  objects
    .filter(({ resource: { apiVersion, kind } }) => REGISTRATIONS.includes(`${apiVersion.split('/')[0]}/${kind}`))
    .slice(0, 1)
    .map(
      ({ resource: { kind, name }, at }): Sign => ({
        text: `${kind} in the input`,
        evidence: { source: 'manifest', text: `${kind} "${name}"`, at },
      }),
    )

const find = (pod: Pod, { input }: EvidenceContext): NodeAgent | undefined => {
  const { resource, objectPointer } = pod
  const kind =
    resource.kind === 'DaemonSet' ? [signAt(pod, `${objectPointer}/kind`, 'DaemonSet', 'kind: DaemonSet')] : []
  const own = [...kind, ...securitySigns(pod), ...hostSigns(pod), ...schedulingSigns(pod)]
  const signals = own.length === 0 ? [] : [...own, ...registrationSign(input)]
  if (signals.length < FEWEST_SIGNS) return undefined
  return {
    text: `a node agent: ${signals.map(({ text }) => text).join(', ')}`,
    evidence: signals.map(({ evidence }) => evidence),
  }
}

/** The last result by pod spec: several controls look it up for each container. */
const remembered = new WeakMap<JsonObject, { pod: Pod; input: InputEvidence; agent: NodeAgent | undefined }>()

/**
 * Recognizes a node agent by at least two signs, otherwise returns undefined. Signs are a DaemonSet, a privileged
 * container, host namespaces, hostPath volumes, capabilities with effects outside the container, a system priority class,
 * a toleration of every taint, and objects that register a node plugin.
 */
export const nodeAgentOf = (pod: Pod, context: EvidenceContext): NodeAgent | undefined => {
  const known = remembered.get(pod.spec)
  const isSame = known?.pod.pointer === pod.pointer && known.pod.document === pod.document
  if (isSame && known?.input === context.input) return known.agent
  const agent = find(pod, context)
  remembered.set(pod.spec, { pod, input: context.input, agent })
  return agent
}

const hasHostPrivileges = (container: Container): boolean =>
  isPrivileged(container) || addedCapabilities(container).some((name) => HOST_CAPABILITIES.test(name))

/**
 * Returns whether a container can change its node: it shares host namespaces, mounts a hostPath volume writable, is
 * privileged or adds capabilities with effects outside the container.
 */
export const changesNode = (pod: Pod, container: Container): boolean =>
  HOST_NAMESPACES.some((field) => pod.spec[field] === true) ||
  mountsOf(container).some(({ name, value }) => value.readOnly !== true && hostPathsNamed(pod, name).length > 0) ||
  hasHostPrivileges(container)

/**
 * Returns whether a container itself accesses its node: it shares host namespaces, mounts a hostPath volume, is privileged
 * or adds capabilities with effects outside the container. Other containers of a node agent are ordinary ones.
 */
export const reachesNode = (pod: Pod, container: Container): boolean =>
  HOST_NAMESPACES.some((field) => pod.spec[field] === true) ||
  mountsOf(container).some(({ name }) => hostPathsNamed(pod, name).length > 0) ||
  hasHostPrivileges(container)
