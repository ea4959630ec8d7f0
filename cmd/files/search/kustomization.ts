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

/** The absolute paths of the files that a kustomization names. */
export interface NamedFiles {
  /** They look like manifests but contain only differences: fields added by hardening would override the base. */
  patches: string[]
  /** Folders among them, too. */
  resources: string[]
}

/** @throws InputError for a kustomization that cannot be read */
export const readKustomization = (io: Io, folder: string, name: string, file: string): NamedFiles => {
  const text = decodeInput(io.readFile(join(folder, file)), name)
  const none: NamedFiles = { patches: [], resources: [] }
  if (text.includes('{{')) return none
  try {
    const value = parseSlice(text)?.value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return none
    const absolute = (list: string): string[] => pathsIn(value[list]).map((path) => join(folder, path))
    // An inline patch is treated as a path that does not exist, and so is a URL.
    return { patches: LISTS.flatMap(absolute), resources: absolute('resources') }
  } catch (error) {
    if (error instanceof InputError) error.file = name
    throw error
  }
}
