import { findRuntimeSocket, type HostPath, hostPathsOf, isBelow, usesOf } from '../kube/pod/volumes.ts'
import type { Assessment, Control, EvidenceContext, Pod } from '../model.ts'
import { removeField, setField } from '../patch/operations.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { findNodeAccess, findReadPermission } from './common/node-access.ts'
import { cis, pss } from './common/references.ts'

const FILES_WITHOUT_SUFFIX = /^\/etc\/(?:[\w-]+-release|localtime|timezone|machine-id|hostname|hosts|passwd|group)$/

// Directories like /etc/cni/net.d and /var/lib/.cache have a dot too.
const FILE_SUFFIX = /[^/]\.(?!d$)[A-Za-z]\w*$/

const looksLikeFile = ({ path, type }: HostPath): boolean =>
  !type.startsWith('Directory') && (FILES_WITHOUT_SUFFIX.test(path) || FILE_SUFFIX.test(path))

/** Why an empty directory cannot stand in for the path, or undefined where it can. */
const findBlocker = (pod: Pod, volume: HostPath): string | undefined => {
  const { path, written, type } = volume
  if (/^(?:Socket|CharDevice|BlockDevice)$/.test(type)) return `${written} is of type ${type}`
  if (isBelow('/dev', path)) return `${written} holds devices`
  if (findRuntimeSocket(path) !== undefined) return `${written} leads to the socket of the container runtime`
  if (type.startsWith('File') || looksLikeFile(volume)) return `${written} is a file`
  const shared = usesOf(pod, volume.name).some(({ mount }) => mount.value.mountPropagation === 'Bidirectional')
  return shared ? `what is mounted below ${written} is meant for the node (Bidirectional)` : undefined
}

const assessVolume = (pod: Pod, volume: HostPath, context: EvidenceContext): Assessment => {
  if (findReadPermission(volume, context) !== undefined) return compliant(`${volume.pointer}/hostPath`)
  const blocker = findBlocker(pod, volume)
  const root = { value: volume.value, pointer: volume.pointer }
  return assessDecision(pod, {
    path: `${volume.pointer}/hostPath`,
    quote: `hostPath.path: ${volume.written}`,
    reason: `${volume.written} of the node was open to the pod`,
    ...findNodeAccess(
      pod,
      context,
      blocker === undefined
        ? `the manifest asks for ${volume.written} of the node`
        : `the manifest asks for ${volume.written} of the node, and an emptyDir cannot stand in for it: ${blocker}`,
      "use a persistentVolumeClaim, a configMap or an emptyDir where the data need not be the node's own",
    ),
    operations: blocker === undefined ? [...removeField(root, ['hostPath']), ...setField(root, ['emptyDir'], {})] : [],
  })
}

const control: Control = {
  id: 'no-host-path',
  title: 'No volume is a path of the node',
  rationale:
    "Files of the node hold its credentials, its other pods' data and its configuration: whoever reads or writes them can break out of the pod.",
  breaks:
    "Log shippers, node exporters, CNI and CSI agents find nothing where the node's files were, mostly without an error. Data that was kept on the node is no longer there, and is lost with the pod from then on.",
  references: [
    pss('hostPathVolumes', 'baseline', '1.0'),
    pss('restrictedVolumes', 'restricted', '1.0'),
    cis('1.12', '5.2.11'),
    cis('1.11', '5.2.12'),
  ],
  fields: ['/spec/volumes/*/hostPath', '/spec/volumes/*/emptyDir'],
  assess: (pod, context) => {
    const volumes = hostPathsOf(pod)
    return volumes.length > 0
      ? volumes.map((volume) => assessVolume(pod, volume, context))
      : [compliant(`${pod.pointer}/volumes`)]
  },
}

export default control
