import { checkDigest, hashFor } from './body.ts'
import { ProblemError } from './errors.ts'
import type { Answer } from './http.ts'
import type { Descriptor } from './manifest.ts'
import type { Repository } from './repository.ts'
import { isBroken, MOST_ATTEMPTS, type Sleep, waitAfter } from './retry.ts'

/** A connection that breaks after fewer bytes counts as an attempt that failed. */
const PROGRESS = 2 ** 20

const MEGABYTE = 1e6

/** Returns how many bytes at the start of an answer are known already: all of them if the registry cannot resume. */
const knownBytes = ({ statusCode, headers }: Answer, done: number): number => {
  if (statusCode === 200) return done
  const [, start] = /^bytes (\d+)-/.exec(headers['content-range'] ?? '') ?? []
  if (Number(start) === done) return 0
  throw new ProblemError(
    'the registry does not resume the layer where the connection broke',
    'tell the administrator of the registry',
  )
}

/** Throws a `ProblemError` for a layer above the limit, in bytes. */
const checkSize = ({ digest, size }: Descriptor, largest: number): void => {
  if (size <= largest) return
  const [has, most] = [size, largest].map((bytes) => `${Math.ceil(bytes / MEGABYTE)} MB`)
  throw new ProblemError(
    `the layer ${digest} has ${has}, more than the limit of ${most}`,
    'read only the configuration with --config-only',
  )
}

/**
 * Reads a layer as it is stored, compressed. A connection that breaks is resumed where it broke. The digest is verified after
 * the last byte, so nobody may rely on what was read before the end. Throws a `ProblemError`.
 * @param largest the most bytes that a layer may have
 */
export async function* readLayer(
  repository: Repository,
  layer: Descriptor,
  largest: number,
  sleep: Sleep,
): AsyncGenerator<Uint8Array> {
  checkSize(layer, largest)
  const { digest, size } = layer
  const hash = hashFor(digest)
  let done = 0
  let attempts = 0
  let lastBreak = 0
  for (;;) {
    const range = done === 0 ? undefined : { range: `bytes=${done}-` }
    const answer = await repository.get(`blobs/${digest}`, range ?? {}, `the layer ${digest}`)
    try {
      let known = knownBytes(answer, done)
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        const part = chunk.subarray(known)
        known = Math.max(0, known - chunk.length)
        done += part.length
        if (done > size) {
          throw new ProblemError(
            `the layer ${digest} has more than the ${size} bytes of its manifest`,
            'do not use this image',
          )
        }
        hash.update(part)
        if (part.length > 0) yield part
      }
    } catch (error) {
      if (!isBroken(error)) throw error
    } finally {
      answer.destroy()
    }
    if (done === size) break
    attempts = done - lastBreak >= PROGRESS ? 1 : attempts + 1
    lastBreak = done
    if (attempts >= MOST_ATTEMPTS) {
      throw new ProblemError(
        `the connection broke ${attempts} times, at last after ${done} of ${size} bytes of the layer ${digest}`,
        'check the network, and try again',
      )
    }
    await sleep(waitAfter(attempts))
  }
  checkDigest(hash, digest, `the layer ${digest}`)
}
