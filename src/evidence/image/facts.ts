import { type ImageName, parseImage } from '../../kube/image-reference.ts'
import { matchesGlob } from '../../lib/glob.ts'
import type { Container, Evidence, EvidenceContext, ImageFacts, Pod } from '../../model.ts'
import { canonicalImage, holdsForTag, mirroredPart } from './match.ts'

/** What is known of an image by its reference. */
export interface FoundFacts {
  facts: ImageFacts
  proves: boolean
}

interface ImageIndex {
  byName: Map<string, ImageFacts[]>
  byMirror: Map<string, ImageFacts[]>
  patterns: ImageFacts[]
  /** What was found before, by reference. */
  found: Map<string, FoundFacts | undefined>
}

const INDEXES = new WeakMap<readonly ImageFacts[], ImageIndex>()

const put = (map: Map<string, ImageFacts[]>, key: string, facts: ImageFacts): void => {
  const entries = map.get(key)
  if (entries === undefined) map.set(key, [facts])
  else entries.push(facts)
}

/** A user names images as a manifest does, and means that one alone; the built-in names are canonical. */
const indexOf = (images: readonly ImageFacts[]): ImageIndex => {
  const known = INDEXES.get(images)
  if (known !== undefined) return known
  const index: ImageIndex = { byName: new Map(), byMirror: new Map(), patterns: [], found: new Map() }
  for (const facts of images) {
    if (/[*?]/.test(facts.image)) index.patterns.push(facts)
    else if (facts.status === 'configured') put(index.byName, canonicalImage(parseImage(facts.image)), facts)
    else {
      put(index.byName, facts.image, facts)
      const part = mirroredPart(facts.image)
      if (part !== undefined) put(index.byMirror, part, facts)
    }
  }
  INDEXES.set(images, index)
  return index
}

/** The names of an image that a pattern may mean: in full, canonical, and as Docker Hub lets them be shortened. */
const spellings = ({ registry, repository }: ImageName, canonical: string): string[] => [
  `${registry}/${repository}`,
  canonical,
  ...(registry === 'docker.io' ? [repository, repository.replace(/^library\//, '')] : []),
]

/** Of two entries the first wins, field by field; that an image runs as a user and that it has to be root are one. */
const mergeFacts = (entries: readonly ImageFacts[]): ImageFacts => {
  const merged = {} as ImageFacts
  for (const entry of entries.toReversed()) {
    if (entry.user !== undefined) delete merged.root
    if (entry.root !== undefined) delete merged.user
    Object.assign(merged, entry)
  }
  return merged
}

/** What all entries say alike, where it is not sure which of them holds. */
const agreedFacts = (entries: readonly ImageFacts[]): ImageFacts => {
  const [first, ...others] = entries as [ImageFacts, ...ImageFacts[]]
  const same = Object.entries(first).filter(([key, value]) =>
    others.every((other) => JSON.stringify(other[key as keyof ImageFacts]) === JSON.stringify(value)),
  )
  return { ...(Object.fromEntries(same) as Partial<ImageFacts>), image: first.image, status: 'unverified' }
}

/** The entries that hold for a tag; of a bare digest, which may be any tag's, what all of them say. */
const entriesForTag = (entries: readonly ImageFacts[], { tag, digest }: ImageName): ImageFacts[] => {
  const isBare = tag === undefined && digest !== undefined
  if (isBare && entries.some(({ tags }) => tags !== undefined)) return [agreedFacts(entries)]
  return entries.filter(({ tags }) => holdsForTag(tags, tag))
}

const find = (index: ImageIndex, reference: string): FoundFacts | undefined => {
  const name = parseImage(reference)
  const canonical = canonicalImage(name)
  const isMeant = ({ image }: ImageFacts) => spellings(name, canonical).some((one) => matchesGlob(image, one))
  const exact = entriesForTag(index.byName.get(canonical) ?? [], name)
  const said = exact.filter(({ status }) => status === 'configured')
  const builtin = exact.filter(({ status }) => status !== 'configured')
  const mirrored =
    builtin.length > 0 ? [] : entriesForTag(index.byMirror.get(mirroredPart(canonical) ?? canonical) ?? [], name)
  const entries = [
    ...said,
    ...entriesForTag(index.patterns.filter(isMeant), name),
    ...builtin,
    ...(mirrored.length > 1 ? [agreedFacts(mirrored)] : mirrored),
  ]
  if (entries.length === 0) return undefined
  const proves = mirrored.length === 0 && entries.every(({ status }) => status !== 'unverified')
  return { facts: mergeFacts(entries), proves }
}

/**
 * All that is known of an image, put together from the entries for its repository and tag: the user's own before the
 * built-in ones, and of mirrors only where no name fits. It proves nothing where an entry is general knowledge or that
 * of a mirror.
 * @param reference as the manifest says it
 */
export const findFacts = (images: readonly ImageFacts[], reference: string): FoundFacts | undefined => {
  const index = indexOf(images)
  if (!index.found.has(reference)) index.found.set(reference, find(index, reference))
  return index.found.get(reference)
}

/** What is known of the image of a container. */
export interface KnownImage {
  /** Its name as the manifest says it. */
  image: string
  facts: ImageFacts
  /** Facts good enough to prove a change: not general knowledge, and not those of a mirror that may hold another image. */
  proves: boolean
  /** A clue that quotes a fact, e.g. `docker.io/library/nginx runs as 101`. */
  clue(text: string): Evidence
}

/**
 * The facts about a container's image, put together from all that match its repository and tag: of two the first wins,
 * field by field. Undefined where nothing is known of it, or where it has no image.
 */
export const imageOf = (pod: Pod, container: Container, { images }: EvidenceContext): KnownImage | undefined => {
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
