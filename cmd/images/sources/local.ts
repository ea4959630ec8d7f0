import { resolve } from 'node:path'
import { parseImage } from '../../../src/evidence/image/names.ts'
import { systemCause, usageFailure } from '../../cli/failure.ts'
import type { Io } from '../../io/io.ts'
import type { LocalImage } from '../source.ts'
import { archiveBlobs, type Blobs, folderBlobs } from './blobs.ts'
import { readJsonSource } from './json.ts'
import { readDockerArchive, readLayout } from './layout.ts'

const KINDS = 'an OCI layout, a docker save archive, or the JSON of docker image inspect, skopeo, crane or trivy'

const readBlobs = (blobs: Blobs, platform: string): LocalImage[] | undefined => {
  if (blobs.has('index.json') && blobs.has('oci-layout')) return readLayout(blobs, platform)
  return blobs.has('manifest.json') ? readDockerArchive(blobs, platform) : undefined
}

const readSource = async (io: Io, path: string, platform: string): Promise<LocalImage[] | undefined> => {
  if (io.isFolder(path)) return readBlobs(folderBlobs(io, path), platform)
  const start = Buffer.from(io.readStart(path, 64)).toString().trimStart()
  if (/^[[{]/.test(start)) return readJsonSource(JSON.parse(Buffer.from(io.readFile(path)).toString()))
  return readBlobs(await archiveBlobs(io, path), platform)
}

/** Splits `IMAGE=PATH`; a path that exists is no such pair. */
const splitSource = (io: Io, text: string): { name?: string; path: string } => {
  const equals = text.indexOf('=')
  if (equals < 1 || io.exists(resolve(io.cwd, text))) return { path: text }
  return { name: text.slice(0, equals), path: text.slice(equals + 1) }
}

/** Gives a source the name that the user gives it, and the digest in that name. */
const named = (image: LocalImage, name: string): LocalImage => {
  const [plain = '', digest] = name.split('@')
  const { digest: own } = image.image
  return { ...image, names: [name, plain], image: { ...image.image, digest: own === '' ? (digest ?? '') : own } }
}

/** Reads a value of `--from`. Throws a usage failure that names the source. */
export const readLocalImages = async (io: Io, text: string, platform: string): Promise<LocalImage[]> => {
  const { name, path } = splitSource(io, text)
  let images: LocalImage[] | undefined
  try {
    images = await readSource(io, resolve(io.cwd, path), platform)
  } catch (error) {
    throw usageFailure(`--from: ${path}: the source cannot be read (${systemCause(error)}); name ${KINDS}`)
  }
  if (images === undefined) throw usageFailure(`--from: ${path}: the kind of the source is unknown; name ${KINDS}`)
  const [only, more] = images
  if (name === undefined) return images
  if (only === undefined || more !== undefined)
    throw usageFailure(
      `--from: ${path} has ${images.length} images for ${platform}, so that ${name} cannot be one of them`,
    )
  return [named(only, name)]
}

/** Returns a name with its registry and tag, so that `redis` and `docker.io/library/redis:latest` are equal. */
const fullName = (reference: string): string => {
  const { registry, repository, tag = 'latest' } = parseImage(reference)
  return `${registry}/${repository}:${tag}`
}

/** Finds the image of a reference, by its name or its digest. */
export const findLocalImage = (images: readonly LocalImage[], reference: string): LocalImage | undefined => {
  const digest = reference.split('@')[1]
  return images.find(({ names, image }) =>
    digest === undefined
      ? names.some((name) => fullName(name) === fullName(reference))
      : image.digest === digest || image.manifest === digest,
  )
}
