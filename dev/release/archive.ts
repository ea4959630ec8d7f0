import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { isThere, type Making, run, Skipped } from './making.ts'

/** What keeps owners, times and the order of the disk out of an archive: https://reproducible-builds.org/docs/archives/ */
const SAME = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu', '--mode=u+rw,go+r-w']

/** Throws `Skipped` without GNU tar, whose options make an archive reproducible. */
export const needTar = (): void => {
  if (!isThere('tar', '--sort=name', '--version')) throw new Skipped('there is no GNU tar on the PATH')
}

/** Packs the content of a folder into a tar file of the output. */
export const tarFolder = ({ output, epoch }: Making, folder: string, name: string): string => {
  run(['tar', ...SAME, `--mtime=@${epoch}`, '-cf', join(output, name), '-C', folder, '.'])
  return name
}

/** Packs the content of a folder into a compressed tar file of the output. */
export const packFolder = (making: Making, folder: string, name: string): string => {
  const file = join(making.output, name)
  const plain = `${name}.tar`
  tarFolder(making, folder, plain)
  writeFileSync(file, gzipSync(readFileSync(join(making.output, plain)), { level: 9 }))
  rmSync(join(making.output, plain))
  return name
}
