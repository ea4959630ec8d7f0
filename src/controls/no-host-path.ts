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

/** Finds why an emptyDir cannot replace a hostPath; undefined if it can. */
const findBlocker = (pod: Pod, volume: HostPath): string | undefined => {
  const { path, written, type } = volume
  if (/^(?:Socket|CharDevice|BlockDevice)$/.test(type)) return `${written} is of type ${type}`
  if (isBelow('/dev', path)) return `${written} contains devices`
  if (findRuntimeSocket(path) !== undefined) return `${written} leads to the container runtime socket`
  if (type.startsWith('File') || looksLikeFile(volume)) return `${written} is a file`
  const shared = usesOf(pod, volume.name).some(({ mount }) => mount.value.mountPropagation === 'Bidirectional')
  return shared ? `mounts below ${written} propagate to the node (mountPropagation: Bidirectional)` : undefined
}

const assessVolume = (pod: Pod, volume: HostPath, context: EvidenceContext): Assessment => {
  if (findReadPermission(volume, context) !== undefined) return compliant(`${volume.pointer}/hostPath`)
  const blocker = findBlocker(pod, volume)
  const root = { value: volume.value, pointer: volume.pointer }
  return assessDecision(pod, {
    path: `${volume.pointer}/hostPath`,
    quote: `hostPath.path: ${volume.written}`,
    reason: `the pod could access ${volume.written} on the node`,
    ...findNodeAccess(
      pod,
      context,
      blocker === undefined
        ? `the manifest mounts hostPath ${volume.written}`
        : `the manifest mounts hostPath ${volume.written}, and an emptyDir cannot replace it: ${blocker}`,
      'use a persistentVolumeClaim, a configMap or an emptyDir unless the pod needs data of the node',
    ),
    operations: blocker === undefined ? [...removeField(root, ['hostPath']), ...setField(root, ['emptyDir'], {})] : [],
  })
}

const control: Control = {
  id: 'no-host-path',
  title: 'No volume is a hostPath',
  rationale:
    'The files of a node include its credentials, its configuration and the data of other pods: a process that ' +
    'can read or write them can escape from its pod.',
  breaks:
    'Log shippers, node exporters, CNI and CSI agents find an empty directory in place of the files of the node, ' +
    'usually without an error. Data on the node is no longer visible to the pod, and new data is lost with the ' +
    'pod.',
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
