import { asList, asObject } from '../kube/pods.ts'
import type { Clue, Container, Context, Json, JsonObject, Pod } from '../model.ts'
import { manifestClue } from './manifest-clue.ts'
import { type MountedVolume, mountedVolumes } from './mounted-volumes.ts'

/** Sources whose files come from a server that decides itself whom they belong to: the kubelet changes no group there. */
const NETWORK_SOURCES: readonly string[] = ['nfs', 'azureFile', 'cephfs', 'glusterfs', 'quobyte']

/** Sources of files that the kubelet makes, with a mode that the manifest may say. */
const PROJECTIONS: readonly string[] = ['secret', 'configMap', 'downwardAPI', 'projected']

/** Neither a disk nor files that need a group: the node's own, the image's, or what a driver hands out. */
const WITHOUT_GROUP: readonly string[] = ['hostPath', 'image', 'csi', ...NETWORK_SOURCES]

const NETWORK_CLASS = /nfs|efs|azure-?file|ceph|gluster/i
const BLOCK_CLASS = /rbd|block/i

const OTHERS_READ = 0o004

/** The first mode among those of a projection that lets nobody but root and its group read. */
const closedMode = (value: JsonObject): number | undefined => {
  const items = (from: JsonObject): Json[] => asList(from.items).map((item) => asObject(item).mode ?? null)
  const sources = asList(value.sources).flatMap((source) => Object.values(asObject(source)).map(asObject))
  const modes = [value.defaultMode, ...items(value), ...sources.flatMap(items)]
  return modes.find((mode): mode is number => typeof mode === 'number' && (mode & OTHERS_READ) === 0)
}

const needsGroup = ({ mount, source, value }: MountedVolume): string | undefined => {
  if (PROJECTIONS.includes(source)) {
    const mode = closedMode(value)
    return mode === undefined ? undefined : `${source} with mode 0${mode.toString(8)} at ${mount.mountPath}`
  }
  if (WITHOUT_GROUP.includes(source) || (source === 'emptyDir' && mount.value.readOnly === true)) return undefined
  return `${source} at ${mount.mountPath}`
}

/**
 * The volumes of a container whose files a user other than root can only use through `fsGroup`: claims and other disks,
 * emptyDirs that it may write, and projected files that only root may read.
 */
export const groupVolumes = (pod: Pod, container: Container, context: Context): Clue[] =>
  mountedVolumes(pod, container, context).flatMap((mounted) => {
    const text = needsGroup(mounted)
    return text === undefined ? [] : [manifestClue(pod, mounted.mount.pointer, text)]
  })

const networkClue = (pod: Pod, { mount, source, claim }: MountedVolume): Clue | undefined => {
  if (NETWORK_SOURCES.includes(source)) return manifestClue(pod, mount.pointer, `${source} at ${mount.mountPath}`)
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

/** The volumes that a container may write and on which `fsGroup` has no effect: NFS and its like. */
export const networkVolumes = (pod: Pod, container: Container, context: Context): Clue[] =>
  mountedVolumes(pod, container, context).flatMap((mounted) => {
    const clue = mounted.mount.value.readOnly === true ? undefined : networkClue(pod, mounted)
    return clue === undefined ? [] : [clue]
  })
