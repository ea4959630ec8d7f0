import { join } from 'node:path'
import { systemCause, usageFailure } from '../../cli/failure.ts'
import type { Io } from '../../io/io.ts'

/** The folder for new files until all of them are written, and for the old program until it is replaced. */
const STAGE = '.casehard-new'

/** The content of a plugin. */
export interface Plugin {
  /** The text of plugin.yaml. */
  manifest: string
  /** The files of its folder `dist` by name. */
  dist: ReadonlyMap<string, Uint8Array | string>
  /** Executables that are copied into it: absolute paths by name. */
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
    throw usageFailure(`${name}: the folder cannot be read (${systemCause(error)}); name a new one with --dir`)
  }
}

/**
 * Throws a usage failure unless the folder is missing, empty, or contains a plugin whose plugin.yaml starts with `mark`.
 * @param name the folder as the user named it
 */
export const checkPluginFolder = (io: Io, folder: string, name: string, mark: string): void => {
  if (!io.exists(folder)) return
  if (!io.isFolder(folder)) throw usageFailure(`${name}: is a file; name a folder with --dir`)
  if (isReplaceable(io, folder, name, mark)) return
  throw usageFailure(`${name}: the folder contains files that were not written by casehard; name a new one with --dir`)
}

const stagePlugin = (io: Io, stage: string, { manifest, dist, executables }: Plugin): void => {
  io.makeFolder(join(stage, 'dist'))
  for (const [name, content] of dist) io.writeFile(join(stage, 'dist', name), content, 'replace')
  for (const [name, path] of executables) io.copyExecutable(path, join(stage, 'dist', name))
  io.writeFile(join(stage, 'plugin.yaml'), manifest, 'replace')
}

/** Moves the program into the folder in one step, then plugin.yaml; restores the old program on an error. */
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
 * Writes a plugin to a folder and replaces an existing one; other files are kept. At any time Helm finds a complete program,
 * the old or the new one. Throws a usage failure if the plugin cannot be written.
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
    throw usageFailure(`${name}: the plugin cannot be written (${systemCause(error)}); name another folder with --dir`)
  }
}
