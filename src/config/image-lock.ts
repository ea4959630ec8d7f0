import { parseImage } from '../evidence/image/names.ts'
import { validate } from '../lib/json-schema/validate.ts'
import type { ImageLock, Json, LockedImage } from '../model.ts'
import { readConfigFile } from '../yaml/config-file.ts'
import { parseSlice } from '../yaml/parse.ts'
import { imageLockSchema } from './schema/image-lock.ts'
import { ConfigurationError, validateFile } from './validate.ts'

/** What a lock file says about an image, by its reference in a manifest: an entry for each platform. */
export type LockLookup = (reference: string) => readonly LockedImage[]

/**
 * Reads a whole lock file.
 * @param file its name as the user gave it, for messages
 * @throws ConfigurationError with all faults, in the order of the text
 */
export const parseImageLock = (file: string, text: string): ImageLock => {
  const read = readConfigFile(text)
  if ('error' in read) throw new ConfigurationError(file, [read.error])
  validateFile(file, read, imageLockSchema)
  return read.value as unknown as ImageLock
}

/** The start of a file in the layout that `casehard images lock` writes. */
const HEAD = /^(?:#[^\n]*\n)*apiVersion: casehard\.dev\/v1\nkind: ImageLock\nimages:(?: \[\]\n*$|\n {2}- image: )/

/** The start of an entry, after the end of the line before it. */
const ENTRY = '\n  - image: '

/** Where an entry may end: another one, or a line that is not indented. */
const END = /\n(?: {2}- |(?! |\n))/g

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [parseImage(one), parseImage(other)]
  return a.registry === b.registry && a.repository === b.repository && (a.tag ?? 'latest') === (b.tag ?? 'latest')
}

/** Whether an entry is about the image of a reference: by the digest if there is one, else by name and tag. */
const isAbout = ({ image, digest, manifest }: LockedImage, reference: string): boolean => {
  const wanted = parseImage(reference).digest
  if (wanted !== undefined) return digest === wanted || manifest === wanted
  return parseImage(image).digest === undefined && isSame(image, reference)
}

/** Returns the places of the entries in which a reference may be found, by searching the text for its last part. */
const placesOf = (text: string, reference: string): Set<number> => {
  const { digest } = parseImage(reference)
  const word = digest ?? reference.slice(reference.lastIndexOf('/') + 1).replace(/:latest$/, '')
  const places = new Set<number>()
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const entry = text.lastIndexOf(ENTRY, at)
    // A name counts only in the line that begins the entry, a digest anywhere.
    if (entry >= 0 && (digest !== undefined || text.indexOf('\n', entry + 1) > at || at === entry)) places.add(entry)
  }
  return places
}

/** Parses the entry at a place; undefined if it is not in the expected layout, or does not fit the schema. */
const readEntry = (text: string, place: number): LockedImage | undefined => {
  END.lastIndex = place + 1
  const end = END.exec(text)
  if (end !== null && end[0] === '\n' && end.index + 1 < text.length) return undefined
  let value: Json | undefined
  try {
    value = parseSlice(text.slice(place + 1, end?.index ?? text.length))?.value
  } catch {
    return undefined
  }
  const lock = { apiVersion: 'casehard.dev/v1', kind: 'ImageLock', images: value ?? null }
  if (validate(imageLockSchema, lock).length > 0 || !Array.isArray(value) || value.length !== 1) return undefined
  return value[0] as unknown as LockedImage
}

/**
 * Makes a lookup in a lock file. In the layout that `casehard images lock` writes, it parses only the entries that are
 * asked for: parsing 500 of them takes longer than hardening a chart. A file in another layout is parsed as a whole.
 * @param file its name as the user gave it, for messages
 * @returns a lookup that throws a ConfigurationError if an entry is broken
 * @throws ConfigurationError if the file has another layout and is broken
 */
export const lookupIn = (file: string, text: string): LockLookup => {
  let whole: readonly LockedImage[] | undefined
  const readWhole = (): readonly LockedImage[] => {
    whole ??= parseImageLock(file, text).images
    return whole
  }
  if (!HEAD.test(text)) readWhole()
  return (reference) => {
    const entries = whole ?? [...placesOf(text, reference)].map((place) => readEntry(text, place))
    const known = entries.every((entry) => entry !== undefined) ? entries : readWhole()
    return known.filter((entry) => isAbout(entry, reference))
  }
}
