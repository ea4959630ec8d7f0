import { harden } from '../../../src/harden.ts'
import type { InputFile, Options } from '../../../src/model.ts'
import { findUnknownKinds } from '../../../src/pipeline/configured.ts'
import { unknownImages } from '../../../src/pipeline/unknown-images.ts'
import { formatProposal } from '../../../src/report/config-files.ts'
import { EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { builtinImages, loadSettings } from '../../run/configuration.ts'
import { readManifests, STDIN } from '../../run/input.ts'
import { print } from '../../run/output.ts'

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
  const { configuration } = loadSettings(io, { ...values, config: { origin: 'config init', values: ['none'] } })
  const files = await readNamed(io, values)
  // There are no exemptions that could expire, so the date does not matter.
  const options: Options = { configuration, images: builtinImages(), version: VERSION, today: io.today }
  const { report } = harden(files, options)
  const profile = single(values, 'profile') ?? PROFILE
  const unknown = { images: unknownImages(files, options), kinds: findUnknownKinds(files, options) }
  await print(io, formatProposal(report, unknown, profile, files[0]?.name ?? STDIN))
  return EXIT_WRITTEN
}
