import { resolve } from 'node:path'
import { migratePolicy } from '../../../src/config/psp/migrate.ts'
import { containsPolicies, parsePolicies } from '../../../src/config/psp/parse.ts'
import { CONTROLS } from '../../../src/controls/index.ts'
import { harden } from '../../../src/harden.ts'
import { suggest } from '../../../src/lib/suggest.ts'
import type { InputFile, Options, PodSecurityPolicy } from '../../../src/model.ts'
import { findUnknownKinds, unknownImages } from '../../../src/pipeline/configured.ts'
import { formatMigration, formatProposal } from '../../../src/report/config-files.ts'
import { EXIT_WRITTEN, Failure, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { loadSettings } from '../../run/configuration.ts'
import { decodeInput, readManifests, readStdin, STDIN } from '../../run/input.ts'
import { print } from '../../run/output.ts'
import { causeOf, LARGEST_CONFIGURATION } from '../../run/profile-file.ts'

const PROFILE = 'restricted'

/** Reads the named files or stdin; nothing if stdin is a terminal: the configuration then has no proposals. */
const readNamed = async (io: Io, values: Values): Promise<InputFile[]> => {
  const named = values.filename?.values ?? (io.stdin.isTTY ? [] : ['-'])
  return readManifests(io, named, 'name files with -f, or pipe manifests in')
}

/**
 * `casehard config init`: writes a commented configuration for manifests. An existing casehard.yaml is not read: the shell
 * has truncated it if the output is redirected to it.
 */
export const runConfigInit = async (io: Io, values: Values, positionals: readonly string[]): Promise<number> => {
  const [word] = positionals
  if (word !== undefined)
    throw usageFailure(`config init: unexpected argument "${word}"; name manifests with -f ${word}`)
  const { configuration, images } = loadSettings(io, { ...values, config: { origin: 'config init', values: ['none'] } })
  const files = await readNamed(io, values)
  // There are no exemptions that could expire, so the date does not matter.
  const options: Options = { configuration, images, version: VERSION, today: io.today }
  const { report } = harden(files, options)
  const profile = single(values, 'profile') ?? PROFILE
  const unknown = { images: unknownImages(files, options), kinds: findUnknownKinds(files, options) }
  await print(io, formatProposal(report, unknown, profile, files[0]?.name ?? STDIN))
  return EXIT_WRITTEN
}

/** Returns the policy with the name, or the only one. Throws a usage failure. */
const choose = (file: string, policies: readonly PodSecurityPolicy[], name: string | undefined): PodSecurityPolicy => {
  const names = policies.map((policy) => policy.name)
  const [only, more] = policies
  if (name === undefined && only !== undefined && more === undefined) return only
  if (name === undefined)
    throw usageFailure(
      `config from-psp: ${file} contains ${names.length} policies; name one of them: ${names.join(', ')}`,
    )
  const found = policies.find((policy) => policy.name === name)
  if (found !== undefined) return found
  throw usageFailure(
    `config from-psp: ${file} does not contain a policy "${name}"; ${suggest(name, names, 'policies')}`,
  )
}

/** Reads the file of policies, a small regular file, or stdin for `-`. */
const readPolicies = async (io: Io, name: string): Promise<InputFile> => {
  if (name === '-') return readStdin(io, 'name the file with the policy')
  try {
    return { name, text: decodeInput(io.readSmallFile(resolve(io.cwd, name), LARGEST_CONFIGURATION), name) }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw usageFailure(`${name}: the file cannot be read (${causeOf(error)}); check the name, or use - for stdin`)
  }
}

/** `casehard config from-psp FILE [NAME]`: converts a PodSecurityPolicy to a configuration. */
export const runConfigFromPsp = async (io: Io, _values: Values, positionals: readonly string[]): Promise<number> => {
  const [path, name, more] = positionals
  if (path === undefined)
    throw usageFailure('config from-psp: the file is missing; use e.g. casehard config from-psp psp.yaml')
  if (more !== undefined) throw usageFailure(`config from-psp: unexpected argument "${more}"; name a file and a policy`)
  const { name: source, text } = await readPolicies(io, path)
  if (!containsPolicies(text))
    throw usageFailure(`config from-psp: ${source} does not contain a PodSecurityPolicy; name a file with one`)
  const policy = choose(source, parsePolicies(source, text).policies ?? [], name)
  const ids = CONTROLS.map(({ id }) => id)
  await print(io, formatMigration({ ...policy, ...migratePolicy(policy, ids) }))
  return EXIT_WRITTEN
}
