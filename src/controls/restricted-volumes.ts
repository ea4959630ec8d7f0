import { type Volume, volumesOf } from '../kube/pod/volumes.ts'
import type { Assessment, Control, Pod } from '../model.ts'
import { join } from '../pointer.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { pss } from './common/references.ts'

// The standard does not allow hostPath; the control no-host-path assesses it.
const ELSEWHERE_OR_ALLOWED = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'hostPath',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

const HINTS = new Map([
  ['gitRepo', 'clone into an emptyDir from an init container'],
  ['flexVolume', 'use the CSI driver that replaces the FlexVolume driver'],
])

const assessVolume = (pod: Pod, volume: Volume): Assessment[] =>
  Object.keys(volume.value)
    // A null source counts as unset, and the API server makes a volume without a source an emptyDir.
    .filter((type) => type !== 'name' && volume.value[type] !== null && !ELSEWHERE_OR_ALLOWED.includes(type))
    .map((type) =>
      assessDecision(pod, {
        path: join(volume.pointer, type),
        quote: `volume "${volume.name}" of type ${type}`,
        reason: `the pod had a volume of type ${type}`,
        holdReason: `the data of the volume is only available through ${type}`,
        hint: HINTS.get(type) ?? `use a persistentVolumeClaim for the ${type} volume`,
      }),
    )

const control: Control = {
  id: 'restricted-volumes',
  title: 'Volumes are of the types that the Restricted standard allows',
  rationale:
    'Inline volume types make the kubelet connect to servers and disks that the author of the manifest chose; ' +
    'with a PersistentVolumeClaim the cluster administrator chooses.',
  breaks: 'Nothing: casehard only reports the type, because the data is on that volume.',
  references: [pss('restrictedVolumes', 'restricted', '1.0')],
  fields: [],
  independent: true,
  assess: (pod) => {
    const assessments = volumesOf(pod).flatMap((volume) => assessVolume(pod, volume))
    return assessments.length > 0 ? assessments : [compliant(`${pod.pointer}/volumes`)]
  },
}

export default control
