import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../../src/config/errors.ts'
import { catalogOf, readCatalog } from '../../src/evidence/image/match.ts'
import type { ImageCatalog, ImageFacts } from '../../src/model.ts'
import { readConfigFile } from '../../src/yaml/config-file.ts'

/** All built-in facts as `readCatalog` reads them, defined by the bundler: parsing them would take longer than hardening. */
declare const CASEHARD_IMAGES: string

const FOLDER = join('profiles', 'images')

/** Reads the files, outside the bundle. */
export const readFacts = (): ImageFacts[] => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'))
  return files.sort().flatMap((file) => {
    const read = readConfigFile(readFileSync(join(FOLDER, file), 'utf8'))
    if ('error' in read) throw new ConfigurationError(file, [read.error])
    return (read.value as unknown as { images: ImageFacts[] }).images
  })
}

let known: ImageCatalog | undefined

/**
 * Returns the built-in facts about images, which are read once. Outside the bundle they come from `profiles/images/` in
 * the working directory.
 */
export const builtinImages = (): ImageCatalog => {
  known ??= typeof CASEHARD_IMAGES === 'undefined' ? catalogOf(readFacts()) : readCatalog(CASEHARD_IMAGES)
  return known
}
