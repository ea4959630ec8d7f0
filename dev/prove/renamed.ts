import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalImage, parseImage } from '../../src/evidence/image/names.ts'

/** The registry of the names that no built-in fact knows. */
export const UNKNOWN_REGISTRY = 'registry.test'

/** Images without which the cluster does not start. */
const OF_THE_CLUSTER = /\/pause:|\/coredns:/

const NAME = 'org.opencontainers.image.ref.name'

interface Descriptor {
  digest: string
  annotations?: Record<string, string>
}

/** The images of an OCI layout, by name. */
export const readIndex = (layout: string): Map<string, string> => {
  const { manifests }: { manifests: Descriptor[] } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'))
  return new Map(
    manifests.flatMap(({ digest, annotations }) => {
      const name = annotations?.[NAME]
      return name === undefined ? [] : [[name, digest] as const]
    }),
  )
}

/**
 * Gives each image of an OCI layout a second name which no built-in fact knows, such as `registry.test/team/a1:1`.
 * @returns the new names by canonical name and tag
 */
export const addUnknownNames = (layout: string): Map<string, string> => {
  const path = join(layout, 'index.json')
  const index: { manifests: Descriptor[] } = JSON.parse(readFileSync(path, 'utf8'))
  const isOwn = ({ annotations }: Descriptor): boolean => annotations?.[NAME]?.startsWith(UNKNOWN_REGISTRY) === true
  const known = index.manifests.filter((one) => !isOwn(one))
  const names = new Map<string, string>()
  const added: Descriptor[] = []
  for (const one of known) {
    const name = one.annotations?.[NAME]
    if (name === undefined || OF_THE_CLUSTER.test(name)) continue
    const renamed = `${UNKNOWN_REGISTRY}/team/a${added.length + 1}:1`
    names.set(`${canonicalImage(parseImage(name))}:${parseImage(name).tag}`, renamed)
    added.push({ ...one, annotations: { [NAME]: renamed } })
  }
  writeFileSync(path, JSON.stringify({ ...index, manifests: [...known, ...added] }))
  return names
}

/**
 * Replaces the images of a manifest by their unknown names.
 * @throws Error if an image has none
 */
export const renameImages = (manifest: string, names: ReadonlyMap<string, string>): string =>
  manifest.replaceAll(/\bimage: ([^\s,}]+)/g, (_, image: string) => {
    const name = canonicalImage(parseImage(image))
    // As the registry of the cluster does, another tag of a repository means its first image.
    const known = names.get(`${name}:${parseImage(image).tag}`)
    const renamed = known ?? [...names].find(([other]) => other.startsWith(`${name}:`))?.[1]
    if (renamed === undefined) throw new Error(`there is no image ${image}`)
    return `image: ${renamed}`
  })
