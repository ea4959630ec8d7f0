import { extname } from 'node:path'
import { KUSTOMIZATIONS } from './kustomization.ts'

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

/** What is wrong with a file that has no name as text. */
export const UNDECODABLE = 'the file name is not UTF-8, so the file cannot be read'

/** Returns why a file is left out by its name, or by who ignores it; undefined for a file to read. */
export const leftOutFile = (base: string, ignored: 'git' | 'helm' | undefined): LeftOut | undefined =>
  ignored === undefined ? (TOOL_FILES.has(base) ? TOOL_FILE : undefined) : IGNORED[ignored]
