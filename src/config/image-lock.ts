import { parseImage } from '../evidence/image/names.ts'
import { validate } from '../lib/json-schema/validate.ts'
import type { ImageLock, Json, LockedImage } from '../model.ts'
import { readConfigFile } from '../yaml/config-file.ts'
import { parseSlice } from '../yaml/parse.ts'
import { readLayout } from './lock-layout.ts'
import { imageLockSchema, lockedImageSchema } from './schema/image-lock.ts'
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
const ENTRY = '\n  - '

/** The start of an entry in any layout. */
const DASH = '\n  -'

/** The key of an entry that comes first, after the dash. */
const NAME = ' image: '

/** A name alone on its line, in quotes or not: no comment, anchor, escape or other lines. */
const PLAIN_NAME = /^(["']?)([\w./:@-]+)\1$/

/** The indentation of a line below a key of an entry. */
const DEEPER = '     '

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

/**
 * Returns the places of all entries, by the last part of their names as they are written; undefined if an entry does not
 * start with its name alone.
 */
const indexOf = (text: string): Map<string, number[]> | undefined => {
  const index = new Map<string, number[]>()
  for (let at = text.indexOf(DASH); at >= 0; at = text.indexOf(DASH, at + 1)) {
    const start = at + DASH.length + NAME.length
    const end = text.indexOf('\n', start)
    const name = PLAIN_NAME.exec(text.slice(start, end))?.[2]
    // A line that is indented deeper continues the name.
    if (end < 0 || name === undefined || text.startsWith(DEEPER, end + 1)) return undefined
    if (!text.startsWith(NAME, at + DASH.length)) return undefined
    const word = name.slice(name.lastIndexOf('/') + 1)
    const places = index.get(word)
    if (places === undefined) index.set(word, [at])
    else places.push(at)
  }
  return index
}

const LATEST = ':latest'

/** Returns the last parts of names that a reference may have in an index: with the tag `latest` and without one. */
const wordsOf = (reference: string): string[] => {
  const last = reference.slice(reference.lastIndexOf('/') + 1)
  const word = last.endsWith(LATEST) ? last.slice(0, -LATEST.length) : last
  return word.includes(':') ? [word] : [word, `${word}${LATEST}`]
}

/** Returns the places of the entries in which a digest is written. */
const placesWith = (text: string, digest: string): number[] => {
  const places = new Set<number>()
  for (let at = text.indexOf(digest); at >= 0; at = text.indexOf(digest, at + 1))
    places.add(text.lastIndexOf(ENTRY, at))
  return [...places].filter((place) => place >= 0)
}

/** A number that YAML 1.1, unlike 1.2, reads as octal. */
const OCTAL = /[:-] +0\d/

/** Parses the only item of a list; undefined if the text is another one, or versions of YAML read it differently. */
const parseItem = (text: string): Json | undefined => {
  // An indentation takes the place of the dash.
  const value = readLayout(`    ${text.slice(ENTRY.length - 1)}`.split('\n'), ENTRY.length - 1)
  if (value !== undefined) return value
  if (OCTAL.test(text)) return undefined
  try {
    const list = parseSlice(text)?.value
    return Array.isArray(list) && list.length === 1 ? list[0] : undefined
  } catch {
    return undefined
  }
}

/** Parses the entry at a place; undefined if it is not in the expected layout, or does not fit the schema. */
const readEntry = (text: string, place: number): LockedImage | undefined => {
  const next = text.indexOf(ENTRY, place + 1)
  const end = next >= 0 ? next : text.endsWith('\n') ? text.length - 1 : text.length
  const value = parseItem(text.slice(place + 1, end))
  return value === undefined || validate(lockedImageSchema, value).length > 0
    ? undefined
    : (value as unknown as LockedImage)
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
  let index: Map<string, number[]> | undefined
  const readWhole = (): readonly LockedImage[] => {
    whole ??= parseImageLock(file, text).images
    return whole
  }
  // A carriage return ends a line in YAML, too.
  if (!HEAD.test(text) || text.includes('\r')) readWhole()
  /** Returns the places of entries that may be about an image; undefined if that is not seen without parsing all. */
  const placesFor = (reference: string): number[] | undefined => {
    const { digest } = parseImage(reference)
    if (digest !== undefined) return placesWith(text, digest)
    index ??= indexOf(text)
    return index && wordsOf(reference).flatMap((word) => index?.get(word) ?? [])
  }
  return (reference) => {
    const entries = whole ?? placesFor(reference)?.map((place) => readEntry(text, place))
    const known = entries?.every((entry) => entry !== undefined) ? entries : readWhole()
    return known.filter((entry) => isAbout(entry, reference))
  }
}
