import { setTimeout as wait } from 'node:timers/promises'
import { parseImage } from '../../src/evidence/image/names.ts'
import { checkDigest, hashFor, readBytes } from './body.ts'
import type { RegistryIo } from './certificates.ts'
import { ProblemError, RegistryError, shown } from './errors.ts'
import { explainError } from './failures.ts'
import { readLayer } from './layer.ts'
import { ACCEPTED, chooseManifest, type Descriptor, type ImageManifest, parseObject, readManifest } from './manifest.ts'
import { fits, formatPlatform, type Platform, parsePlatform } from './platform.ts'
import { isDigest, parseReference } from './reference.ts'
import { connect, type Endpoint, type Network, openRepository, type Repository } from './repository.ts'
import { isBroken, MOST_ATTEMPTS, type Sleep, waitAfter } from './retry.ts'

/** An image in a registry, resolved for one platform. */
export interface RemoteImage {
  /** What the registry gives for the reference: the digest of the index, if there is one. */
  digest: string
  /** The digest of the manifest for the platform, if `digest` is that of an index. */
  manifest?: string
  /** E.g. `linux/amd64` or `linux/arm/v6`. */
  platform: string
  configDigest: string
  /** The parsed configuration, a JSON object that is not checked further. */
  config: unknown
  /** From the lowest to the uppermost. */
  layers: Descriptor[]
  /**
   * Yields the bytes of a layer as it is stored, compressed. Its digest is verified after the last byte; rejects with a
   * `RegistryError`.
   */
  openLayer(layer: Descriptor): AsyncIterable<Uint8Array>
}

/** How registries are asked. */
export interface ClientSettings {
  /** `OS/ARCHITECTURE` or `OS/ARCHITECTURE/VARIANT`. */
  platform: string
  /** Registries, with their ports, that may be asked with plain HTTP. Those on this machine always may. */
  insecureRegistries?: readonly string[]
  /** A file with certificate authorities in PEM, which are trusted in addition. */
  caFile?: string
  /** The most bytes that a layer may have; by default 20 GB. */
  largestLayer?: number
  /** Milliseconds without any byte after which a connection counts as broken; by default 30,000. */
  idleTimeout?: number
  /** Replaces the wait between attempts. */
  sleep?: Sleep
}

/** What the images of one run share: what was learned of each registry, and the logins. */
export interface Client extends Network {
  platform: Platform
  largestLayer: number
  endpoints: Map<string, Promise<Endpoint>>
}

const LARGEST_LAYER = 20e9
const IDLE = 30_000
/** Milliseconds for a whole manifest, configuration or token. */
const WHOLE = 120_000

/** Creates a client. Throws a `ProblemError` if the platform is not valid. */
export const createClient = (io: RegistryIo, settings: ClientSettings): Client => {
  const platform = parsePlatform(settings.platform)
  if (platform === undefined) {
    throw new ProblemError('the platform is not valid', 'write it as linux/amd64 or linux/arm/v7')
  }
  return {
    io,
    platform,
    insecureRegistries: settings.insecureRegistries ?? [],
    ...(settings.caFile === undefined ? {} : { caFile: settings.caFile }),
    largestLayer: settings.largestLayer ?? LARGEST_LAYER,
    idle: settings.idleTimeout ?? IDLE,
    whole: WHOLE,
    sleep: settings.sleep ?? (async (milliseconds) => void (await wait(milliseconds))),
    endpoints: new Map(),
  }
}

/** Names registry and image in a problem; an error that is none is a bug and stays as it is. */
const named = (error: unknown, image: string): unknown => {
  const { registry } = parseImage(image)
  const problem = explainError(error, registry)
  return problem instanceof ProblemError ? new RegistryError(shown(registry), shown(image), problem, problem) : problem
}

interface Fetched {
  bytes: Buffer
  digest: string
  contentType: string | undefined
}

/** Reads a manifest or a configuration and verifies its digest, if it is known; tries again where a connection breaks. */
const fetchDocument = async (
  { sleep }: Client,
  repository: Repository,
  path: string,
  accept: string,
  what: string,
): Promise<Fetched> => {
  const known = path.slice(path.indexOf('/') + 1)
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await repository.get(path, { accept }, what)
      const bytes = await readBytes(answer)
      const said = answer.headers['docker-content-digest']
      const digest = isDigest(known) ? known : isDigest(said) ? said : undefined
      if (digest !== undefined) checkDigest(hashFor(digest).update(bytes), digest, what)
      const own = `sha256:${hashFor('sha256:').update(bytes).digest('hex')}`
      return { bytes, digest: digest ?? own, contentType: answer.headers['content-type'] }
    } catch (error) {
      if (!isBroken(error) || attempt === MOST_ATTEMPTS) throw error
      await sleep(waitAfter(attempt))
    }
  }
}

/** A manifest that was found for the platform. */
interface Resolved {
  digest: string
  manifest?: string
  /** From the index, if there is one. */
  platform?: Platform
  image: ImageManifest
}

const resolve = async (client: Client, repository: Repository, name: string): Promise<Resolved> => {
  const first = await fetchDocument(client, repository, `manifests/${name}`, ACCEPTED, 'the image')
  const found = readManifest(first.bytes, first.contentType)
  if ('layers' in found) return { digest: first.digest, image: found }
  const { digest, platform } = chooseManifest(found, client.platform)
  const second = await fetchDocument(client, repository, `manifests/${digest}`, ACCEPTED, `the manifest ${digest}`)
  const image = readManifest(second.bytes, second.contentType)
  if ('layers' in image) return { digest: first.digest, manifest: digest, platform, image }
  throw new ProblemError('its index refers to another index', 'name the image of one platform by its digest')
}

/** Checks the platform of an image without an index. */
const checkPlatform = (config: Platform, wanted: Platform): void => {
  if (fits(config, wanted)) return
  throw new ProblemError(
    `the image is for ${shown(formatPlatform(config))} only, not for ${formatPlatform(wanted)}`,
    'choose it with --platform',
  )
}

/**
 * Resolves a reference for the platform of the client, and reads manifest and configuration; the layers are read later. All
 * digests are verified. Rejects with a `RegistryError`.
 */
export const openImage = async (reference: string, client: Client): Promise<RemoteImage> => {
  try {
    const { registry, repository: path, tag, digest: pinned } = parseReference(reference)
    const endpoint = client.endpoints.get(registry) ?? connect(client, registry)
    client.endpoints.set(registry, endpoint)
    const repository = openRepository(client, await endpoint, path)
    const { digest, manifest, platform, image } = await resolve(client, repository, pinned ?? tag ?? '')
    const what = 'the configuration'
    const { bytes } = await fetchDocument(client, repository, `blobs/${image.config.digest}`, '*/*', what)
    const config = parseObject(bytes, what)
    if (platform === undefined) checkPlatform(config, client.platform)
    const own: Platform = platform ?? (config.os && config.architecture ? config : client.platform)
    return {
      digest,
      ...(manifest === undefined ? {} : { manifest }),
      platform: formatPlatform(own),
      configDigest: image.config.digest,
      config,
      layers: image.layers,
      openLayer: async function* (layer) {
        try {
          yield* readLayer(repository, layer, client.largestLayer, client.sleep)
        } catch (error) {
          throw named(error, reference)
        }
      },
    }
  } catch (error) {
    throw named(error, reference)
  }
}
