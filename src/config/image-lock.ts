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

/** The last part of a name with its tag, by which entries are indexed. */
const wordOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/:latest$/, '')

/** Returns the places of all entries, by the last part of their names. */
const indexOf = (text: string): Map<string, number[]> => {
  const index = new Map<string, number[]>()
  for (let at = text.indexOf(ENTRY); at >= 0; at = text.indexOf(ENTRY, at + ENTRY.length)) {
    const end = text.indexOf('\n', at + 1)
    const name = text.slice(at + ENTRY.length, end < 0 ? undefined : end).replace(/^(["'])(.*)\1$/, '$2')
    const places = index.get(wordOf(name))
    if (places === undefined) index.set(wordOf(name), [at])
    else places.push(at)
  }
  return index
}

/** Returns the places of the entries in which a digest is written. */
const placesWith = (text: string, digest: string): number[] => {
  const places = new Set<number>()
  for (let at = text.indexOf(digest); at >= 0; at = text.indexOf(digest, at + 1))
    places.add(text.lastIndexOf(ENTRY, at))
  return [...places].filter((place) => place >= 0)
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
  let index: Map<string, number[]> | undefined
  const readWhole = (): readonly LockedImage[] => {
    whole ??= parseImageLock(file, text).images
    return whole
  }
  if (!HEAD.test(text)) readWhole()
  return (reference) => {
    const { digest } = parseImage(reference)
    const places = (): readonly number[] => {
      if (digest !== undefined) return placesWith(text, digest)
      index ??= indexOf(text)
      return index.get(wordOf(reference)) ?? []
    }
    const entries = whole ?? places().map((place) => readEntry(text, place))
    const known = entries.every((entry) => entry !== undefined) ? entries : readWhole()
    return known.filter((entry) => isAbout(entry, reference))
  }
}
