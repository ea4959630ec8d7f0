import { type ImageName, parseImage } from '../../kube/image-reference.ts'
import { matchesGlob } from '../../lib/glob.ts'
import type { Container, Evidence, EvidenceContext, ImageFacts, Pod } from '../../model.ts'
import { canonicalImage, holdsForTag, mirroredPart } from './match.ts'

/** The facts about an image reference. */
export interface FoundFacts {
  facts: ImageFacts
  /** Whether they are reliable enough to prove a change. */
  proves: boolean
}

interface ImageIndex {
  byName: Map<string, ImageFacts[]>
  byMirror: Map<string, ImageFacts[]>
  patterns: ImageFacts[]
  /** The results so far, by reference. */
  found: Map<string, FoundFacts | undefined>
}

const INDEXES = new WeakMap<readonly ImageFacts[], ImageIndex>()

const put = (map: Map<string, ImageFacts[]>, key: string, facts: ImageFacts): void => {
  const entries = map.get(key)
  if (entries === undefined) map.set(key, [facts])
  else entries.push(facts)
}

/** Indexes facts by name. A configuration names one image, as in a manifest; built-in names are canonical. */
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

/** Returns the spellings of an image that a pattern can match: full, canonical, and the short forms of Docker Hub. */
const spellings = ({ registry, repository }: ImageName, canonical: string): string[] => [
  `${registry}/${repository}`,
  canonical,
  ...(registry === 'docker.io' ? [repository, repository.replace(/^library\//, '')] : []),
]

/** Merges entries: for each field the first one wins. `user` and `root` exclude each other, so they count as one field. */
const mergeFacts = (entries: readonly ImageFacts[]): ImageFacts => {
  const merged = {} as ImageFacts
  for (const entry of entries.toReversed()) {
    if (entry.user !== undefined) delete merged.root
    if (entry.root !== undefined) delete merged.user
    Object.assign(merged, entry)
  }
  return merged
}

/** Returns the facts on which all entries agree, if it is unknown which of them applies. */
const agreedFacts = (entries: readonly ImageFacts[]): ImageFacts => {
  const [first, ...others] = entries as [ImageFacts, ...ImageFacts[]]
  const same = Object.entries(first).filter(([key, value]) =>
    others.every((other) => JSON.stringify(other[key as keyof ImageFacts]) === JSON.stringify(value)),
  )
  return { ...(Object.fromEntries(same) as Partial<ImageFacts>), image: first.image, status: 'unverified' }
}

/** Returns the entries for a tag. A digest without a tag may be of any tag, so only facts on which all agree apply. */
const entriesForTag = (entries: readonly ImageFacts[], { tag, digest }: ImageName): ImageFacts[] => {
  const isBare = tag === undefined && digest !== undefined
  if (isBare && entries.some(({ tags }) => tags !== undefined)) return [agreedFacts(entries)]
  return entries.filter(({ tags }) => holdsForTag(tags, tag))
}

const find = (index: ImageIndex, reference: string): FoundFacts | undefined => {
  const name = parseImage(reference)
  const canonical = canonicalImage(name)
  const isMatch = ({ image }: ImageFacts) => spellings(name, canonical).some((one) => matchesGlob(image, one))
  const exact = entriesForTag(index.byName.get(canonical) ?? [], name)
  const configured = exact.filter(({ status }) => status === 'configured')
  const builtin = exact.filter(({ status }) => status !== 'configured')
  const mirrored =
    builtin.length > 0 ? [] : entriesForTag(index.byMirror.get(mirroredPart(canonical) ?? canonical) ?? [], name)
  const entries = [
    ...configured,
    ...entriesForTag(index.patterns.filter(isMatch), name),
    ...builtin,
    ...(mirrored.length > 1 ? [agreedFacts(mirrored)] : mirrored),
  ]
  if (entries.length === 0) return undefined
  const proves = mirrored.length === 0 && entries.every(({ status }) => status !== 'unverified')
  return { facts: mergeFacts(entries), proves }
}

/**
 * Finds the facts about an image, merged from the entries for its repository and tag: first those of the configuration,
 * then the built-in ones, or those of a mirrored image if no built-in name matches. They prove nothing if an entry is
 * general knowledge or a mirror's. Undefined if nothing is known.
 * @param reference the image as in the manifest
 */
export const findFacts = (images: readonly ImageFacts[], reference: string): FoundFacts | undefined => {
  const index = indexOf(images)
  if (!index.found.has(reference)) index.found.set(reference, find(index, reference))
  return index.found.get(reference)
}

/** The image of a container, with the facts about it. */
export interface KnownImage {
  /** The image as in the manifest. */
  image: string
  facts: ImageFacts
  /** Whether the facts can prove a change: neither general knowledge nor of a mirror, which may have another image. */
  proves: boolean
  /** Makes evidence that states a fact, e.g. `docker.io/library/nginx runs as 101`. */
  cite(text: string): Evidence
}

/** Finds the facts about a container's image; undefined if nothing is known about it, or if it has no image. */
export const imageOf = (pod: Pod, container: Container, { images }: EvidenceContext): KnownImage | undefined => {
  const { image } = container.value
  if (typeof image !== 'string') return undefined
  const found = findFacts(images, image)
  if (found === undefined) return undefined
  return {
    image,
    ...found,
    cite: (text) => ({
      source: 'image-facts',
      text,
      at: { document: pod.document, pointer: `${container.pointer}/image` },
    }),
  }
}
