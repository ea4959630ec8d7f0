import type { Command } from '../../cli/command.ts'
import { EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { print } from '../../run/output.ts'

const runVersion = async (io: Io, _values: Values, [word]: readonly string[]): Promise<number> => {
  if (word !== undefined) throw usageFailure(`version: unexpected argument "${word}"; version takes no arguments`)
  await print(io, `${VERSION}\n`)
  return EXIT_WRITTEN
}

export const versionCommand: Command = {
  name: 'version',
  summary: 'print the version, as --version does',
  usage: 'casehard version',
  options: [],
  load: async () => runVersion,
}
