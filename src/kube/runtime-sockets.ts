import { isBelow } from './volumes.ts'

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
