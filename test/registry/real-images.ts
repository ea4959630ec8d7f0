import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startDockerRegistry } from '../support/docker-registry.ts'

/** The programs that make real images and tell what is in them. */
const NEEDED = ['docker-registry', 'buildah', 'skopeo', 'setcap', 'getcap', 'apt-get', 'zstd']

const isThere = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

/** Why real images cannot be made here; empty if they can. */
export const missing = [
  ...NEEDED.filter((program) => !isThere(program)),
  ...(process.getuid?.() === 0 ? [] : ['the rights of root']),
]

const text = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Real images in an OCI layout and in a registry on loopback, and the files of each. */
export interface RealImages {
  layout: string
  /** Host and port of the registry. */
  host: string
  /** Runs skopeo. */
  skopeo(...args: string[]): string
  /** Copies an image of the layout to the registry, under a name of its own; returns its reference. */
  push(image: string, options?: readonly string[], name?: string): string
  /** Returns the folder with the files of an image, as buildah mounts them. */
  mount(image: string): string
  /** Removes a blob from the registry, so that nobody can read it any more. */
  forget(digest: string): void
  close(): void
}

/** Makes the images of testdata/registry/images.sh and starts Debian's registry. */
export const makeImages = async (): Promise<RealImages> => {
  // buildah takes no upper case in the path of a layout.
  const folder = join(tmpdir(), `casehard-images-${process.pid}-${Date.now()}`)
  mkdirSync(folder, { mode: 0o700 })
  const layout = join(folder, 'layout')
  text('bash', [resolve('testdata/registry/images.sh'), layout])
  const { host, blobs, close } = await startDockerRegistry(folder)
  const storage = ['--storage-driver', 'vfs', '--root', join(folder, 'storage'), '--runroot', join(folder, 'run')]
  const buildah = (...args: string[]): string => text('buildah', [...storage, ...args]).trim()
  const skopeo = (...args: string[]): string => text('skopeo', args)
  return {
    layout,
    host,
    skopeo,
    push: (image, options = [], name = `team/${image}:1`) => {
      skopeo('copy', '--dest-tls-verify=false', ...options, `oci:${layout}:${image}`, `docker://${host}/${name}`)
      return `${host}/${name}`
    },
    mount: (image) => buildah('mount', buildah('from', `oci:${layout}:${image}`)),
    forget: (digest) => {
      const hex = digest.replace('sha256:', '')
      rmSync(join(blobs, 'sha256', hex.slice(0, 2), hex), { recursive: true })
    },
    close: () => {
      close()
      spawnSync('buildah', [...storage, 'umount', '--all'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
