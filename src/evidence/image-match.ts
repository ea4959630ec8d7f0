import type { ImageName } from '../kube/image-name.ts'
import type { ImageFacts } from '../model.ts'

/** Registries that serve the same repositories under another name. */
const SAME_REGISTRY: Readonly<Record<string, string>> = { 'k8s.gcr.io': 'registry.k8s.io' }

/** Namespaces that hold the same images as another. */
const SAME_NAMESPACE: Readonly<Record<string, string>> = { bitnamilegacy: 'bitnami', bitnamisecure: 'bitnami' }

const canonical = ({ registry, repository }: ImageName): { registry: string; repository: string } => {
  const [first = '', ...rest] = repository.split('/')
  return {
    registry: SAME_REGISTRY[registry] ?? registry,
    repository: [SAME_NAMESPACE[first] ?? first, ...rest].join('/'),
  }
}

/**
 * How facts about a repository match an image: by its full `name`, or as a `mirror`: another registry, or a folder of
 * one, that holds a repository of the same namespace and name. Undefined where they do not. A name without namespace
 * matches no mirror, since everybody has an `app`.
 */
export const matchImage = (fact: string, name: ImageName): 'name' | 'mirror' | undefined => {
  const { registry, repository } = canonical(name)
  const full = `${registry}/${repository}`
  if (/[*?]/.test(fact)) return globToRegExp(fact).test(full) ? 'name' : undefined
  if (full === fact) return 'name'
  const own = fact.slice(fact.indexOf('/') + 1)
  return own.includes('/') && (repository === own || repository.endsWith(`/${own}`)) ? 'mirror' : undefined
}

const globToRegExp = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )

const versionOf = (text: string): number[] => (/\d+(?:\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number)

/** Negative where the first version is lower; numbers that one lacks count as 0. */
const compareVersions = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/**
 * Whether facts hold for a tag. A tag without a version (`latest`, or none beside a digest) counts as the newest, so it
 * is in no range that ends.
 */
export const holdsForTag = (range: ImageFacts['tags'], tag: string | undefined): boolean => {
  if (range === undefined) return true
  if (range.with !== undefined && !(tag ?? '').includes(range.with)) return false
  if (range.without !== undefined && (tag ?? '').includes(range.without)) return false
  const version = tag !== undefined && /^v?\d/.test(tag) ? versionOf(tag) : [Number.POSITIVE_INFINITY]
  if (range.from !== undefined && compareVersions(version, versionOf(range.from)) < 0) return false
  return range.below === undefined || compareVersions(version, versionOf(range.below)) < 0
}
