import { existsSync, readFileSync } from 'node:fs'

declare const CASEHARD_VERSION: string | undefined

/** Reads package.json, which is two folders up in the sources and three in compiled tests. */
const readVersion = (): string => {
  const files = ['../../package.json', '../../../package.json'].map((path) => new URL(path, import.meta.url))
  const file = files.find((candidate) => existsSync(candidate))
  return file === undefined ? 'unknown' : JSON.parse(readFileSync(file, 'utf8')).version
}

/** The version of casehard; in the bundle it is a constant. */
export const VERSION = typeof CASEHARD_VERSION === 'string' ? CASEHARD_VERSION : readVersion()
