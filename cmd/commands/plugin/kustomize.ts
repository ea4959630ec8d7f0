import { dirname, join, resolve } from 'node:path'
import { EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { readVariables, single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { FUNCTION_CONFIG } from '../../run/function-config.ts'
import { print } from '../../run/output.ts'
import { runFilter } from '../filter.ts'

/** Where Kustomize looks below its plugin home: the group, the version, the kind in lower case, the kind. */
const PLACE = join('casehard.dev', 'v1', 'hardening', 'Hardening')

const MARK = '# Written by casehard plugin kustomize, which replaces it when it is run again.'

/** Kustomize starts it with the file of the configuration, the manifests on stdin. */
const SCRIPT = `#!/bin/sh\n${MARK}\nexec casehard plugin kustomize "$1"\n`

const writePlugin = (io: Io, dir: string): string => {
  const file = resolve(io.cwd, dir, PLACE)
  const name = join(dir, PLACE)
  try {
    if (io.exists(file) && !Buffer.from(io.readFile(file)).toString().includes(MARK))
      throw usageFailure(`${name}: casehard did not write what is there; remove it, or name another folder with --dir`)
    io.makeFolder(dirname(file))
    io.writeFile(file, SCRIPT, 'replace')
    io.makeExecutable(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw usageFailure(`${name}: the plugin can not be written (${systemCause(error)}); name another folder with --dir`)
  }
  return name
}

/**
 * The filter with a configuration that seems to stand in the working directory, which is that of the kustomization: its
 * file has another random name each time, which no message or report should tell.
 */
const runPlugin = (io: Io, config: string): Promise<number> => {
  const values = readVariables('filter', io.env)
  if (!['none', undefined].includes(single(values, 'config'))) return runFilter(io, values)
  const place = resolve(io.cwd, FUNCTION_CONFIG)
  const readFile = (path: string): Uint8Array => io.readFile(path === place ? resolve(io.cwd, config) : path)
  const said = { origin: config, values: [FUNCTION_CONFIG] }
  return runFilter({ ...io, readFile }, { ...values, config: said })
}

/** `casehard plugin kustomize`: writes the exec plugin below a folder, or is what that plugin runs. */
export const runPluginKustomize = async (io: Io, said: Values, words: readonly string[]): Promise<number> => {
  const [config, more] = words
  const dir = single(said, 'dir')
  if (more !== undefined) throw usageFailure(`plugin kustomize: "${more}" is too much; name one configuration`)
  if (config !== undefined) {
    if (said.dir?.origin !== '--dir') return runPlugin(io, config)
    throw usageFailure(`plugin kustomize: "${config}" is too much beside --dir; name the one or the other`)
  }
  if (dir === undefined)
    throw usageFailure('plugin kustomize: say where to with --dir DIR, e.g. --dir ~/.config/kustomize/plugin')
  const written = writePlugin(io, dir)
  const use = `KUSTOMIZE_PLUGIN_HOME=${resolve(io.cwd, dir)} kubectl kustomize --enable-alpha-plugins FOLDER`
  await print(io, `wrote ${written}; use it with ${use}\n`)
  return EXIT_WRITTEN
}
