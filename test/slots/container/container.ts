import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { DOCKERFILE } from '../../support/dockerfile.ts'
import { findInstalled, makeFolder } from '../../support/slots.ts'

/** The name of the image in a store. */
export const IMAGE = 'localhost/casehard:test'

/** Why an image cannot be built here; undefined if it can. */
export const whyNoImage = (executable: boolean): string | undefined => {
  if (!executable) return 'the executable is absent; npm run executable builds it'
  if (process.platform !== 'linux') return 'images are built on Linux'
  if (process.getuid?.() !== 0) return 'buildah runs as root here'
  return findInstalled('buildah') === undefined ? 'no buildah on the PATH' : undefined
}

/** A store of images and containers of its own, which buildah and podman share. */
export interface Store {
  folder: string
  /** The options that select it. */
  options: readonly string[]
}

/** Builds the last stage of the Dockerfile into a new store; the files come from a folder and not from the first stage. */
export const buildImage = async (): Promise<Store> => {
  const folder = makeFolder()
  const options = ['--storage-driver', 'vfs', '--root', join(folder, 'store'), '--runroot', join(folder, 'run')]
  const context = join(folder, 'context')
  mkdirSync(context)
  cpSync(DOCKERFILE, join(context, 'Dockerfile'))
  await execa(process.execPath, ['dev/build/rootfs.mjs', join(folder, 'files', 'rootfs')])
  const files = `build=${join(folder, 'files')}`
  await execa('buildah', [
    ...[...options, 'build', '--isolation', 'chroot', '--timestamp', '0'],
    ...['--build-context', files, '--tag', IMAGE, context],
  ])
  return { folder, options }
}

/** Runs a command as in a pod of the restricted level with a read-only root: the words between the program and the image. */
export const confined = ({ options }: Store, ...more: string[]): string[] => [
  ...[...options, '--cgroup-manager', 'cgroupfs', '--runtime', 'runc', 'run', '--rm', '--interactive'],
  ...['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all', '--network', 'none'],
  // Without these podman raises the limits, which a machine may forbid.
  ...['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024', ...more],
]
