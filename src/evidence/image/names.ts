import type { ImageFacts, TagRange } from '../../model.ts'

/** An image reference in its parts. */
export interface ImageName {
  /** Host of the registry, with its port; `docker.io` if the reference names none. */
  registry: string
  /** Path in the registry, e.g. `library/nginx`. */
  repository: string
  tag?: string
  digest?: string
}

const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']

/** The folder of Docker Hub's own images, which references may leave out. */
const OFFICIAL = 'library/'

/**
 * Parses an image reference as container runtimes do (the reference grammar of github.com/distribution/reference): the
 * first part is a registry if it contains `.` or `:` or is `localhost`; Docker Hub's own images are below `library/`.
 * Never fails: the parts of a malformed reference are malformed, too.
 */
export const parseImage = (reference: string): ImageName => {
  const [named = '', digest] = reference.trim().split('@')
  const slash = named.lastIndexOf('/')
  const colon = named.indexOf(':', slash + 1)
  const tag = colon < 0 ? undefined : named.slice(colon + 1)
  const parts = (colon < 0 ? named : named.slice(0, colon)).split('/')
  const [host = ''] = parts
  const hasHost = parts.length > 1 && (/[.:]/.test(host) || host === 'localhost')
  const registry = !hasHost || DOCKER_HUB.includes(host) ? 'docker.io' : host
  const path = (hasHost ? parts.slice(1) : parts).join('/')
  return {
    registry,
    repository: registry === 'docker.io' && !path.includes('/') ? `${OFFICIAL}${path}` : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/**
 * Returns the words of an image's repository in lower case: `ghcr.io/team/my-ruby-app:3` has `team`, `my`, `ruby` and
 * `app`. Registry, tag, digest and Docker Hub's `library/` are left out: they do not describe the image's content.
 */
export const repositoryWords = ({ registry, repository }: ImageName): string[] => {
  const path =
    registry === 'docker.io' && repository.startsWith(OFFICIAL) ? repository.slice(OFFICIAL.length) : repository
  return path.toLowerCase().match(/[a-z0-9]+/g) ?? []
}

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
  'gcr.io/google-containers': 'registry.k8s.io',
  'gcr.io/google_containers': 'registry.k8s.io',
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

/** @param absent what a version counts as that has fewer numbers than the bound */
const isBefore = (version: readonly number[], bound: readonly number[], absent = 0): boolean => {
  for (let i = 0; i < Math.max(version.length, bound.length); i++) {
    const difference = (version[i] ?? absent) - (bound[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** Whether a tag is of the variant that facts are about, such as `alpine`. */
const isOfVariant = ({ with: parts = [], without = [] }: TagRange, tag: string): boolean =>
  [parts].flat().every((part) => tag.includes(part)) && ![without].flat().some((part) => tag.includes(part))

const isBelow = ({ below }: TagRange, version: readonly number[]): boolean =>
  below === undefined || isBefore(version, versionOf(below), Number.POSITIVE_INFINITY)

const isFrom = ({ from }: TagRange, version: readonly number[]): boolean =>
  from === undefined || !isBefore(version, versionOf(from), Number.POSITIVE_INFINITY)

/**
 * Returns whether facts apply to a tag. Versions are at the start of a tag (`v1.2.3-debian-12-r0`); a tag without a
 * version counts as the newest, so it is in no range with an end. Tags with fewer numbers than a bound move: `2.6` is the
 * newest 2.6.
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
