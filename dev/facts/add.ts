import type { ImageFacts } from '../../src/model.ts'
import type { Addition } from './addition.ts'
import { ADDITIONS } from './additions.ts'
import { mergePaths } from './paths.ts'
import { sourcesOf } from './phrases.ts'

/** The sources of an entry and of what is added to it, each once. */
const joinSources = (...sources: (string | undefined)[]): string =>
  [...new Set(sources.flatMap((source) => source?.split(', ') ?? []))].join(', ')

/** The facts of an addition for an image without others, if it has any. */
const newEntry = (
  image: string,
  { facts, from, isNew, source }: Addition,
  all: readonly ImageFacts[],
): ImageFacts[] => {
  const base = from === undefined ? undefined : all.find((one) => one.image === from && one.tags?.with === undefined)
  if (base === undefined && isNew === undefined) return []
  const { mirrors: _, tags: __, ...inherited } = base ?? ({} as ImageFacts)
  const sources = joinSources(sourcesOf(source), base?.source)
  return [{ ...inherited, image, status: isNew ?? 'verified', ...facts, source: sources }]
}

/** Adds facts to the entries of an image, or a new entry where it has none or the addition is for some of its tags. */
export const withAdditions = (
  entries: readonly ImageFacts[],
  additions: readonly Addition[] = ADDITIONS,
): ImageFacts[] => {
  let known = [...entries]
  for (const addition of additions)
    for (const image of addition.images) {
      const { facts, source, unset, writable } = addition
      const isKnown = facts.tags === undefined && known.some((one) => one.image === image)
      const add = (one: ImageFacts): ImageFacts => {
        const kept = Object.entries(one).filter(([key]) => key !== unset)
        return {
          ...(Object.fromEntries(kept) as unknown as ImageFacts),
          ...facts,
          ...(writable === undefined ? {} : { writable: mergePaths([...writable, ...(one.writable ?? [])]) }),
          source: joinSources(one.source, sourcesOf(source)),
        }
      }
      known = isKnown
        ? known.map((one) => (one.image === image ? add(one) : one))
        : known.concat(newEntry(image, addition, known))
    }
  return known
}
