import { evidenceAt } from '../../evidence/evidence.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import { isBelow, type MountedVolume, mountedVolumes, mountsOf, normalHostPath } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Json, JsonObject, KnownImage, Pod, UserOf } from '../../model.ts'

/** Volume types whose server decides who owns the files: the kubelet does not apply `fsGroup`. */
const NETWORK_SOURCES: readonly string[] = ['nfs', 'azureFile', 'cephfs', 'glusterfs', 'quobyte']

/** Volume types whose files the kubelet creates, with the mode in the manifest. */
const PROJECTIONS: readonly string[] = ['secret', 'configMap', 'downwardAPI', 'projected']

/** Volume types that do not need a group; any user can write to an emptyDir. */
const WITHOUT_GROUP: readonly string[] = ['emptyDir', 'hostPath', 'image', 'csi', ...NETWORK_SOURCES]

const OTHERS_READ = 0o004

/** The first mode of a projected volume that only root and its group can read. */
const closedMode = (value: JsonObject): number | undefined => {
  const items = (from: JsonObject): Json[] => asList(from.items).map((item) => asObject(item).mode ?? null)
  const sources = asList(value.sources).flatMap((source) => Object.values(asObject(source)).map(asObject))
  const modes = [value.defaultMode, ...items(value), ...sources.flatMap(items)]
  return modes.find((mode): mode is number => typeof mode === 'number' && (mode & OTHERS_READ) === 0)
}

const formatGroupNeed = ({ mount, source, value }: MountedVolume): string | undefined => {
  if (PROJECTIONS.includes(source)) {
    const mode = closedMode(value)
    return mode === undefined ? undefined : `${source} with mode 0${mode.toString(8)} at ${mount.mountPath}`
  }
  if (WITHOUT_GROUP.includes(source)) return undefined
  return `${source} at ${mount.mountPath}`
}

/**
 * Finds the volumes that a non-root user can only use with `fsGroup`: claims and other disks, and projected files that only
 * root can read.
 */
export const findGroupVolumes = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] =>
  mountedVolumes(pod, container, context).flatMap((mounted) => {
    const text = formatGroupNeed(mounted)
    return text === undefined ? [] : [evidenceAt(pod, mounted.mount.pointer, text)]
  })

/** Whether the kubelet would give the files of a volume to `fsGroup`, with more rights than they have. */
const opensFiles = (mounted: MountedVolume): boolean =>
  mounted.source !== 'emptyDir' && formatGroupNeed(mounted) !== undefined

/**
 * Finds volumes of other containers whose files `fsGroup` would open to the group: it is one for the pod, and programs such
 * as sshd refuse keys that their group can read. Init containers are done before their pod runs.
 * @param userOf the user of a container, undefined if it is unknown
 */
export const findOpenedVolumes = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  userOf: UserOf,
): Evidence[] => {
  const own = new Set(mountsOf(container).map(({ name }) => name))
  return pod.containers
    .filter((other) => other !== container && (other.list === 'containers' || other.sidecar))
    .filter((other) => userOf(other) !== userOf(container))
    .flatMap((other) =>
      mountedVolumes(pod, other, context)
        .filter((mounted) => !own.has(mounted.mount.name) && opensFiles(mounted))
        .map(({ mount, source }) =>
          evidenceAt(pod, mount.pointer, `${source} at ${mount.mountPath} in container "${other.name}"`),
        ),
    )
}

/** Finds volumes with files that the image refuses once their group can read them, as Erlang its cookie. */
export const findPrivateFiles = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  { facts, cite }: KnownImage,
): Evidence[] => {
  const volumes = mountedVolumes(pod, container, context).filter(
    (mounted) => !PROJECTIONS.includes(mounted.source) && opensFiles(mounted),
  )
  return (facts.privateFiles ?? [])
    .filter((file) =>
      volumes.some(({ mount }) => !file.startsWith('/') || isBelow(normalHostPath(mount.mountPath), file)),
    )
    .map((file) => cite(`${facts.image} refuses ${file} if its group can read it`))
}

const NETWORK_CLASS = /nfs|efs|azure-?file|ceph|gluster/i
const BLOCK_CLASS = /rbd|block/i

const findNetworkEvidence = (pod: Pod, { mount, source, claim }: MountedVolume): Evidence | undefined => {
  if (NETWORK_SOURCES.includes(source)) return evidenceAt(pod, mount.pointer, `${source} at ${mount.mountPath}`)
  if (claim === undefined) return undefined
  const { accessModes, storageClassName } = claim.spec
  const at = (field: string) => ({ document: claim.at.document, pointer: `${claim.at.pointer}/${field}` })
  if (asList(accessModes).includes('ReadWriteMany'))
    return {
      source: 'manifest',
      text: `accessModes: ReadWriteMany for ${mount.mountPath}`,
      at: at('accessModes'),
    }
  const name = typeof storageClassName === 'string' ? storageClassName : ''
  if (!NETWORK_CLASS.test(name) || BLOCK_CLASS.test(name)) return undefined
  return { source: 'manifest', text: `storageClassName: ${name} for ${mount.mountPath}`, at: at('storageClassName') }
}

/** Finds writable volumes on which `fsGroup` has no effect, such as NFS. */
export const findNetworkVolumes = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] =>
  mountedVolumes(pod, container, context).flatMap((mounted) => {
    const evidence = mounted.mount.value.readOnly === true ? undefined : findNetworkEvidence(pod, mounted)
    return evidence === undefined ? [] : [evidence]
  })
