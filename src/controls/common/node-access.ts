import { nodeAgentOf } from '../../evidence/pod/node-agent.ts'
import { type HostPath, isBelow, normalHostPath } from '../../kube/pod/volumes.ts'
import type { Evidence, EvidenceContext, Pod } from '../../model.ts'

/** Why access to the node is held. */
export interface NodeAccess {
  holdReason: string
  hint: string
  evidence: Evidence[]
}

/**
 * Explains why access to the node is held. For a node agent it adds that the pod is one and can be exempt; for other
 * pods it returns the reason and hint as given.
 */
export const findNodeAccess = (pod: Pod, context: EvidenceContext, holdReason: string, hint: string): NodeAccess => {
  const agent = nodeAgentOf(pod, context)
  if (agent === undefined) return { holdReason, hint, evidence: [] }
  return {
    holdReason: `${holdReason}, and the pod is ${agent.text}`,
    hint: `exempt it if it has to access the node; otherwise ${hint}`,
    evidence: agent.evidence,
  }
}

/** Sockets and devices: a read-only mount does not prevent writing through them. */
const isChannel = ({ path, type }: HostPath): boolean =>
  /^(?:Socket|CharDevice|BlockDevice)$/.test(type) || path.endsWith('.sock') || isBelow('/dev', path)

/**
 * Finds the configuration entry that allows pods to read a hostPath: one of its parent directories, or the path itself.
 * Undefined without one, and for sockets, devices and paths with `..`.
 */
export const findReadPermission = (volume: HostPath, { settings }: EvidenceContext): Evidence | undefined => {
  if (isChannel(volume) || volume.path.split('/').includes('..')) return undefined
  const found = settings.readableHostPaths?.find((path) => isBelow(normalHostPath(path), volume.path))
  return found === undefined
    ? undefined
    : { source: 'configuration', text: `no-host-path allows pods to read ${found}` }
}
