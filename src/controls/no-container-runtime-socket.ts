import { evidenceAt } from '../evidence/evidence.ts'
import { findRuntimeSocket, type HostPath, hostPathsOf, usesOf } from '../kube/pod/volumes.ts'
import type { Assessment, Control, EvidenceContext, Pod } from '../model.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { findNodeAccess } from './common/node-access.ts'
import { cis, kubernetes, pss } from './common/references.ts'

const assessVolume = (pod: Pod, volume: HostPath, context: EvidenceContext): Assessment[] => {
  const socket = findRuntimeSocket(volume.path)
  if (socket === undefined) return []
  const uses = usesOf(pod, volume.name).map(({ container, mount }) => {
    const manner = mount.value.readOnly === true ? ', read-only' : ''
    return evidenceAt(pod, mount.pointer, `container "${container.name}" mounts it at ${mount.mountPath}${manner}`)
  })
  const access = findNodeAccess(
    pod,
    context,
    volume.path === socket
      ? 'the manifest mounts the container runtime socket, and no other volume can replace it'
      : `the manifest mounts ${volume.written}, which contains the container runtime socket (${socket})`,
    'mount only the paths that are needed, or use the Kubernetes API or a rootless builder instead; readOnly: true does not prevent connections to a socket',
  )
  return [
    assessDecision(pod, {
      path: `${volume.pointer}/hostPath`,
      quote: `hostPath.path: ${volume.written}`,
      reason: 'the container runtime socket was accessible, which gives root on the node',
      ...access,
      evidence: [...uses, ...access.evidence],
    }),
  ]
}

const control: Control = {
  id: 'no-container-runtime-socket',
  title: 'No volume mounts the container runtime socket',
  rationale:
    'Access to the container runtime is access to the node: through its socket a container can start a ' +
    'privileged container, bypassing the API server and admission. A read-only mount does not help, because ' +
    'connecting to a socket is not a write.',
  breaks:
    'Builders, log shippers and runtime monitors that call the runtime: "cannot connect to the Docker daemon", ' +
    '"no such file or directory". casehard only reports the volume: an emptyDir would contain no socket, and a ' +
    'read-only mount would not protect it.',
  references: [
    pss('hostPathVolumes', 'baseline', '1.0'),
    cis('1.12', '5.2.11'),
    cis('1.11', '5.2.12'),
    kubernetes('Volumes: hostPath', 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath'),
  ],
  fields: [],
  independent: true,
  assess: (pod, context) => {
    const assessments = hostPathsOf(pod).flatMap((volume) => assessVolume(pod, volume, context))
    return assessments.length > 0 ? assessments : [compliant(`${pod.pointer}/volumes`)]
  },
}

export default control
