import type { OpenedImage } from './source.ts'

/** What opening an image at its registry needs to know. */
export interface OpenRequest {
  /** E.g. `linux/amd64`. */
  platform: string
}

/**
 * Opens an image at its registry. This is the only place that the registry client plugs into; it is loaded when it is used.
 */
export const openImage = async (reference: string, _request: OpenRequest): Promise<OpenedImage> => {
  throw new Error(`${reference}: this build has no registry client; name a source of the image with --from`)
}
