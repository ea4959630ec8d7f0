import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import type { Container, Evidence, Json, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

/** Who may connect: any pod of the cluster, or anybody. */
export type FlowSource = 'cluster' | 'anywhere'

/** Connections to one port of a pod, and what in the stream shows that there are any. */
export interface Flow {
  port: number
  protocol: string
  from: FlowSource
  clue: Evidence
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

/** A port's number, or undefined for what is none. */
export const parsePort = (value: Json | undefined): number | undefined => {
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined
}

/** The containers that run as long as the pod does; the others are gone before anybody connects. */
export const servingContainers = (pod: Pod): Container[] =>
  pod.containers.filter(({ list, sidecar }) => list === 'containers' || sidecar)

/** The ports that the containers of a pod declare. */
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

/** The number that a port goes by in a pod: itself, or that of the declared port of this name; undefined where none is. */
export const resolvePort = (pod: Pod, port: Json | undefined): number | undefined =>
  parsePort(port) ?? declaredPorts(pod).find(({ name }) => name !== undefined && name === port)?.port

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const
const ACTIONS = ['httpGet', 'tcpSocket', 'grpc'] as const

const clueAt = (pod: Pod, pointer: string, text: string): Evidence => ({
  source: 'manifest',
  text,
  at: { document: pod.document, pointer },
})

/** The flows to ports that containers declare: nobody declares one that nobody connects to. */
export const declaredFlows = (pod: Pod): Flow[] =>
  declaredPorts(pod).map(({ container, index, port, protocol, hostPort }) => ({
    port,
    protocol,
    from: hostPort ? 'anywhere' : 'cluster',
    clue: clueAt(
      pod,
      join(container.pointer, 'ports', index),
      `containerPort ${port}${hostPort ? ' with a hostPort' : ''} of container "${container.name}"`,
    ),
  }))

/**
 * The flows to ports that probes ask, where a container listens for certain. The kubelet itself needs none: what comes
 * from a pod's own node always gets through.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const probeFlows = (pod: Pod): Flow[] =>
  servingContainers(pod).flatMap((container) =>
    PROBES.flatMap((probe) =>
      ACTIONS.flatMap((action): Flow[] => {
        const port = resolvePort(pod, asObject(asObject(container.value[probe])[action]).port)
        if (port === undefined) return []
        const pointer = join(container.pointer, probe, action, 'port')
        const text = `${probe} of container "${container.name}" asks port ${port}`
        return [{ port, protocol: 'TCP', from: 'cluster', clue: clueAt(pod, pointer, text) }]
      }),
    ),
  )

const SCRAPE_PORT = 'prometheus.io/port'

/** The flow that the annotations of Prometheus' well-known scrape configuration show. */
export const annotatedFlows = (pod: Pod): Flow[] => {
  const annotations = asObject(pod.metadata.annotations)
  const port = parsePort(annotations[SCRAPE_PORT])
  if (port === undefined || pod.metadataPointer === undefined || annotations['prometheus.io/scrape'] === 'false')
    return []
  const pointer = join(pod.metadataPointer, 'annotations', SCRAPE_PORT)
  return [{ port, protocol: 'TCP', from: 'cluster', clue: clueAt(pod, pointer, `${SCRAPE_PORT}: ${port}`) }]
}
