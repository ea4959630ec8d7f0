import { asList, asObject } from '../../kube/pod/pod.ts'
import { addedCapabilities, isPrivileged } from '../../kube/pod/security-context.ts'
import { hostPathsOf, mountsOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, InputEvidence, Json, JsonObject, Pod } from '../../model.ts'
import { evidenceAt } from '../evidence-at.ts'

/** A workload that serves the node it runs on: a network or storage plug-in, an exporter, a log shipper. */
export interface NodeAgent {
  /** What it is, and what shows it: `a node agent: DaemonSet, hostNetwork, hostPath /proc, /sys`. */
  text: string
  clues: Evidence[]
}

interface Signal {
  text: string
  clue: Evidence
}

/** One sign alone is common: a privileged init container that sets a sysctl, a Deployment with one path of the node. */
const ENOUGH = 2

const POWERS = /^(?:CAP_)?(?:ALL|SYS_ADMIN|NET_ADMIN|NET_RAW|BPF|PERFMON|SYS_PTRACE|SYS_MODULE)$/i

/** How many of its paths are said; agents mount a dozen. */
const TOLD = 3

const HOST_NAMESPACES: readonly string[] = ['hostNetwork', 'hostPID', 'hostIPC']

const PRIORITIES = ['system-node-critical', 'system-cluster-critical']

/** Objects by which a plug-in of the node makes itself known, by API group and kind. */
const REGISTRATIONS: readonly string[] = ['storage.k8s.io/CSIDriver', 'node.k8s.io/RuntimeClass']

const signal = (pod: Pod, pointer: string, text: string, quote = text): Signal => ({
  text,
  clue: evidenceAt(pod, pointer, quote),
})

const securitySignals = (pod: Pod): Signal[] => {
  const { containers } = pod
  const at = (container: Container, field: string): string => `${container.pointer}/securityContext/${field}`
  const powersOf = (container: Container): string[] => addedCapabilities(container).filter((name) => POWERS.test(name))
  const privileged = containers.find(isPrivileged)
  const powerful = containers.find((container) => powersOf(container).length > 0)
  const names = [...new Set(containers.flatMap(powersOf))].join(', ')
  return [
    ...(privileged === undefined ? [] : [signal(pod, at(privileged, 'privileged'), 'privileged', 'privileged: true')]),
    ...(powerful === undefined
      ? []
      : [signal(pod, at(powerful, 'capabilities/add'), names, `capabilities.add: ${names}`)]),
  ]
}

const hostSignals = (pod: Pod): Signal[] => {
  const [field, ...others] = HOST_NAMESPACES.filter((name) => pod.spec[name] === true)
  const volumes = hostPathsOf(pod)
  const paths = volumes.slice(0, TOLD).map(({ written }) => written)
  const more = volumes.length > TOLD ? ` and ${volumes.length - TOLD} more` : ''
  const names = [field, ...others].join(', ')
  return [
    ...(field === undefined ? [] : [signal(pod, `${pod.pointer}/${field}`, names, `${field}: true`)]),
    ...volumes
      .slice(0, 1)
      .map(({ pointer }) => signal(pod, `${pointer}/hostPath`, `hostPath ${paths.join(', ')}${more}`)),
  ]
}

const toleratesAll = (item: Json): boolean => {
  const { operator, key } = asObject(item)
  return operator === 'Exists' && (key === undefined || key === null || key === '')
}

const schedulingSignals = (pod: Pod): Signal[] => {
  const { priorityClassName, tolerations } = pod.spec
  const priority = PRIORITIES.find((name) => name === priorityClassName)
  const index = asList(tolerations).findIndex(toleratesAll)
  return [
    ...(priority === undefined
      ? []
      : [signal(pod, `${pod.pointer}/priorityClassName`, priority, `priorityClassName: ${priority}`)]),
    ...(index === -1 ? [] : [signal(pod, `${pod.pointer}/tolerations/${index}`, 'tolerates every taint')]),
  ]
}

const registrationSignal = (stream: InputEvidence): Signal[] => {
  const found = registered.get(stream) ?? findRegistration(stream)
  registered.set(stream, found)
  return found
}

/** What was found of each stream: all of its pods ask. */
const registered = new WeakMap<InputEvidence, Signal[]>()

const findRegistration = ({ objects }: InputEvidence): Signal[] =>
  objects
    .filter(({ resource: { apiVersion, kind } }) => REGISTRATIONS.includes(`${apiVersion.split('/')[0]}/${kind}`))
    .slice(0, 1)
    .map(({ resource: { kind, name }, at }) => ({
      text: `${kind} in the stream`,
      clue: { source: 'manifest', text: `${kind} "${name}"`, at },
    }))

const find = (pod: Pod, { input }: EvidenceContext): NodeAgent | undefined => {
  const { resource, objectPointer } = pod
  const kind =
    resource.kind === 'DaemonSet' ? [signal(pod, `${objectPointer}/kind`, 'DaemonSet', 'kind: DaemonSet')] : []
  const own = [...kind, ...securitySignals(pod), ...hostSignals(pod), ...schedulingSignals(pod)]
  const signals = own.length === 0 ? [] : [...own, ...registrationSignal(input)]
  if (signals.length < ENOUGH) return undefined
  return {
    text: `a node agent: ${signals.map(({ text }) => text).join(', ')}`,
    clues: signals.map(({ clue: evidence }) => evidence),
  }
}

/** What was found last of a pod spec: all of its containers and several controls ask. */
const remembered = new WeakMap<JsonObject, { pod: Pod; stream: InputEvidence; agent: NodeAgent | undefined }>()

/**
 * The node agent that a pod is; undefined where fewer than two signs speak for one: a DaemonSet,
 * a privileged container, namespaces of the node, its paths, capabilities that reach out of the container, a system
 * priority, a toleration of every taint, objects that register a plug-in of the node.
 */
export const nodeAgentOf = (pod: Pod, context: EvidenceContext): NodeAgent | undefined => {
  const known = remembered.get(pod.spec)
  const isSame = known?.pod.pointer === pod.pointer && known.pod.document === pod.document
  if (isSame && known?.stream === context.input) return known.agent
  const agent = find(pod, context)
  remembered.set(pod.spec, { pod, stream: context.input, agent })
  return agent
}

const hasPowers = (container: Container): boolean =>
  isPrivileged(container) || addedCapabilities(container).some((name) => POWERS.test(name))

/**
 * Whether a container does more with its node than read its files: it shares namespaces of the node, may write to a
 * path of it, is privileged or has capabilities that reach out.
 */
export const changesNode = (pod: Pod, container: Container): boolean => {
  const paths = hostPathsOf(pod).map(({ name }) => name)
  return (
    HOST_NAMESPACES.some((field) => pod.spec[field] === true) ||
    mountsOf(container).some(({ name, value }) => value.readOnly !== true && paths.includes(name)) ||
    hasPowers(container)
  )
}

/**
 * Whether a container has a hand in what makes its pod a node agent: it shares namespaces of the node, mounts a path of
 * it, is privileged or has capabilities that reach out. Its neighbours without are ordinary containers.
 */
export const reachesNode = (pod: Pod, container: Container): boolean => {
  const paths = hostPathsOf(pod).map(({ name }) => name)
  return (
    HOST_NAMESPACES.some((field) => pod.spec[field] === true) ||
    mountsOf(container).some(({ name }) => paths.includes(name)) ||
    hasPowers(container)
  )
}
