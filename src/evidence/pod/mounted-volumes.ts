import { calledIn, inNamespace } from '../../kube/names.ts'
import { perPod } from '../../kube/pod/per-pod.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { type Mount, mountsOf, volumesNamed } from '../../kube/pod/volumes.ts'
import type { Container, EvidenceContext, JsonObject, Place, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

/** The claim of a volume: the spec of a PersistentVolumeClaim, with its place. */
export interface Claim {
  spec: JsonObject
  at: Place
}

/** A volume that a container mounts. */
export interface MountedVolume {
  mount: Mount
  /** The volume's source field, e.g. `emptyDir`; `persistentVolumeClaim` for a claim template too. */
  source: string
  /** The value of that field; empty for a claim template. */
  value: JsonObject
  /** The claim, if it is in the input. */
  claim?: Claim
}

/** Returns the claim templates of a StatefulSet by name, which are volumes of its pods. */
const templatesOf = perPod(
  (pod): ReadonlyMap<string, Claim> =>
    new Map(
      asList(asObject(pod.object.spec).volumeClaimTemplates).flatMap((item, index): [string, Claim][] => {
        const { metadata, spec } = asObject(item)
        const name = asString(asObject(metadata).name)
        const pointer = join(pod.objectPointer, 'spec', 'volumeClaimTemplates', index, 'spec')
        return name === undefined ? [] : [[name, { spec: asObject(spec), at: { document: pod.document, pointer } }]]
      }),
    ),
)

const claimNamed = (pod: Pod, name: string | undefined, { input, settings }: EvidenceContext): Claim | undefined => {
  if (name === undefined) return undefined
  const named = calledIn(input.persistentVolumeClaims, name)
  const [found] = inNamespace(named, pod.resource.namespace, settings.namespace)
  if (found === undefined) return undefined
  const { document, pointer } = found.at
  return { spec: asObject(found.value.spec), at: { document, pointer: join(pointer, 'spec') } }
}

/** Returns the volumes that a container mounts, with their claims; a mount without a volume is left out. */
export const mountedVolumes = (pod: Pod, container: Container, context: EvidenceContext): MountedVolume[] => {
  const templates = templatesOf(pod)
  return mountsOf(container).flatMap((mount): MountedVolume[] => {
    const template = templates.get(mount.name)
    if (template !== undefined) return [{ mount, source: 'persistentVolumeClaim', value: {}, claim: template }]
    const volume = volumesNamed(pod, [mount.name]).at(-1)
    if (volume === undefined) return []
    const source = Object.keys(volume.value).find((key) => key !== 'name' && volume.value[key] !== null) ?? 'emptyDir'
    const value = asObject(volume.value[source])
    const inline = asObject(asObject(value.volumeClaimTemplate).spec)
    const at = { document: pod.document, pointer: join(volume.pointer, source, 'volumeClaimTemplate', 'spec') }
    const claim = source === 'ephemeral' ? { spec: inline, at } : claimNamed(pod, asString(value.claimName), context)
    return [{ mount, source, value, ...(claim === undefined ? {} : { claim }) }]
  })
}
