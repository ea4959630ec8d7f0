import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { needTar, tarFolder } from './archive.ts'
import { isThere, type Make, makeWork, run, Skipped } from './making.ts'

/**
 * The container image as an OCI archive, made by the last stage of the Dockerfile from the executable of this machine.
 * The first stage, which builds the executable, is replaced by a folder, so that nothing is downloaded.
 */
export const makeImage: Make = (making) => {
  if (!isThere('buildah', '--version')) throw new Skipped('there is no buildah on the PATH')
  needTar()
  const build = makeWork(making, 'image')
  try {
    run([process.execPath, 'dev/build/rootfs.mjs', join(build, 'rootfs')])
  } catch (error) {
    throw new Skipped((error as Error).message.split('\n')[1] ?? '')
  }
  const context = makeWork(making, 'image-context')
  cpSync('Dockerfile', join(context, 'Dockerfile'))
  const store = makeWork(making, 'image-store')
  const buildah = ['--storage-driver', 'vfs', '--root', join(store, 'root'), '--runroot', join(store, 'run')]
  const name = `casehard:${making.version}`
  const layout = join(makeWork(making, 'image-layout'), 'layout')
  const times = ['--timestamp', String(making.epoch)]
  const isolation = ['--isolation', 'chroot']
  run([
    ...(['buildah', ...buildah, 'build', ...isolation, ...times] as [string, ...string[]]),
    ...['--build-context', `build=${build}`, '--tag', name, context],
  ])
  run(['buildah', ...buildah, 'push', '--quiet', name, `oci:${layout}:${name}`])
  return [tarFolder(making, layout, `casehard-image-${making.version}-${process.platform}-${process.arch}.tar`)]
}
