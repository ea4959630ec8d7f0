import type { ImageName } from '../../kube/image-reference.ts'
import type { ImageCatalog, ImageFacts, TagRange } from '../../model.ts'

/** Registries that serve the same repositories as another one. */
const SAME_REGISTRY: Readonly<Record<string, string>> = {
  'ecr-public.aws.com': 'public.ecr.aws',
  'k8s.gcr.io': 'registry.k8s.io',
  'mirror.gcr.io': 'docker.io',
}

/** Namespaces in which a publisher offers the same images as in another one. */
const SAME_FOLDER: Readonly<Record<string, string>> = {
  'docker.io/argoproj': 'quay.io/argoproj',
  'docker.io/bitnamilegacy': 'docker.io/bitnami',
  'docker.io/bitnamiprem': 'docker.io/bitnami',
  'docker.io/bitnamisecure': 'docker.io/bitnami',
  'docker.io/minio': 'quay.io/minio',
  'docker.io/prom': 'quay.io/prometheus',
  'ghcr.io/hotio': 'docker.io/hotio',
  'ghcr.io/linuxserver': 'docker.io/linuxserver',
  'lscr.io/linuxserver': 'docker.io/linuxserver',
  'public.ecr.aws/bitnami': 'docker.io/bitnami',
  'public.ecr.aws/docker/library': 'docker.io/library',
  'quay.io/bitnami': 'docker.io/bitnami',
}

const splitLast = (path: string): [folder: string, last: string] => {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)]
}

/** Returns the name that facts use for an image: its repository in its publisher's primary registry. */
export const canonicalImage = ({ registry, repository }: ImageName): string => {
  const host = SAME_REGISTRY[registry] ?? registry
  const isOfficial = host === 'docker.io' && !repository.includes('/')
  const [folder, last] = splitLast(`${host}/${isOfficial ? `library/${repository}` : repository}`)
  return `${SAME_FOLDER[folder] ?? folder}/${last}`
}

/**
 * Returns the part of a canonical name that mirrors keep below their own registry and path: the last folder and the name,
 * e.g. `library/redis` of `hub.example/proxy/library/redis`. Undefined without a folder: a name alone is ambiguous.
 */
export const mirroredPart = (canonical: string): string | undefined => {
  const [folder, last] = splitLast(canonical)
  const [host, own] = splitLast(folder)
  if (host === '') return undefined
  const [, publisher] = splitLast(SAME_FOLDER[`docker.io/${own}`] ?? own)
  return `${publisher}/${last}`
}

/** Facts of a catalog: themselves, or their JSON text, which is parsed when it is looked up. */
type Stored = ImageFacts | string

/** The names at the start of an entry's JSON text; `image` and `mirrors` are its first keys. */
const namesIn = (text: string): string[] => {
  const end = text.indexOf('"', NAME)
  const mirrors = end + MIRRORS.length
  return text.startsWith(MIRRORS, end)
    ? [text.slice(NAME, end), ...text.slice(mirrors, text.indexOf('"]', mirrors)).split('","')]
    : [text.slice(NAME, end)]
}

const NAME = '{"image":"'.length
const MIRRORS = '","mirrors":["'

const put = (map: Map<string, Stored[]>, key: string, stored: Stored): void => {
  const known = map.get(key)
  if (known === undefined) map.set(key, [stored])
  else if (!known.includes(stored)) known.push(stored)
}

class Catalog implements ImageCatalog {
  private readonly byName = new Map<string, Stored[]>()
  private readonly families: Stored[] = []
  private byPart: Map<string, Stored[]> | undefined

  constructor(entries: readonly Stored[]) {
    for (const stored of entries) {
      const names = typeof stored === 'string' ? namesIn(stored) : [stored.image, ...(stored.mirrors ?? [])]
      if (names[0]?.includes('*')) this.families.push(stored)
      for (const name of names) put(this.byName, name, stored)
    }
  }

  named(name: string): readonly ImageFacts[] {
    return this.read(this.byName.get(name))
  }

  endingIn(part: string): readonly ImageFacts[] {
    if (this.byPart === undefined) {
      this.byPart = new Map()
      for (const [name, entries] of this.byName) {
        const own = mirroredPart(name)
        if (own !== undefined) for (const stored of entries) put(this.byPart, own, stored)
      }
    }
    return this.read(this.byPart.get(part))
  }

  patterns(): readonly ImageFacts[] {
    return this.read(this.families)
  }

  private read(entries: readonly Stored[] = []): ImageFacts[] {
    return entries.map((stored) => (typeof stored === 'string' ? (JSON.parse(stored) as ImageFacts) : stored))
  }
}

/**
 * Makes a catalog of built-in facts, which looks up names without parsing the other entries.
 * @param entries facts, or their JSON texts with `image` and `mirrors` as the first keys
 */
export const catalogOf = (entries: readonly Stored[]): ImageCatalog => new Catalog(entries)

/** A tag that is the name of a commit, which may start with digits. */
const COMMIT = /^(?=.*[a-f])[0-9a-f]{7,40}$/

/** Returns the numbers of a tag's version; infinity for a tag without a version, since `latest` is the newest. */
const versionOf = (tag: string): number[] => {
  const [, version] = COMMIT.test(tag) ? [] : (/^v?(\d+(?:\.\d+)*)/.exec(tag) ?? [])
  return version === undefined ? [Number.POSITIVE_INFINITY] : version.split('.').map(Number)
}

/** Whether a tag names a version, so that it is known which facts apply to it. */
export const namesVersion = (tag: string | undefined): boolean =>
  tag !== undefined && versionOf(tag)[0] !== Number.POSITIVE_INFINITY

const isBefore = (version: readonly number[], bound: readonly number[]): boolean => {
  for (let i = 0; i < Math.max(version.length, bound.length); i++) {
    const difference = (version[i] ?? 0) - (bound[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** Whether a tag is of the variant that facts are about, such as `alpine`. */
const isOfVariant = ({ with: parts = [], without = [] }: TagRange, tag: string): boolean =>
  [parts].flat().every((part) => tag.includes(part)) && ![without].flat().some((part) => tag.includes(part))

const isBelow = ({ below }: TagRange, version: readonly number[]): boolean =>
  below === undefined || isBefore(version, versionOf(below))

const isFrom = ({ from }: TagRange, version: readonly number[]): boolean =>
  from === undefined || !isBefore(version, versionOf(from))

/**
 * Returns whether facts apply to a tag. Versions are at the start of a tag (`v1.2.3-debian-12-r0`); a tag without a
 * version counts as the newest, so it is in no range with an end.
 */
export const holdsForTag = (range: TagRange = {}, tag = 'latest'): boolean =>
  isOfVariant(range, tag) && isFrom(range, versionOf(tag)) && isBelow(range, versionOf(tag))

const inOrderOf =
  (bound: 'from' | 'below') =>
  (one: ImageFacts, two: ImageFacts): number =>
    isBefore(versionOf(one.tags?.[bound] ?? ''), versionOf(two.tags?.[bound] ?? '')) ? -1 : 1

/**
 * Returns the entry for the versions nearest to a tag that is in no range: the last before it, else the first after it.
 * Undefined if none is about the variant of the tag.
 */
export const nearestToTag = (entries: readonly ImageFacts[], tag = 'latest'): ImageFacts | undefined => {
  const version = versionOf(tag)
  const ofVariant = entries.filter(({ tags = {} }) => isOfVariant(tags, tag))
  const before = ofVariant.filter(({ tags = {} }) => !isBelow(tags, version)).sort(inOrderOf('below'))
  return before.at(-1) ?? ofVariant.sort(inOrderOf('from'))[0]
}
