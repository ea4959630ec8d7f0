import { harden } from '../../../src/harden.ts'
import type { InputFile, Options } from '../../../src/model.ts'
import { unknownImages } from '../../../src/pipeline/unknown-images.ts'
import { formatProposal } from '../../../src/report/config-files.ts'
import { EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { loadSettings } from '../../run/configuration.ts'
import { builtinImages } from '../../run/images.ts'
import { readManifests, STDIN } from '../../run/input.ts'
import { print } from '../../run/output.ts'

const PROFILE = 'restricted'

/** On a terminal there is nothing to wait for: what is written then is not about any manifests. */
const readNamed = async (io: Io, values: Values): Promise<InputFile[]> => {
  const named = values.filename?.values ?? (io.stdin.isTTY ? [] : ['-'])
  return readManifests(io, named, 'name files with -f, or pipe them in')
}

/**
 * `casehard config init`: writes a commented configuration for manifests. A configuration that is there already is not
 * read: the shell has emptied it where the new one is to take its place.
 */
export const runConfigInit = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const [word] = words
  if (word !== undefined) throw usageFailure(`config init: "${word}": manifests are named with -f; say -f ${word}`)
  const { configuration } = loadSettings(io, { ...values, config: { origin: 'config init', values: ['none'] } })
  const files = await readNamed(io, values)
  // Nothing expires, for there are no exemptions: any day will do.
  const options: Options = { configuration, images: builtinImages(), version: VERSION, today: io.today }
  const { report } = harden(files, options)
  const profile = single(values, 'profile') ?? PROFILE
  await print(io, formatProposal(report, unknownImages(files, options), profile, files[0]?.name ?? STDIN))
  return EXIT_WRITTEN
}
