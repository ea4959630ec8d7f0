import { ProblemError, shown } from './errors.ts'
import { choose, formatPlatform, type Platform } from './platform.ts'
import { isDigest } from './reference.ts'

/** The types of manifests and indexes that are asked for. */
export const ACCEPTED = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

const CONFIGS = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json']

const LAYER =
  /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+gzip|\+zstd)?|docker\.image\.rootfs\.(?:diff|foreign\.diff)\.tar(?:\.gzip|\.zstd)?)$/

/** A part of an image: its digest, its size in bytes, and its type. */
export interface Descriptor {
  digest: string
  size: number
  mediaType: string
}

/** The manifest of an image. */
export interface ImageManifest {
  config: Descriptor
  layers: Descriptor[]
}

/** An index: the manifests of the platforms. */
export interface ImageIndex {
  manifests: (Descriptor & { platform: Platform })[]
}

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const notValid = (what: string): ProblemError =>
  new ProblemError(`the manifest is not valid: ${what}`, 'build and push the image again')

const readDescriptor = (value: unknown, where: string): Descriptor => {
  const { digest, size, mediaType } = isObject(value) ? value : {}
  if (!isDigest(digest)) throw notValid(`${where} has no digest that can be verified`)
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) throw notValid(`${where} has no size`)
  return { digest, size, mediaType: typeof mediaType === 'string' ? mediaType : '' }
}

const readPlatform = (value: unknown): Platform => {
  const { os, architecture, variant } = isObject(value) ? value : {}
  const text = (part: unknown): string | undefined => (typeof part === 'string' ? part : undefined)
  return { os: text(os), architecture: text(architecture), variant: text(variant) }
}

/** Parses JSON from a registry; throws a `ProblemError` if it is no object. */
export const parseObject = (bytes: Buffer, what: string): Json => {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {}
  if (isObject(value)) return value
  throw new ProblemError(`${what} is not a JSON object`, 'check that the reference names an image')
}

const readIndex = (manifests: unknown[]): ImageIndex => {
  const entries = manifests.filter(isObject).map((entry, i) => ({
    ...readDescriptor(entry, `entry ${i + 1} of the index`),
    platform: readPlatform(entry.platform),
  }))
  // BuildKit's attestations are for the platform unknown/unknown.
  return { manifests: entries.filter(({ platform: { os } }) => os !== undefined && os !== 'unknown') }
}

/** Throws a `ProblemError` for an artifact that is no image, such as a Helm chart or a signature. */
const refuseArtifact = ({ artifactType }: Json, { mediaType }: Descriptor, layers: readonly Descriptor[]): void => {
  const isLayer = (layer: Descriptor): boolean => LAYER.test(layer.mediaType)
  const type = CONFIGS.includes(mediaType)
    ? layers.find((layer) => !isLayer(layer))?.mediaType
    : (artifactType ?? mediaType)
  if (type === undefined) return
  throw new ProblemError(`it is an artifact of type ${shown(type)}, not an image`, 'name a container image')
}

/**
 * Reads a manifest or an index. Throws a `ProblemError` if it is neither, is of schema 1, or is for no image.
 * @param contentType the type that the registry says; the type in the manifest goes first
 */
export const readManifest = (bytes: Buffer, contentType: string | undefined): ImageManifest | ImageIndex => {
  const json = parseObject(bytes, 'the manifest')
  const type = typeof json.mediaType === 'string' ? json.mediaType : (contentType ?? '')
  if (
    json.schemaVersion === 1 ||
    type.includes('manifest.v1+prettyjws') ||
    type.includes('docker.distribution.manifest.v1+json')
  ) {
    throw new ProblemError(
      'its manifest is of Docker schema 1, which has been out of use since 2017',
      'pull, tag and push the image again with a current Docker',
    )
  }
  const { manifests, layers } = json
  // Such a document is an index for one reader and an image for another (CVE-2021-41190).
  if (Array.isArray(manifests) && (layers !== undefined || json.config !== undefined)) {
    throw notValid('it is both an index and an image')
  }
  if (Array.isArray(manifests)) return readIndex(manifests)
  if (!Array.isArray(layers)) throw notValid(`it has neither layers nor manifests (${shown(type) || 'no type'})`)
  const config = readDescriptor(json.config, 'the configuration')
  const found = layers.map((layer, i) => readDescriptor(layer, `layer ${i + 1}`))
  refuseArtifact(json, config, found)
  return { config, layers: found }
}

/** Returns the entry of an index for a platform; throws a `ProblemError` that lists the platforms if there is none. */
export const chooseManifest = ({ manifests }: ImageIndex, wanted: Platform): Descriptor & { platform: Platform } => {
  const found = choose(manifests, wanted)
  if (found !== undefined) return found
  const has = [...new Set(manifests.map(({ platform }) => formatPlatform(platform)))].slice(0, 12)
  throw new ProblemError(
    `there is no image for ${formatPlatform(wanted)}; there is ${has.map(shown).join(', ') || 'none for any platform'}`,
    'choose one with --platform',
  )
}
