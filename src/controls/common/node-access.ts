import { nodeAgentOf } from '../../evidence/pod/node-agent.ts'
import { type HostPath, isBelow, normalHostPath } from '../../kube/pod/volumes.ts'
import type { Evidence, EvidenceContext, Pod } from '../../model.ts'

/** Why access to the node is left alone, in the words of what the workload is. */
export interface NodeAccess {
  holdReason: string
  hint: string
  evidence: Evidence[]
}

/**
 * What a held entry says of access to the node that a manifest asks for. Of a node agent it says that it is one, and
 * that it may be exempt; of other pods only that the manifest asks, with the hint that is given.
 */
export const findNodeAccess = (pod: Pod, context: EvidenceContext, holdReason: string, hint: string): NodeAccess => {
  const agent = nodeAgentOf(pod, context)
  if (agent === undefined) return { holdReason, hint, evidence: [] }
  return {
    holdReason: `${holdReason}, and the pod is ${agent.text}`,
    hint: `exempt it if it has to access the node; otherwise ${hint}`,
    evidence: agent.clues,
  }
}

/** What a read-only mount does not protect: whoever opens it can write to what is behind it. */
const isChannel = ({ path, type }: HostPath): boolean =>
  /^(?:Socket|CharDevice|BlockDevice)$/.test(type) || path.endsWith('.sock') || isBelow('/dev', path)

/**
 * The words of the configuration that let pods read a path of the node, which has to be below a path of the list by
 * whole elements; undefined where nothing does, and for sockets, devices and paths with `..`.
 */
export const findReadPermission = (volume: HostPath, { settings }: EvidenceContext): Evidence | undefined => {
  if (isChannel(volume) || volume.path.split('/').includes('..')) return undefined
  const found = settings.readableHostPaths?.find((path) => isBelow(normalHostPath(path), volume.path))
  return found === undefined
    ? undefined
    : { source: 'configuration', text: `no-host-path allows pods to read ${found}` }
}
