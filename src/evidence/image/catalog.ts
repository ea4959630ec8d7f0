import type { ImageCatalog, ImageFacts } from '../../model.ts'
import { mirroredPart } from './names.ts'

const namesOf = ({ image, mirrors = [] }: ImageFacts): string[] => [image, ...mirrors]

/** Makes a catalog of facts. */
export const catalogOf = (entries: readonly ImageFacts[]): ImageCatalog => ({
  named: (name) => entries.filter((facts) => namesOf(facts).includes(name)),
  endingIn: (part) => entries.filter((facts) => namesOf(facts).some((name) => mirroredPart(name) === part)),
  patterns: () => entries.filter(({ image }) => image.includes('*')),
  all: () => entries,
})

/**
 * Makes a catalog of a text that is searched as it is, since an index would take longer than the lookups of a usual input.
 * @param text a line for each name, after an empty one: the name, a tab, and the places of its entries with commas between
 *   them; then an empty line, and the entries as lines of JSON, whose places are counted in characters from here
 */
export const readCatalog = (text: string): ImageCatalog => {
  const end = text.indexOf('\n\n')
  const names = text.slice(0, end + 1)
  const read = (places: Iterable<number>): ImageFacts[] =>
    [...new Set(places)].map((place) => {
      const start = end + 2 + place
      const stop = text.indexOf('\n', start)
      return JSON.parse(text.slice(start, stop < 0 ? undefined : stop)) as ImageFacts
    })
  const search = (words: string): ImageFacts[] => {
    const places: number[] = []
    for (let at = names.indexOf(words); at >= 0; at = names.indexOf(words, at + 1)) {
      const tab = names.indexOf('\t', at)
      places.push(
        ...names
          .slice(tab + 1, names.indexOf('\n', tab))
          .split(',')
          .map(Number),
      )
    }
    return read(places)
  }
  return {
    named: (name) => search(`\n${name}\t`),
    endingIn: (part) => search(`/${part}\t`),
    patterns: () => search('*'),
    all: () =>
      text
        .slice(end + 2)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ImageFacts),
  }
}
