import { evidenceAt } from '../../evidence/evidence.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import type { Container, Evidence, Json, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

/** Where connections come from: pods of the cluster, or any address. */
export type FlowSource = 'cluster' | 'anywhere'

/** Connections to one port of a pod, with the evidence for them. */
export interface Flow {
  port: number
  protocol: string
  from: FlowSource
  evidence: Evidence
}

/** A port that a container declares. */
export interface DeclaredPort {
  container: Container
  index: number
  name?: string
  port: number
  protocol: string
  hostPort: boolean
}

/** Parses a port number, also from a string of digits; undefined if it is not a valid port. */
export const parsePort = (value: Json | undefined): number | undefined => {
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined
}

/** Returns the containers that run as long as the pod does; init containers end before it receives connections. */
export const servingContainers = (pod: Pod): Container[] =>
  pod.containers.filter(({ list, sidecar }) => list === 'containers' || sidecar)

/** Returns the ports that the containers of a pod declare. */
export const declaredPorts = (pod: Pod): DeclaredPort[] =>
  servingContainers(pod).flatMap((container) =>
    asList(container.value.ports).flatMap((item, index): DeclaredPort[] => {
      const { name, containerPort, protocol, hostPort } = asObject(item)
      const port = parsePort(containerPort)
      if (port === undefined) return []
      const named = asString(name)
      return [
        {
          container,
          index,
          ...(named === undefined ? {} : { name: named }),
          port,
          protocol: asString(protocol) ?? 'TCP',
          hostPort: parsePort(hostPort) !== undefined,
        },
      ]
    }),
  )

/** Resolves a port of a pod, a number or the name of a declared port, to its number; undefined if there is no such port. */
export const resolvePort = (pod: Pod, port: Json | undefined): number | undefined =>
  parsePort(port) ?? declaredPorts(pod).find(({ name }) => name !== undefined && name === port)?.port

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const
const ACTIONS = ['httpGet', 'tcpSocket', 'grpc'] as const

/** Finds the flows to declared container ports. */
export const declaredFlows = (pod: Pod): Flow[] =>
  declaredPorts(pod).map(({ container, index, port, protocol, hostPort }) => ({
    port,
    protocol,
    from: hostPort ? 'anywhere' : 'cluster',
    evidence: evidenceAt(
      pod,
      join(container.pointer, 'ports', index),
      `containerPort ${port}${hostPort ? ' with a hostPort' : ''} of container "${container.name}"`,
    ),
  }))

/**
 * Finds the flows to ports that probes connect to, on which a container certainly listens. The kubelet itself needs no
 * rule: traffic from a pod's own node is always allowed.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const probeFlows = (pod: Pod): Flow[] =>
  servingContainers(pod).flatMap((container) =>
    PROBES.flatMap((probe) =>
      ACTIONS.flatMap((action): Flow[] => {
        const port = resolvePort(pod, asObject(asObject(container.value[probe])[action]).port)
        if (port === undefined) return []
        const pointer = join(container.pointer, probe, action, 'port')
        const text = `${probe} of container "${container.name}" connects to port ${port}`
        return [{ port, protocol: 'TCP', from: 'cluster', evidence: evidenceAt(pod, pointer, text) }]
      }),
    ),
  )

const SCRAPE_PORT = 'prometheus.io/port'

/** Finds the flow that the conventional annotations for Prometheus declare. */
export const annotatedFlows = (pod: Pod): Flow[] => {
  const annotations = asObject(pod.metadata.annotations)
  const port = parsePort(annotations[SCRAPE_PORT])
  if (port === undefined || pod.metadataPointer === undefined || annotations['prometheus.io/scrape'] === 'false')
    return []
  const pointer = join(pod.metadataPointer, 'annotations', SCRAPE_PORT)
  return [{ port, protocol: 'TCP', from: 'cluster', evidence: evidenceAt(pod, pointer, `${SCRAPE_PORT}: ${port}`) }]
}
