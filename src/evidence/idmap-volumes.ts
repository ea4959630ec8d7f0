import { mayShareNamespace } from '../kube/namespaces.ts'
import { asList, asObject, asString } from '../kube/pods.ts'
import { type Volume, volumesOf } from '../kube/volumes.ts'
import type { Clue, Context, JsonObject, Place, Pod } from '../model.ts'
import { join } from '../patch/pointer.ts'
import { manifestClue } from './manifest-clue.ts'

/** Types of volumes whose file systems the kernel can not mount with other ids, as a user namespace asks. */
const SOURCES: readonly string[] = ['nfs', 'azureFile', 'cephfs', 'glusterfs', 'quobyte', 'flexVolume']

/** How drivers and storage classes of such file systems are called. */
const NAMES = /nfs|efs|smb|cifs|azure-?file|ceph-?fs|gluster|file\.csi/i

interface Claim {
  spec: JsonObject
  at: Place
}

/** The claim of a volume, where the stream holds it: its own, or one by name. */
const claimOf = (pod: Pod, { value, pointer }: Volume, { stream, settings }: Context): Claim | undefined => {
  const own = asObject(asObject(value.ephemeral).volumeClaimTemplate).spec
  const at = join(pointer, 'ephemeral', 'volumeClaimTemplate', 'spec')
  if (own !== undefined) return { spec: asObject(own), at: { document: pod.document, pointer: at } }
  const name = asString(asObject(value.persistentVolumeClaim).claimName)
  const found = stream.persistentVolumeClaims.find(
    ({ resource }) =>
      resource.name === name && mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace),
  )
  return found && { spec: asObject(found.value.spec), at: { ...found.at, pointer: join(found.at.pointer, 'spec') } }
}

/** The claims that a StatefulSet makes for each of its pods. */
const templatesOf = ({ object, objectPointer, document }: Pod): Claim[] =>
  asList(asObject(object.spec).volumeClaimTemplates).map((item, index) => ({
    spec: asObject(asObject(item).spec),
    at: { document, pointer: join(objectPointer, 'spec', 'volumeClaimTemplates', index, 'spec') },
  }))

const claimClues = ({ spec, at }: Claim): Clue[] => {
  const clue = (field: string, text: string): Clue => ({
    source: 'manifest',
    text,
    at: { ...at, pointer: join(at.pointer, field) },
  })
  const name = asString(spec.storageClassName) ?? ''
  if (NAMES.test(name)) return [clue('storageClassName', `storageClassName: ${name}`)]
  return asList(spec.accessModes).includes('ReadWriteMany') ? [clue('accessModes', 'accessModes: ReadWriteMany')] : []
}

const volumeClues = (pod: Pod, volume: Volume): Clue[] => {
  const { name, value, pointer } = volume
  const source = SOURCES.find((field) => value[field] !== undefined && value[field] !== null)
  if (source !== undefined) return [manifestClue(pod, join(pointer, source), `volume "${name}" of type ${source}`)]
  const driver = asString(asObject(value.csi).driver) ?? ''
  return NAMES.test(driver) ? [manifestClue(pod, join(pointer, 'csi'), `volume "${name}" of the driver ${driver}`)] : []
}

/**
 * The volumes of a pod on file systems that can not be mounted into a user namespace, NFS first among them, and claims
 * that likely are: many nodes write them at once, or their storage class is called after such a file system.
 */
export const unmappableVolumes = (pod: Pod, context: Context): Clue[] => [
  ...volumesOf(pod).flatMap((volume) => {
    const claim = claimOf(pod, volume, context)
    return [...volumeClues(pod, volume), ...(claim === undefined ? [] : claimClues(claim))]
  }),
  ...templatesOf(pod).flatMap(claimClues),
]
