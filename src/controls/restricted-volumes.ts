import { type Volume, volumesOf } from '../kube/pod/volumes.ts'
import type { Assessment, Control, Pod } from '../model.ts'
import { join } from '../pointer.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { pss } from './common/references.ts'

// hostPath is missing in the standard's list too; the control no-host-path speaks of it.
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
    // A source that is null counts as absent, and a volume without any source becomes an emptyDir at the API server.
    .filter((type) => type !== 'name' && volume.value[type] !== null && !ELSEWHERE_OR_ALLOWED.includes(type))
    .map((type) =>
      assessDecision(pod, {
        path: join(volume.pointer, type),
        quote: `volume "${volume.name}" of type ${type}`,
        reason: `the pod itself named a volume of type ${type}`,
        holdReason: `what the volume holds is reached through ${type} only`,
        hint: HINTS.get(type) ?? `put the ${type} volume behind a persistentVolumeClaim`,
      }),
    )

const control: Control = {
  id: 'restricted-volumes',
  title: 'Volumes are of the types that the Restricted standard allows',
  rationale:
    'Types that name storage directly make the kubelet connect to servers and disks that the author chose; behind a claim the administrator of the cluster chooses.',
  breaks: 'Nothing: casehard reports the type and never changes it, since the data is on the other side.',
  references: [pss('restrictedVolumes', 'restricted', '1.0')],
  fields: [],
  independent: true,
  assess: (pod) => {
    const assessments = volumesOf(pod).flatMap((volume) => assessVolume(pod, volume))
    return assessments.length > 0 ? assessments : [compliant(`${pod.pointer}/volumes`)]
  },
}

export default control
