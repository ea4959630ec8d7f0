import { evidenceAt, objection } from '../evidence/evidence.ts'
import { nodeAgentOf } from '../evidence/pod/node-agent.ts'
import { uniqueEvidence } from '../evidence/text/text.ts'
import { asList, asObject, asString } from '../kube/pod/pod.ts'
import { declaredUser, isPrivileged } from '../kube/pod/security-context.ts'
import { type Claim, hostPathsOf, type MountedVolume, mountedVolumes } from '../kube/pod/volumes.ts'
import type { Assessment, Container, Control, Evidence, EvidenceContext, Json, Objection, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { join } from '../pointer.ts'
import { kubernetes } from './common/references.ts'

/** Volume types whose file systems do not support idmapped mounts. */
const SOURCES: readonly string[] = ['nfs', 'azureFile', 'cephfs', 'glusterfs', 'quobyte', 'flexVolume']

/** Names of drivers and storage classes of such file systems. */
const NAMES = /nfs|efs|smb|cifs|azure-?file|ceph-?fs|gluster|file\.csi/i

const findClaimEvidence = ({ spec, at: { document, pointer } }: Claim): Evidence[] => {
  const evidence = (field: string, text: string): Evidence => ({
    source: 'manifest',
    text,
    at: { document, pointer: join(pointer, field) },
  })
  const name = asString(spec.storageClassName) ?? ''
  if (NAMES.test(name)) return [evidence('storageClassName', `storageClassName: ${name}`)]
  return asList(spec.accessModes).includes('ReadWriteMany')
    ? [evidence('accessModes', 'accessModes: ReadWriteMany')]
    : []
}

const findVolumeEvidence = (pod: Pod, { mount, source, value, claim }: MountedVolume): Evidence[] => {
  if (claim !== undefined) return findClaimEvidence(claim)
  const driver = source === 'csi' ? (asString(value.driver) ?? '') : ''
  if (NAMES.test(driver)) return [evidenceAt(pod, mount.pointer, `${driver} at ${mount.mountPath}`)]
  return SOURCES.includes(source) ? [evidenceAt(pod, mount.pointer, `${source} at ${mount.mountPath}`)] : []
}

/**
 * Finds volumes on file systems without idmapped mounts, such as NFS, and claims that probably are: with ReadWriteMany,
 * or with a storage class named after such a file system.
 */
export const findUnmappableVolumes = (pod: Pod, context: EvidenceContext): Evidence[] =>
  uniqueEvidence(
    pod.containers.flatMap((container) =>
      mountedVolumes(pod, container, context).flatMap((mounted) => findVolumeEvidence(pod, mounted)),
    ),
  )

/** The number of user and group ids in a pod's user namespace (KEP-127). */
const IDS = 65536

const findConflicts = (pod: Pod): Evidence[] => [
  ...['hostNetwork', 'hostPID', 'hostIPC']
    .filter((field) => pod.spec[field] === true)
    .map((field) => evidenceAt(pod, `${pod.pointer}/${field}`, `${field}: true`)),
  ...pod.containers
    .filter(({ value }) => asList(value.volumeDevices).length > 0)
    .map(({ name, pointer }) => evidenceAt(pod, `${pointer}/volumeDevices`, `volumeDevices in container "${name}"`)),
]

const findHighIds = (pod: Pod, securityContext: Json | undefined, pointer: string): Evidence[] => {
  const own = asObject(securityContext)
  const fields = ['runAsUser', 'runAsGroup', 'fsGroup'].map((field) => [field, own[field] ?? null] as const)
  const groups = asList(own.supplementalGroups).map((id, index) => [`supplementalGroups/${index}`, id] as const)
  return [...fields, ...groups].flatMap(([field, id]) =>
    typeof id === 'number' && id >= IDS
      ? [evidenceAt(pod, `${pointer}/securityContext/${field}`, `${field.replace(/\/.*/, '')}: ${id}`)]
      : [],
  )
}

/** Finds a high user id in the facts about the image. */
const findHighImageUser = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  if (declaredUser(pod, container) !== undefined) return []
  const { image: known } = context.requirementsOf(pod, container)
  const id = Number(known?.facts.imageUser)
  return known !== undefined && id >= IDS ? [known.cite(`${known.facts.image} runs as ${id}`)] : []
}

