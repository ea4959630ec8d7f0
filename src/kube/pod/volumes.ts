import type { Container, JsonObject, Pod } from '../../model.ts'
import { asList, asObject, asString } from './pod.ts'

/** A volume of a pod; `name` is empty where the manifest gives none. Pointers are rooted at the document. */
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

/** A volume whose source is a path of the node; `type` is empty where the manifest gives none (no check by the kubelet). */
export interface HostPath extends Volume {
  /** The path as the manifest spells it, for people. */
  written: string
  /** The path as `normalHostPath` spells it, to compare. */
  path: string
  type: string
}

/** The volumes of a pod in the order of the text; what is no mapping counts as an empty one. */
export const volumesOf = (pod: Pod): Volume[] =>
  asList(pod.spec.volumes).map((item, index) => {
    const value = asObject(item)
    return { index, name: asString(value.name) ?? '', pointer: `${pod.pointer}/volumes/${index}`, value }
  })

/** The volume mounts of a container in the order of the text; what is no mapping counts as an empty one. */
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

/** The volume that hardening gives a pod for what its containers write; with a number behind it where the name is taken. */
export const WRITABLE_VOLUME = 'casehard-writable'

/** The mounts that a container has by itself, without those that hardening has given it: it is no other for them. */
export const ownMountsOf = (container: Container): Mount[] =>
  mountsOf(container).filter(({ name }) => name !== WRITABLE_VOLUME && !name.startsWith(`${WRITABLE_VOLUME}-`))

/** One spelling for a path of a Linux node: no double or trailing slash, and `/run` for `/var/run`, which is a link to it. */
export const normalHostPath = (path: string): string => {
  const tidy = path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
  return tidy === '/var/run' || tidy.startsWith('/var/run/') ? tidy.slice('/var'.length) : tidy
}

/** The hostPath volumes of a pod; a source that is null counts as absent, as the API reads it. */
export const hostPathsOf = (pod: Pod): HostPath[] =>
  volumesOf(pod).flatMap((volume) => {
    if (volume.value.hostPath === undefined || volume.value.hostPath === null) return []
    const source = asObject(volume.value.hostPath)
    const written = asString(source.path) ?? ''
    return { ...volume, written, path: normalHostPath(written), type: asString(source.type) ?? '' }
  })

/** Whether a path is `directory` or stands below it; both as `normalHostPath` spells them. */
export const isBelow = (directory: string, path: string): boolean =>
  path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`)

/** Every mount of the volume of that name, with the container that has it. */
export const usesOf = (pod: Pod, volume: string): { container: Container; mount: Mount }[] =>
  pod.containers.flatMap((container) =>
    mountsOf(container)
      .filter((mount) => mount.name === volume)
      .map((mount) => ({ container, mount })),
  )

/** Where container runtimes listen by default, as `normalHostPath` spells it. */
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
 * The container runtime's socket that a path of the node is or, as a directory, holds where runtimes put it by default;
 * undefined where it leads to none. Paths as `normalHostPath` spells them.
 */
export const findRuntimeSocket = (path: string): string | undefined =>
  SOCKET_NAME.test(path) || WINDOWS_PIPE.test(path) ? path : DEFAULT_SOCKETS.find((socket) => isBelow(path, socket))
