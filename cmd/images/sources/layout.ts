import { createHash } from 'node:crypto'
import { ImageError } from '../errors.ts'
import { platformOf } from '../found/config.ts'
import type { LayerReference, LocalImage } from '../source.ts'
import { type Blobs, verified } from './blobs.ts'

interface Descriptor extends LayerReference {
  annotations?: Record<string, string>
  platform?: { os?: string; architecture?: string; variant?: string }
}

interface Manifest {
  config: Descriptor
  layers: Descriptor[]
}

const INDEX = /index\.v1|manifest\.list/

const blobOf = (digest: string): string => {
  if (!/^sha(?:256|512):[0-9a-f]+$/.test(digest)) throw new ImageError(`"${digest}" is not a digest`)
  return `blobs/${digest.replace(':', '/')}`
}

const json = (blobs: Blobs, name: string): unknown => JSON.parse(blobs.read(name).toString())

const verifiedJson = (blobs: Blobs, digest: string): unknown => {
  const bytes = blobs.read(blobOf(digest))
  const [algorithm = '', expected] = digest.split(':')
  if (createHash(algorithm).update(bytes).digest('hex') !== expected)
    throw new ImageError(`the content of ${digest} has another digest`)
  return JSON.parse(bytes.toString())
}

const matches = ({ platform = {} }: Descriptor, wanted: string): boolean => {
  const [os, architecture, variant] = wanted.split('/')
  return (
    platform.os === os &&
    platform.architecture === architecture &&
    (variant === undefined || platform.variant === variant)
  )
}

const openDescriptor = (blobs: Blobs, top: Descriptor, wanted: string): LocalImage['image'] | undefined => {
  let descriptor = top
  for (let level = 0; INDEX.test(descriptor.mediaType) && level < 4; level++) {
    const { manifests } = verifiedJson(blobs, descriptor.digest) as { manifests: Descriptor[] }
    const found = manifests.find((one) => matches(one, wanted))
    if (found === undefined) return undefined
    descriptor = found
  }
  const { config, layers } = verifiedJson(blobs, descriptor.digest) as Manifest
  const value = verifiedJson(blobs, config.digest)
  return {
    digest: top.digest,
    ...(descriptor === top ? {} : { manifest: descriptor.digest }),
    platform: platformOf(value) || wanted,
    configDigest: config.digest,
    config: value,
    layers: layers.map(({ digest, size, mediaType }) => ({ digest, size, mediaType })),
    openLayer: ({ digest }) => verified(blobs.open(blobOf(digest)), digest),
  }
}

/** Reads the images of an OCI layout: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
export const readLayout = (blobs: Blobs, platform: string): LocalImage[] => {
  const { manifests } = json(blobs, 'index.json') as { manifests: Descriptor[] }
  return manifests.flatMap((descriptor) => {
    const image = openDescriptor(blobs, descriptor, platform)
    const { annotations = {} } = descriptor
    const names = [annotations['io.containerd.image.name'], annotations['org.opencontainers.image.ref.name']]
    if (image === undefined) return []
    return [{ names: names.filter((name) => name !== undefined), from: 'oci-layout', hasLayers: true, image }]
  })
}

/** Reads the images of a `docker save` archive. It has no digest of a registry, so that the one of its configuration counts. */
export const readDockerArchive = (blobs: Blobs, platform: string): LocalImage[] => {
  const manifests = json(blobs, 'manifest.json') as { Config: string; RepoTags: string[] | null; Layers: string[] }[]
  return manifests.map(({ Config, RepoTags, Layers }) => {
    const bytes = blobs.read(Config)
    const config = JSON.parse(bytes.toString()) as { rootfs?: { diff_ids?: string[] } }
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    const ids = config.rootfs?.diff_ids ?? []
    const layers = Layers.map((_, i) => ({ digest: ids[i] ?? '', size: 0, mediaType: 'application/x-tar' }))
    const image = {
      digest,
      platform: platformOf(config) || platform,
      configDigest: digest,
      config,
      layers,
      openLayer: (layer: LayerReference) => verified(blobs.open(Layers[layers.indexOf(layer)] ?? ''), layer.digest),
    }
    return { names: RepoTags ?? [], from: 'docker-save', hasLayers: true, image }
  })
}
