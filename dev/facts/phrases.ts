import type { ImageFacts } from '../../src/model.ts'

/** The tags that an entry applies to. */
export type Tags = NonNullable<ImageFacts['tags']>

/** `any`, `tag ~ WORD`, `tag !~ WORD`, `tag major <= N` or `tag major >= N` as a range. */
export const tagsOf = (match: string): Tags => {
  const [, word] = /^tag ~ (\S+)$/.exec(match) ?? []
  if (word !== undefined) return { with: word }
  const [, other] = /^tag !~ (\S+)$/.exec(match) ?? []
  return other === undefined ? majorsOf(match.replace(/^tag major /, '')) : { without: other }
}

/** `<=N` or `>=N` as a range of versions. */
export const majorsOf = (range: string): Tags => {
  const [, sign, major] = /^([<>]=) ?(\d+)$/.exec(range) ?? []
  if (major === undefined) return {}
  return sign === '<=' ? { below: String(Number(major) + 1) } : { from: major }
}

/** The USER that a phrase starts with: `root -> gosu x` is 0, `101 (ARG UID)` 101, `memcache (non-numeric)` a name. */
export const userOf = (text: string): number | string => {
  if (/^root\b/.test(text)) return 0
  const [word = ''] = /^[\w-]+/.exec(text) ?? []
  return /^\d/.test(word) ? Number(word) : word
}

/** The capabilities of all phrases like `cap_net_bind_service=+ep`, without their prefix, in order. */
export const capabilitiesIn = (phrases: readonly string[]): string[] => {
  const names = phrases.flatMap((phrase) =>
    [...phrase.matchAll(/\b(cap_[a-z_,]+)=\+ep/g)].flatMap(([, caps = '']) => caps.split(',')),
  )
  return [...new Set(names.map((name) => name.toUpperCase().replace(/^CAP_/, '')))].sort()
}

/** The path of a condition that something is mounted there. */
export const mountIn = (phrase: string): string | undefined => {
  const [, after, before] = /mounted at (\/[^\s)]+)|(\/\S+) is mounted/.exec(phrase) ?? []
  return after ?? before
}
