import { join } from 'node:path'
import { systemCause, usageFailure } from '../../cli/failure.ts'
import type { Io } from '../../io/io.ts'

/** Where new files stand until all of them are written, and the old program until the new one is in its place. */
const STAGE = '.casehard-new'

/** A plugin before it is written. */
export interface Plugin {
  /** The text of plugin.yaml. */
  manifest: string
  /** The files of its folder `dist` by name. */
  dist: ReadonlyMap<string, Uint8Array | string>
  /** Files that are copied into it, by name, with their absolute paths: they can be run then. */
  executables: ReadonlyMap<string, string>
}

const isReplaceable = (io: Io, folder: string, name: string, mark: string): boolean => {
  try {
    const found = io.list(folder).filter((entry) => entry !== STAGE)
    if (!found.includes('plugin.yaml')) return found.length === 0
    return Buffer.from(io.readFile(join(folder, 'plugin.yaml')))
      .toString()
      .startsWith(mark)
  } catch (error) {
    throw usageFailure(
      `${name}: what is in the folder can not be read (${systemCause(error)}); name a new one with --dir`,
    )
  }
}

/**
 * Throws a usage failure for what can not become a plugin's folder: a file, or a folder that holds anything but a plugin
 * whose plugin.yaml begins with `mark`.
 * @param name the folder as the user named it
 */
export const checkPluginFolder = (io: Io, folder: string, name: string, mark: string): void => {
  if (!io.exists(folder)) return
  if (!io.isFolder(folder)) throw usageFailure(`${name}: there is a file of this name; name a folder with --dir`)
  if (isReplaceable(io, folder, name, mark)) return
  throw usageFailure(
    `${name}: the folder is not empty, and what is in it was not written by casehard; name a new one with --dir`,
  )
}

const stagePlugin = (io: Io, stage: string, { manifest, dist, executables }: Plugin): void => {
  io.makeFolder(join(stage, 'dist'))
  for (const [name, content] of dist) io.writeFile(join(stage, 'dist', name), content, 'replace')
  for (const [name, path] of executables) io.copyExecutable(path, join(stage, 'dist', name))
  io.writeFile(join(stage, 'plugin.yaml'), manifest, 'replace')
}

/** Puts the program in its place in one step, then plugin.yaml; where that fails, the old program comes back. */
const placePlugin = (io: Io, folder: string, stage: string, old: string): void => {
  const program = join(folder, 'dist')
  const replaces = io.exists(program)
  if (replaces) io.move(program, old)
  try {
    io.move(join(stage, 'dist'), program)
    io.move(join(stage, 'plugin.yaml'), join(folder, 'plugin.yaml'))
  } catch (error) {
    io.remove(program)
    if (replaces) io.move(old, program)
    throw error
  }
  io.remove(old)
}

/**
 * Writes a plugin into a folder, in place of the one that is there; files beside it stay. Helm finds the old program or
 * the new one, and a new plugin only when it is whole. Throws a usage failure where it can not be written.
 * @param name the folder as the user named it
 */
export const writePluginFolder = (io: Io, folder: string, name: string, plugin: Plugin): void => {
  const stage = join(folder, STAGE)
  const old = join(stage, 'old')
  try {
    io.remove(stage)
    try {
      stagePlugin(io, stage, plugin)
      placePlugin(io, folder, stage, old)
    } finally {
      if (!io.exists(old)) io.remove(stage)
    }
  } catch (error) {
    throw usageFailure(`${name}: the plugin can not be written (${systemCause(error)}); name another folder with --dir`)
  }
}
