import { usageFailure } from '../cli/failure.ts'
import { single, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { createClient, openImage } from '../registry/client.ts'
import { ProblemError } from '../registry/errors.ts'
import type { OpenedImage } from './source.ts'

/** The platform of images for several, unless `--platform` names another. */
const PLATFORM = 'linux/amd64'

/** Opens an image at its registry. Rejects with a `RegistryError`. */
export type OpenAtRegistry = (reference: string) => Promise<OpenedImage>

/** The platform of `--platform`. Its variable means the platform of a cluster, so it is ignored. */
export const platformIn = (values: Values): string =>
  (values.platform?.origin.startsWith('--') ? single(values, 'platform') : undefined) ?? PLATFORM

/** Returns a function that opens images for one platform, with one client. Throws a usage failure for a wrong platform. */
export const registryFor = (io: Io, values: Values, platform = platformIn(values)): OpenAtRegistry => {
  const caFile = single(values, 'registry-ca')
  try {
    const client = createClient(io, {
      platform,
      insecureRegistries: values['insecure-registry']?.values ?? [],
      ...(caFile === undefined ? {} : { caFile }),
    })
    return (reference) => openImage(reference, client)
  } catch (error) {
    if (error instanceof ProblemError)
      throw usageFailure(`platform ${JSON.stringify(platform)}: ${error.problem}; ${error.nextStep}`)
    throw error
  }
}

/** Passes on the bytes of a layer and counts them. */
export async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    count(chunk.length)
    yield chunk
  }
}
