import { extname, join } from 'node:path'
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

/** Why a file is left out. */
export interface LeftOut {
  reason: string
  /** Whether it is taken all the same if git tracks it, because Flux and Argo CD apply what is committed. */
  unlessTracked: boolean
}

/** Extensions of files that may contain manifests. */
const EXTENSIONS = ['.yaml', '.yml', '.json']
/** Configuration files of tools, which are not applied to a cluster. */
const TOOL_FILES = new Set([
  ...['Chart.yaml', 'values.yaml', 'values.yml', 'casehard.yaml', 'package.json', 'package-lock.json'],
  ...KUSTOMIZATIONS,
])

const TOOL_FILE: LeftOut = { reason: "its name is that of a tool's configuration", unlessTracked: true }
export const DEPENDENCY: LeftOut = { reason: 'it is in node_modules', unlessTracked: true }
export const IGNORED: Record<'git' | 'helm', LeftOut> = {
  git: { reason: 'ignored by .gitignore', unlessTracked: true },
  helm: { reason: 'ignored by .helmignore', unlessTracked: false },
}
export const TEMPLATES: LeftOut = { reason: 'the templates of a chart', unlessTracked: false }

/** Whether the name of a file is that of manifests. */
export const mayContain = (name: string): boolean => EXTENSIONS.includes(extname(name))

/** Counts the files below a folder whose names are those of manifests. */
export const countFiles = (io: Io, folder: string): number => {
  const { kindOf, list } = io.disk
  let count = 0
  try {
    for (const base of list(folder)) {
      const path = join(folder, base)
      if (kindOf(path, 'stay') === 'folder') count += countFiles(io, path)
      else if (mayContain(base)) count++
    }
  } catch {
    // What is excluded need not be readable.
  }
  return count
}

/** What is wrong with a file that has no name as text. */
export const UNDECODABLE = 'the file name is not UTF-8, so the file cannot be read'

/** Returns why a file is left out by its name, or by who ignores it; undefined for a file to read. */
export const leftOutFile = (base: string, ignored: 'git' | 'helm' | undefined): LeftOut | undefined =>
  ignored === undefined ? (TOOL_FILES.has(base) ? TOOL_FILE : undefined) : IGNORED[ignored]
