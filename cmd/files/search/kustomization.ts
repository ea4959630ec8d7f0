import { join } from 'node:path'
import type { Json } from '../../../src/model.ts'
import { InputError } from '../../../src/yaml/errors.ts'
import { parseSlice } from '../../../src/yaml/parse.ts'
import type { Io } from '../../io/io.ts'
import { decodeInput } from '../../run/input.ts'

/** The file names of a kustomization. */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

const LISTS = ['patches', 'patchesStrategicMerge', 'patchesJson6902']

const pathsIn = (list: Json | undefined): string[] =>
  (Array.isArray(list) ? list : []).flatMap((entry) => {
    const path = typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry.path : entry
    return typeof path === 'string' ? [path] : []
  })

/**
 * Returns the absolute paths of the files that a kustomization uses as patches. They look like manifests but contain only
 * differences: fields added by hardening would override the base.
 * @throws InputError for a kustomization that cannot be read
 */
export const patchesOf = (io: Io, folder: string, name: string, file: string): string[] => {
  const text = decodeInput(io.readFile(join(folder, file)), name)
  if (text.includes('{{')) return []
  try {
    const value = parseSlice(text)?.value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    // An inline patch is treated as a path that does not exist.
    return LISTS.flatMap((list) => pathsIn(value[list])).map((path) => join(folder, path))
  } catch (error) {
    if (error instanceof InputError) error.file = name
    throw error
  }
}
