import { join } from 'node:path'
import type { Json } from '../../src/model.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import type { Io } from '../io/io.ts'
import { decodeInput } from '../run/input.ts'

/** The names under which Kustomize looks for its file in a folder. */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

const LISTS = ['patches', 'patchesStrategicMerge', 'patchesJson6902']

const pathsIn = (list: Json | undefined): string[] =>
  (Array.isArray(list) ? list : []).flatMap((entry) => {
    const path = typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry.path : entry
    return typeof path === 'string' ? [path] : []
  })

/**
 * Absolute paths of the files that a kustomization takes as patches. They look like manifests and hold only what
 * differs: hardened, they would undo what somebody decided in the base that they are laid over.
 * @throws InputError for a kustomization that can not be read
 */
export const patchesOf = (io: Io, folder: string, name: string, file: string): string[] => {
  const text = decodeInput(io.readFile(join(folder, file)), name)
  if (text.includes('{{')) return []
  try {
    const value = parseSlice(text)?.value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    // What is no path is a patch written out; a path leads nowhere then.
    return LISTS.flatMap((list) => pathsIn(value[list])).map((path) => join(folder, path))
  } catch (error) {
    if (error instanceof InputError) error.file = name
    throw error
  }
}
