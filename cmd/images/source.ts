/** A layer as a manifest names it. */
export interface LayerReference {
  digest: string
  /** Compressed, in bytes. */
  size: number
  mediaType: string
}

/** An image whose manifest and configuration have been read. The registry client and the local sources return it. */
export interface OpenedImage {
  /** What the source gives for the name: the digest of the index, if there is one; empty if the source has none. */
  digest: string
  /** The digest of the manifest of the platform, if `digest` is that of an index. */
  manifest?: string
  platform: string
  configDigest: string
  /** The JSON of the configuration: https://github.com/opencontainers/image-spec/blob/main/config.md */
  config: unknown
  /** From the lowest up. */
  layers: LayerReference[]
  /** Reads the bytes of a layer as they are stored; throws if they do not have the digest. */
  openLayer(layer: LayerReference): AsyncIterable<Uint8Array>
}

/** An image of a source without network. */
export interface LocalImage {
  /** The names that the source gives it. */
  names: string[]
  /** The kind of the source, e.g. `oci-layout`. */
  from: string
  /** The layers are there; JSON files have only the configuration. */
  hasLayers: boolean
  image: OpenedImage
}