/** Finds privileged containers, whose capabilities have no effect on the node in a user namespace. */
const findPrivileged = (pod: Pod): Evidence[] =>
  pod.containers
    .filter(isPrivileged)
    .map(({ name, pointer }) =>
      evidenceAt(pod, `${pointer}/securityContext/privileged`, `privileged container "${name}"`),
    )

const findUnsupported = (pod: Pod, context: EvidenceContext): Evidence[] => [
  ...findUnmappableVolumes(pod, context),
  ...hostPathsOf(pod).map(({ written, pointer }) =>
    evidenceAt(pod, `${pointer}/hostPath`, `hostPath.path: ${written}`),
  ),
  ...findPrivileged(pod),
  ...findHighIds(pod, pod.spec.securityContext, pod.pointer),
  ...pod.containers.flatMap(({ value, pointer }) => findHighIds(pod, value.securityContext, pointer)),
  ...pod.containers.flatMap((container) => findHighImageUser(pod, container, context)),
]

const findObjection = (pod: Pod, context: EvidenceContext): Objection | undefined => {
  if (pod.windows)
    return objection('hostUsers does not apply to Windows pods', 'leave hostUsers unset', [], {
      cause: 'api-rule',
      expected: true,
    })
  const forbidden = findConflicts(pod)
  if (forbidden.length > 0)
    return objection(
      'the API server refuses hostUsers: false together with host namespaces and block devices',
      'remove them from the pod, then set hostUsers: false',
      forbidden,
      { cause: 'api-rule' },
    )
  const evidence = findUnsupported(pod, context)
  const agent = nodeAgentOf(pod, context)
  if (agent !== undefined)
    return objection(
      `a pod in a user namespace cannot change the node, and the pod is ${agent.text}`,
      'do not use a user namespace',
      uniqueEvidence([...agent.evidence, ...evidence]),
    )
  if (evidence.length > 0)
    return objection(
      `hostPath volumes, privileged containers, network file systems and ids from ${IDS} on do not work in a user namespace`,
      'use other volumes and lower ids, or do not use a user namespace',
      evidence,
    )
  if (pod.spec.hostUsers !== true) return undefined
  return objection(
    'the manifest sets hostUsers: true',
    'set hostUsers: false if the nodes support user namespaces',
    [],
    { cause: 'deviation' },
  )
}

const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const path = `${pod.pointer}/hostUsers`
  if (pod.spec.hostUsers === false) return [{ path, state: 'compliant' }]
  const asked = pod.spec.hostUsers === true
  const found = findObjection(pod, context)
  const own = asked ? evidenceAt(pod, path, 'hostUsers: true') : evidenceAt(pod, pod.pointer, 'no hostUsers in the pod')
  return [
    {
      path,
      state: asked ? 'decided' : 'open',
      ...(pod.windows ? {} : { operations: setField({ value: pod.spec, pointer: pod.pointer }, ['hostUsers'], false) }),
      reason: 'root in the pod was root on the node',
      evidence: [own],
      confidence: 'assumed',
      ...(found === undefined ? {} : { objection: found }),
    },
  ]
}

const control: Control = {
  id: 'user-namespace',
  title: 'The pod has its own user namespace',
  rationale:
    'In a user namespace root in the pod is an unprivileged user on the node, so a process that escapes from the ' +
    'container has no rights there. Suitable for workloads that have to run as root.',
  breaks:
    'Pods on nodes without support (Linux before 6.3, or an old runtime) stay in ContainerCreating with the ' +
    'event "failed to create pod sandbox". Volumes on file systems without idmapped mounts fail to mount, and ' +
    'ids from 65536 on cannot be used.',
  references: [
    kubernetes('User Namespaces', 'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/'),
    kubernetes('KEP-127: Support User Namespaces', 'https://kep.k8s.io/127'),
  ],
  fields: ['/spec/hostUsers'],
  optional: true,
  assess,
}

export default control
