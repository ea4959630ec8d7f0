import { parseImage } from '../kube/image-name.ts'
import type { Clue, Container, Context, ImageFacts, Pod } from '../model.ts'
import { holdsForTag, matchImage } from './image-match.ts'

/** What is known of the image of a container. */
export interface KnownImage {
  /** Its name as the manifest says it. */
  image: string
  facts: ImageFacts
  /** Facts good enough to prove a change: not general knowledge, and not those of a mirror that may hold another image. */
  proves: boolean
  /** A clue that quotes a fact, e.g. `docker.io/library/nginx runs as 101`. */
  clue(text: string): Clue
}

/**
 * The facts about a container's image, put together from all that match its repository and tag: of two the first wins,
 * field by field. Undefined where nothing is known of it, or where it has no image.
 */
export const imageOf = (pod: Pod, container: Container, { images }: Context): KnownImage | undefined => {
  const { image } = container.value
  if (typeof image !== 'string') return undefined
  const name = parseImage(image)
  const found = images.flatMap((facts) => {
    const match = matchImage(facts.image, name)
    return match !== undefined && holdsForTag(facts.tags, name.tag) ? [{ facts, match }] : []
  })
  const [first] = found
  if (first === undefined) return undefined
  const facts: ImageFacts = Object.assign({}, ...found.map((one) => one.facts).reverse())
  return {
    image,
    facts,
    proves: first.match === 'name' && found.every((one) => one.facts.status !== 'unverified'),
    clue: (text) => ({
      source: 'image-facts',
      text,
      at: { document: pod.document, pointer: `${container.pointer}/image` },
    }),
  }
}
