import { asList, asString } from '../kube/pods.ts'
import type { Clue, Context, Pod } from '../model.ts'
import { join } from '../pointer.ts'
import { manifestClue } from './manifest-clue.ts'
import { type Claim, type MountedVolume, mountedVolumes } from './mounted-volumes.ts'
import { uniqueClues } from './text.ts'

/** Types of volumes whose file systems the kernel can not mount with other ids, as a user namespace asks. */
const SOURCES: readonly string[] = ['nfs', 'azureFile', 'cephfs', 'glusterfs', 'quobyte', 'flexVolume']

/** How drivers and storage classes of such file systems are called. */
const NAMES = /nfs|efs|smb|cifs|azure-?file|ceph-?fs|gluster|file\.csi/i

const claimClues = ({ spec, at: { document, pointer } }: Claim): Clue[] => {
  const clue = (field: string, text: string): Clue => ({
    source: 'manifest',
    text,
    at: { document, pointer: join(pointer, field) },
  })
  const name = asString(spec.storageClassName) ?? ''
  if (NAMES.test(name)) return [clue('storageClassName', `storageClassName: ${name}`)]
  return asList(spec.accessModes).includes('ReadWriteMany') ? [clue('accessModes', 'accessModes: ReadWriteMany')] : []
}

const volumeClues = (pod: Pod, { mount, source, value, claim }: MountedVolume): Clue[] => {
  if (claim !== undefined) return claimClues(claim)
  const driver = source === 'csi' ? (asString(value.driver) ?? '') : ''
  if (NAMES.test(driver)) return [manifestClue(pod, mount.pointer, `${driver} at ${mount.mountPath}`)]
  return SOURCES.includes(source) ? [manifestClue(pod, mount.pointer, `${source} at ${mount.mountPath}`)] : []
}

/**
 * The volumes of a pod on file systems that can not be mounted into a user namespace, NFS first among them, and claims
 * that likely are: many nodes write them at once, or their storage class is called after such a file system.
 */
export const unmappableVolumes = (pod: Pod, context: Context): Clue[] =>
  uniqueClues(
    pod.containers.flatMap((container) =>
      mountedVolumes(pod, container, context).flatMap((mounted) => volumeClues(pod, mounted)),
    ),
  )
