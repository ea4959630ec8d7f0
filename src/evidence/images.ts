import type { Clue, Container, Context, ImageFacts, Pod } from '../model.ts'
import { findFacts } from './image-index.ts'

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
  const found = findFacts(images, image)
  if (found === undefined) return undefined
  return {
    image,
    ...found,
    clue: (text) => ({
      source: 'image-facts',
      text,
      at: { document: pod.document, pointer: `${container.pointer}/image` },
    }),
  }
}
