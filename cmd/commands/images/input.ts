import { findImages } from '../../../src/pipeline/configured.ts'
import { usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import { gather } from '../../files/gather.ts'
import { combineProblems, withoutRefused } from '../../files/problems.ts'
import { namedPaths } from '../../files/search/roots.ts'
import type { Io } from '../../io/io.ts'
import { loadSettings } from '../../run/configuration.ts'

/** Returns the images of the manifests that the user names, sorted. Throws a failure for what cannot be read. */
export const imagesOfInput = async (io: Io, requested: Values, words: readonly string[]): Promise<string[]> => {
  const { platform: _, ...values } = requested
  const named = namedPaths(values, words)
  if (named.length === 0 && io.stdin.isTTY)
    throw usageFailure('images: name files or folders, e.g. casehard images lock ., or pipe manifests in')
  const { configuration, warning } = loadSettings(io, values)
  if (warning !== '') io.stderr.write(warning)
  const { files, problems } = await gather(io, {
    stdin: true,
    pipes: true,
    instead: 'name files or folders, or pipe manifests in',
    paths: named.length === 0 ? ['-'] : named,
    evidence: [],
    exclude: values.exclude,
    progress: () => {},
  })
  const { result } = withoutRefused(files, problems, (kept) => findImages(kept, { configuration }))
  if (problems.length > 0) throw combineProblems(problems)
  return result
}
