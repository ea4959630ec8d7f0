import type { ImageName } from '../../kube/image-reference.ts'
import type { TagRange } from '../../model.ts'

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
  const [folder, last] = splitLast(`${SAME_REGISTRY[registry] ?? registry}/${repository}`)
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

/** Returns the numbers of a tag's version; infinity for a tag without a version, since `latest` is the newest. */
const versionOf = (tag: string): number[] => {
  const [, version] = /^v?(\d+(?:\.\d+)*)/.exec(tag) ?? []
  return version === undefined ? [Number.POSITIVE_INFINITY] : version.split('.').map(Number)
}

const isBefore = (version: readonly number[], bound: readonly number[]): boolean => {
  for (let i = 0; i < Math.max(version.length, bound.length); i++) {
    const difference = (version[i] ?? 0) - (bound[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/**
 * Returns whether facts apply to a tag. Versions are at the start of a tag (`v1.2.3-debian-12-r0`); a tag without a
 * version counts as the newest, so it is in no range with an end.
 */
export const holdsForTag = (range: TagRange | undefined, tag = 'latest'): boolean => {
  if (range === undefined) return true
  const { with: parts = [], without = [], from, below } = range
  if (![parts].flat().every((part) => tag.includes(part))) return false
  if ([without].flat().some((part) => tag.includes(part))) return false
  const version = versionOf(tag)
  if (from !== undefined && isBefore(version, versionOf(from))) return false
  return below === undefined || isBefore(version, versionOf(below))
}
