import { ImageError } from '../errors.ts'
import { platformOf } from '../found/config.ts'
import type { LocalImage } from '../source.ts'

interface Inspected {
  RepoTags?: string[] | null
  RepoDigests?: string[] | null
  Id?: string
  ImageID?: string
  ImageConfig?: unknown
}

const digestIn = ({ RepoDigests }: Inspected): string => RepoDigests?.[0]?.split('@')[1] ?? ''

const localImage = (
  from: string,
  names: readonly string[],
  digest: string,
  config: unknown,
  id: string,
): LocalImage => ({
  from,
  names: [...names],
  hasLayers: false,
  image: {
    digest,
    platform: platformOf(config),
    configDigest: id,
    config,
    layers: [],
    openLayer: () => {
      throw new ImageError('the source has no layers')
    },
  },
})

/**
 * Reads the JSON of `docker image inspect`, `skopeo inspect --config`, `crane config` or `trivy image -f json`.
 * Returns undefined for anything else.
 */
export const readJsonSource = (value: unknown): LocalImage[] | undefined => {
  if (Array.isArray(value)) {
    const images = value as Inspected[]
    if (!images.every((one) => typeof one === 'object' && one !== null && 'Config' in one)) return undefined
    return images.map((one) => localImage('docker-inspect', one.RepoTags ?? [], digestIn(one), one, one.Id ?? ''))
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { ArtifactName, Metadata, rootfs } = value as { ArtifactName?: string; Metadata?: Inspected; rootfs?: unknown }
  if (ArtifactName !== undefined && Metadata?.ImageConfig !== undefined)
    return [
      localImage(
        'trivy',
        [ArtifactName, ...(Metadata.RepoTags ?? [])],
        digestIn(Metadata),
        Metadata.ImageConfig,
        Metadata.ImageID ?? '',
      ),
    ]
  return rootfs === undefined ? undefined : [localImage('config', [], '', value, '')]
}
