import { type ImageName, parseImage } from '../../src/evidence/image/names.ts'
import { ProblemError } from './errors.ts'

/** The registry of references without a host, its API, and the key of its credentials. */
export const DOCKER_HUB = 'docker.io'
const HUB_API = 'registry-1.docker.io'
export const HUB_KEY = 'https://index.docker.io/v1/'

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const REPOSITORY = new RegExp(`^${PART}(?:/${PART})*$`)
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

/** Whether a text is a digest of a kind that can be verified. */
export const isDigest = (text: unknown): text is string => typeof text === 'string' && DIGEST.test(text)

/**
 * Parses a reference, without a tag as `latest`. The result is safe as a part of a URL.
 * Throws a `ProblemError` if it does not follow the grammar of github.com/distribution/reference.
 */
export const parseReference = (reference: string): ImageName => {
  const name = parseImage(reference)
  const { registry, repository, tag, digest } = name
  const wrong = (what: string): ProblemError =>
    new ProblemError(
      `the ${what} of the reference is not valid`,
      'write it as HOST/PATH:TAG or HOST/PATH@sha256:DIGEST',
    )
  if (reference.split('@').length > 2 || !HOST.test(registry)) throw wrong('registry')
  // 255 is the limit of the same grammar.
  if (repository.length > 255 || !REPOSITORY.test(repository)) throw wrong('path')
  if (tag !== undefined && !TAG.test(tag)) throw wrong('tag')
  if (digest !== undefined && !isDigest(digest)) throw wrong('digest')
  return tag === undefined && digest === undefined ? { ...name, tag: 'latest' } : name
}

/** Returns the host of a registry's API, with its port. */
export const apiHost = (registry: string): string => (registry === DOCKER_HUB ? HUB_API : registry)

/** Whether a host, with or without a port, is this machine. */
export const isLoopback = (host: string): boolean =>
  /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host)
