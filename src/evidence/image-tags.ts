import type { ImageFacts } from '../model.ts'

/** Numbers of a version; one that never ends for a tag without, since `latest` is the newest. */
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
 * Whether facts hold for a tag, by default `latest`. Versions stand at its start (`v1.2.3-debian-12-r0`); one without
 * counts as the newest, so it is in no range that ends.
 */
export const holdsForTag = (range: ImageFacts['tags'], tag = 'latest'): boolean => {
  if (range === undefined) return true
  const { with: word, without, from, below } = range
  if (word !== undefined && !tag.includes(word)) return false
  if (without !== undefined && tag.includes(without)) return false
  const version = versionOf(tag)
  if (from !== undefined && isBefore(version, versionOf(from))) return false
  return below === undefined || isBefore(version, versionOf(below))
}
