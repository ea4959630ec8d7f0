import type { Pod } from '../model.ts'
import { type Finding, findInContexts, findInOwnContexts, inContainer, inPod, isGiven } from './pod-security-check.ts'
import { asList, asObject } from './pods.ts'

/** Ports of the node that containers take; the API gives those of a Pod on the host network, but not of a template. */
export const hostPorts = (pod: Pod): Finding[] => {
  const defaulted = pod.spec.hostNetwork === true && pod.resource.kind === 'Pod'
  return pod.containers.flatMap((container) =>
    asList(container.value.ports).flatMap((port, i) => {
      const { hostPort, containerPort } = asObject(port)
      const implied = defaulted && container.list !== 'ephemeralContainers' ? containerPort : undefined
      return hostPort || implied ? [inContainer(container, 'ports', i, 'hostPort')] : []
    }),
  )
}

/** Which of the namespaces of the node the pod takes: `hostNetwork`, `hostPID`, `hostIPC`. */
export const hostNamespaces = (pod: Pod, fields = ['hostNetwork', 'hostPID', 'hostIPC']): Finding[] =>
  fields.filter((field) => pod.spec[field] === true).map((field) => inPod(pod, field))

/** Volumes that are paths of the node. */
export const hostPathVolumes = (pod: Pod): Finding[] =>
  asList(pod.spec.volumes).flatMap((volume, i) =>
    isGiven(asObject(volume).hostPath) ? [inPod(pod, 'volumes', i, 'hostPath')] : [],
  )

/** Containers that are privileged. */
export const privileged = (pod: Pod): Finding[] =>
  findInOwnContexts(pod, ['privileged'], (context) => context.privileged === true)

/** Containers, and pods, that are processes of their Windows node. */
export const windowsHostProcess = (pod: Pod): Finding[] =>
  findInContexts(pod, ['windowsOptions', 'hostProcess'], (value) => value === true)
