import { dirname, join, resolve } from 'node:path'
import { EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { FILTER_OPTIONS } from '../../cli/options.ts'
import { FUNCTION_CONFIG, readVariables, single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { print } from '../../run/output.ts'
import { runFilter } from '../filter/run.ts'

/** The path below Kustomize's plugin home: group, version, kind in lower case, kind. */
const PLACE = join('casehard.dev', 'v1', 'hardening', 'Hardening')

const MARK = '# Written by casehard plugin kustomize, which replaces it when it is run again.'

/** Kustomize runs it with the configuration file as argument and the manifests on stdin. */
const SCRIPT = `#!/bin/sh\n${MARK}\nexec casehard plugin kustomize "$1"\n`

const writePlugin = (io: Io, dir: string): string => {
  const file = resolve(io.cwd, dir, PLACE)
  const name = join(dir, PLACE)
  try {
    if (io.exists(file) && !Buffer.from(io.readFile(file)).toString().includes(MARK))
      throw usageFailure(
        `${name}: the file exists and was not written by casehard; remove it, or name another folder with --dir`,
      )
    io.makeFolder(dirname(file))
    io.writeFile(file, SCRIPT, 'replace')
    io.makeExecutable(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw usageFailure(`${name}: the plugin cannot be written (${systemCause(error)}); name another folder with --dir`)
  }
  return name
}

/**
 * Runs the filter with a configuration that has a fixed name in the working directory, which is that of the kustomization:
 * Kustomize's temporary file has a random name, which must not appear in messages and reports.
 */
const runPlugin = (io: Io, config: string): Promise<number> => {
  const values = readVariables(FILTER_OPTIONS, io.env)
  if (!['none', undefined].includes(single(values, 'config'))) return runFilter(io, values)
  const place = resolve(io.cwd, FUNCTION_CONFIG)
  const readSmallFile: Io['readSmallFile'] = (path, limit) =>
    io.readSmallFile(path === place ? resolve(io.cwd, config) : path, limit)
  const requested = { origin: config, values: [FUNCTION_CONFIG] }
  return runFilter({ ...io, readSmallFile }, { ...values, config: requested })
}

/** `casehard plugin kustomize`: writes the exec plugin below a folder, or, with a configuration, runs as that plugin. */
export const runPluginKustomize = async (
  io: Io,
  requested: Values,
  positionals: readonly string[],
): Promise<number> => {
  const [config, more] = positionals
  const dir = single(requested, 'dir')
  if (more !== undefined) throw usageFailure(`plugin kustomize: unexpected argument "${more}"; name one configuration`)
  if (config !== undefined) {
    if (requested.dir?.origin !== '--dir') return runPlugin(io, config)
    throw usageFailure(`plugin kustomize: --dir and the configuration "${config}" exclude each other`)
  }
  if (dir === undefined)
    throw usageFailure('plugin kustomize: the folder is missing; use --dir DIR, e.g. --dir ~/.config/kustomize/plugin')
  const written = writePlugin(io, dir)
  const use = `KUSTOMIZE_PLUGIN_HOME=${resolve(io.cwd, dir)} kubectl kustomize --enable-alpha-plugins FOLDER`
  await print(io, `wrote ${written}; use it with ${use}\n`)
  return EXIT_WRITTEN
}
