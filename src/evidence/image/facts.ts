import { matchesGlob } from '../../lib/words.ts'
import type { Container, EvidenceContext, FactCondition, ImageFacts, KnownImage, Pod } from '../../model.ts'
import { describeLookup, resolveLocked } from '../lock/container.ts'
import { findLocked } from '../lock/facts.ts'
import { type ContainerWords, wordsOf } from '../text/text.ts'
import { type FoundFacts, mergeFacts, mergeLock } from './merge.ts'
import {
  canonicalImage,
  holdsForTag,
  type ImageName,
  mirroredPart,
  namesVersion,
  nearestToTag,
  parseImage,
} from './names.ts'

/** The facts to look in: those of the configuration first. */
type Known = Pick<EvidenceContext, 'images' | 'catalog'>

interface Index {
  catalog: Known['catalog']
  byName: Map<string, ImageFacts[]>
  patterns: ImageFacts[]
  /** The built-in entries of families. */
  families: readonly ImageFacts[]
  /** The results so far, by reference. */
  found: Map<string, FoundFacts | undefined>
}

const INDEXES = new WeakMap<readonly ImageFacts[], Index>()

/** Indexes the facts of a configuration, which names an image as a manifest does. */
const indexOf = ({ images, catalog }: Known): Index => {
  const known = INDEXES.get(images)
  if (known?.catalog === catalog) return known
  const index: Index = { catalog, byName: new Map(), patterns: [], families: catalog.patterns(), found: new Map() }
  for (const facts of images) {
    if (isPattern(facts)) index.patterns.push(facts)
    else {
      const name = canonicalImage(parseImage(facts.image))
      index.byName.set(name, [...(index.byName.get(name) ?? []), facts])
    }
  }
  INDEXES.set(images, index)
  return index
}

const isPattern = ({ image }: ImageFacts): boolean => /[*?]/.test(image)

