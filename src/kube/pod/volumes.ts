import { groupBy } from '../../lib/words.ts'
import type { Container, EvidenceContext, JsonObject, Place, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { calledIn, inNamespace } from '../names.ts'
import { asList, asObject, asString, isWritable, perPod } from './pod.ts'

/** A volume of a pod; `name` is empty if the manifest sets none. Pointers are rooted at the document. */
export interface Volume {
  index: number
  name: string
  pointer: string
  value: JsonObject
}

/** A volume mount of a container; `name` is the volume's. Pointers are rooted at the document. */
export interface Mount {
  index: number
  name: string
  mountPath: string
  pointer: string
  value: JsonObject
}

/** A hostPath volume; `type` is empty if the manifest sets none, so that the kubelet does not check it. */
export interface HostPath extends Volume {
  /** The path in the manifest, for messages. */
  written: string
  /** The path normalized by `normalHostPath`, for comparisons. */
  path: string
  type: string
}

/** Returns the volumes of a pod in order; an item that is not a mapping counts as an empty one. */
export const volumesOf = perPod((pod): readonly Volume[] =>
  asList(pod.spec.volumes).map((item, index) => {
    const value = asObject(item)
    return { index, name: asString(value.name) ?? '', pointer: `${pod.pointer}/volumes/${index}`, value }
  }),
)

const volumesByName = perPod((pod) => groupBy(volumesOf(pod), ({ name }) => name))

/** Returns the volumes with one of the names, in the order of the pod. */
export const volumesNamed = (pod: Pod, names: Iterable<string>): Volume[] => {
  const found = [...new Set(names)].flatMap((name) => volumesByName(pod).get(name) ?? [])
  return found.sort((a, b) => a.index - b.index)
}

/** Returns the volume mounts of a container in order; an item that is not a mapping counts as an empty one. */
export const mountsOf = (container: Container): Mount[] =>
  asList(container.value.volumeMounts).map((item, index) => {
    const value = asObject(item)
    return {
      index,
      name: asString(value.name) ?? '',
      mountPath: asString(value.mountPath) ?? '',
      pointer: `${container.pointer}/volumeMounts/${index}`,
      value,
    }
  })

/** The name of the volume that hardening adds for writable paths; with a number appended if the name is taken. */
export const WRITABLE_VOLUME = 'casehard-writable'

/** Where an init container that hardening adds mounts the directory that its container has in the volume. */
export const SEED_MOUNT = '/casehard-seed'

/** Returns the mounts of a container without those that hardening has added. */
export const ownMountsOf = (container: Container): Mount[] =>
  mountsOf(container).filter(({ name }) => name !== WRITABLE_VOLUME && !name.startsWith(`${WRITABLE_VOLUME}-`))

/** Normalizes a path of a Linux node: no double or trailing slash, and `/run` for its link `/var/run`. */
export const normalHostPath = (path: string): string => {
  const tidy = path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
  return tidy === '/var/run' || tidy.startsWith('/var/run/') ? tidy.slice('/var'.length) : tidy
}

/** Returns the hostPath volumes of a pod; a null source is the same as an absent one, as for the API server. */
export const hostPathsOf = perPod((pod): readonly HostPath[] =>
  volumesOf(pod).flatMap((volume) => {
    if (volume.value.hostPath === undefined || volume.value.hostPath === null) return []
    const source = asObject(volume.value.hostPath)
    const written = asString(source.path) ?? ''
    return { ...volume, written, path: normalHostPath(written), type: asString(source.type) ?? '' }
  }),
)

const hostPathsByName = perPod((pod) => groupBy(hostPathsOf(pod), ({ name }) => name))

/** Returns the hostPath volumes with a name, in the order of the pod. */
export const hostPathsNamed = (pod: Pod, name: string): readonly HostPath[] => hostPathsByName(pod).get(name) ?? []

/** Returns whether a path is `directory` or below it; both normalized by `normalHostPath`. */
export const isBelow = (directory: string, path: string): boolean =>
  path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`)

/** A mount of a volume, with its container. */
export interface VolumeUse {
  container: Container
  mount: Mount
}

const usesByName = perPod((pod) => {
  const uses = pod.containers.flatMap((container) =>
    mountsOf(container).map((mount): VolumeUse => ({ container, mount })),
  )
  return groupBy(uses, ({ mount }) => mount.name)
})

/** Returns every mount of a volume, with its container. */
export const usesOf = (pod: Pod, volume: string): readonly VolumeUse[] => usesByName(pod).get(volume) ?? []

/** The default sockets of container runtimes, normalized by `normalHostPath`. */
const DEFAULT_SOCKETS = [
  '/run/docker.sock',
  '/run/docker/containerd/containerd.sock',
  '/run/containerd/containerd.sock',
  '/run/k3s/containerd/containerd.sock',
  '/run/k0s/containerd.sock',
  '/run/crio/crio.sock',
  '/run/cri-dockerd.sock',
  '/run/dockershim.sock',
  '/run/podman/podman.sock',
]

const SOCKET_NAME = /(?:^|\/)(?:docker|containerd|crio|cri-dockerd|dockershim|podman)\.sock$/
const WINDOWS_PIPE = /^\\\\\.\\pipe\\(?:docker_engine|containerd-containerd)$/i

/**
 * Finds the container runtime's socket that a path of the node gives access to: the path itself, or a default socket
 * below it. Undefined if there is none. Paths are normalized by `normalHostPath`.
 */
export const findRuntimeSocket = (path: string): string | undefined =>
  SOCKET_NAME.test(path) || WINDOWS_PIPE.test(path) ? path : DEFAULT_SOCKETS.find((socket) => isBelow(path, socket))

/** Whether the kind keeps a volume and a mount that are added to this container. */
export const keepsMounts = (pod: Pod, container: Container): boolean =>
  container.list !== 'ephemeralContainers' &&
  isWritable(pod, join(pod.pointer, 'volumes', 0)) &&
  isWritable(pod, join(container.pointer, 'volumeMounts', 0))

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
