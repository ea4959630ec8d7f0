import { createHash, type Hash } from 'node:crypto'
import { ProblemError } from './errors.ts'
import type { Answer } from './http.ts'

/** The largest manifest, configuration or token, in bytes; the distribution specification has 4 MiB for a manifest. */
const LARGEST_DOCUMENT = 2 ** 22

/** Starts the hash for a digest such as `sha256:...`. */
export const hashFor = (digest: string): Hash => createHash(digest.slice(0, digest.indexOf(':')))

/** Throws a `ProblemError` unless a hash is that of the digest. */
export const checkDigest = (hash: Hash, digest: string, what: string): void => {
  if (hash.digest('hex') === digest.slice(digest.indexOf(':') + 1)) return
  throw new ProblemError(
    `the content of ${what} does not have the digest ${digest}`,
    'the registry, or something on the way to it, has changed the content; do not use this image',
  )
}

/** Reads a body of at most 4 MiB. Throws a `ProblemError` for a larger one, and the system's error. */
export const readBytes = async (answer: Answer): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > LARGEST_DOCUMENT) {
      answer.destroy()
      throw new ProblemError('the answer is larger than 4 MiB', 'check that the reference names an image')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Reads a body of at most 4 MiB as UTF-8. */
export const readText = async (answer: Answer): Promise<string> => (await readBytes(answer)).toString()