/** Returns the spellings of an image that a pattern can match: full, canonical, and the short forms of Docker Hub. */
const spellings = ({ registry, repository }: ImageName, canonical: string): string[] => [
  `${registry}/${repository}`,
  canonical,
  ...(registry === 'docker.io' ? [repository, repository.replace(/^library\//, '')] : []),
]

/** Returns the facts on which all entries agree, if it is unknown which of them applies. */
const agreedFacts = (entries: readonly ImageFacts[]): ImageFacts => {
  const [first, ...others] = entries as [ImageFacts, ...ImageFacts[]]
  const same = Object.entries(first).filter(([key, value]) =>
    others.every((other) => JSON.stringify(other[key as keyof ImageFacts]) === JSON.stringify(value)),
  )
  return { ...(Object.fromEntries(same) as Partial<ImageFacts>), image: first.image, status: 'unverified' }
}

const isBare = ({ tag, digest }: ImageName): boolean => tag === undefined && digest !== undefined

/** Returns the entries for a tag. A digest without a tag may be of any tag, so only facts on which all agree apply. */
const entriesForTag = (entries: readonly ImageFacts[], name: ImageName): ImageFacts[] =>
  isBare(name) && entries.some(({ tags }) => tags !== undefined)
    ? [agreedFacts(entries)]
    : entries.filter(({ tags }) => holdsForTag(tags, name.tag))

/** Returns the built-in entries for a tag, else those about the nearest versions, which prove nothing. */
const builtInForTag = (entries: readonly ImageFacts[], name: ImageName): FoundFacts[] => {
  const holding = entriesForTag(entries, name)
  if (holding.length > 0)
    return holding.map((facts) => ({
      facts,
      proves: namesVersion(name.tag) && facts.status !== 'unverified' && facts.stored === undefined,
    }))
  const nearest = nearestToTag(entries, name.tag)
  return nearest === undefined ? [] : [{ facts: nearest, proves: false }]
}

const distrust = (found: readonly FoundFacts[]): FoundFacts[] =>
  found.length > 1
    ? [{ facts: agreedFacts(found.map(({ facts }) => facts)), proves: false }]
    : found.map(({ facts }) => ({ facts, proves: false }))

/** Finds the built-in facts: by the name, else by the part that mirrors keep, else of the family. */
const findBuiltIn = ({ catalog, families: all }: Index, name: ImageName, canonical: string): FoundFacts[] => {
  const named = builtInForTag(catalog.named(canonical), name)
  if (named.length > 0) return named
  const families = all.filter(({ image }) => matchesGlob(image, canonical))
  if (families.length > 0) return distrust(builtInForTag(families, name))
  return distrust(builtInForTag(catalog.endingIn(mirroredPart(canonical) ?? canonical), name))
}

const find = (index: Index, reference: string): FoundFacts | undefined => {
  const name = parseImage(reference)
  const canonical = canonicalImage(name)
  const isMatch = ({ image }: ImageFacts) => spellings(name, canonical).some((one) => matchesGlob(image, one))
  const configured = [
    ...entriesForTag(index.byName.get(canonical) ?? [], name),
    ...entriesForTag(index.patterns.filter(isMatch), name),
  ]
  const builtIn = findBuiltIn(index, name, canonical)
  const lock = findLocked(index.catalog, reference)
  if (lock !== undefined) return mergeLock(configured, lock, builtIn)
  const entries = [...configured, ...builtIn.map(({ facts }) => facts)]
  if (entries.length === 0) return undefined
  const proves = configured.every(({ status }) => status !== 'unverified') && builtIn.every((found) => found.proves)
  return { facts: mergeFacts(entries), proves }
}

/**
 * Finds the facts about an image, merged from the entries for its repository and tag: first those of the configuration,
 * then the built-in ones, or those of a family or a mirrored image if no built-in name matches. The built-in ones prove
 * something only if the tag names a version of which their source speaks; general knowledge and what is known of a
 * family or a mirror proves nothing. Undefined if nothing is known.
 * @param reference the image as in the manifest
 */
export const findFacts = (known: Known, reference: string): FoundFacts | undefined => {
  const index = indexOf(known)
  if (!index.found.has(reference)) index.found.set(reference, find(index, reference))
  return index.found.get(reference)
}

const isMet = ({ whenEnv, unlessEnv, whenEntrypoint, whenCommand }: FactCondition, words: ContainerWords): boolean =>
  (whenEnv === undefined || words.variables.has(whenEnv)) &&
  !unlessEnv?.every((name) => words.variables.has(name)) &&
  (whenEntrypoint === undefined || words.runsEntrypoint) &&
  (whenCommand === undefined || whenCommand.some((name) => words.programs.has(name)))

const CONDITIONS: readonly (keyof FactCondition)[] = ['whenEnv', 'unlessEnv', 'whenEntrypoint', 'whenCommand']

/** Returns the facts that hold for a container: those under conditions replace the others if the condition is met. */
const resolveFacts = (facts: ImageFacts, pod: Pod, container: Container, context: EvidenceContext): ImageFacts => {
  const { conditional = [], ...others } = facts
  const depends = (facts.writable ?? []).some((path) => CONDITIONS.some((key) => path[key] !== undefined))
  if (conditional.length === 0 && !depends) return facts
  const words = wordsOf(pod, container, context)
  const resolved: ImageFacts = { ...others }
  for (const { whenEnv, unlessEnv, whenEntrypoint, whenCommand, ...more } of conditional) {
    if (!isMet({ whenEnv, unlessEnv, whenEntrypoint, whenCommand } as FactCondition, words)) continue
    Object.assign(resolved, more)
    if (more.root !== undefined) delete resolved.user
  }
  return facts.writable === undefined
    ? resolved
    : { ...resolved, writable: facts.writable.filter((path) => isMet(path, words)) }
}

/** Finds the facts about a container's image; undefined if nothing is known about it, or if it has no image. */
export const imageOf = (pod: Pod, container: Container, context: EvidenceContext): KnownImage | undefined => {
  const { image } = container.value
  if (typeof image !== 'string') return undefined
  const found = findFacts(context, image)
  if (found === undefined) return undefined
  const { lock, fromLock } = found
  const resolved = resolveFacts(found.facts, pod, container, context)
  const { facts, writes } = lock === undefined ? { facts: resolved } : resolveLocked(lock, resolved, pod, container)
  const at = { document: pod.document, pointer: `${container.pointer}/image` }
  return {
    image,
    facts,
    proves: found.proves,
    cite: (text, field) => {
      const isLocked =
        fromLock === undefined ||
        field === 'files' ||
        (field !== undefined && fromLock.has(field)) ||
        (field === 'writable' && writes !== undefined) ||
        (field === 'fileCapabilities' && lock?.locked.files !== undefined)
      return lock !== undefined && isLocked
        ? { source: 'image-lock', text: `${text}${describeLookup(lock)}`, at }
        : { source: 'image-facts', text, at }
    },
    ...(writes === undefined ? {} : { writes }),
  }
}
