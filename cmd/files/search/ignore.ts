import { dirname, join, relative, sep } from 'node:path'
import ignore from 'ignore'
import type { Io } from '../../io/io.ts'
import { readHelmIgnore } from './helm-ignore.ts'

/** The decision of one ignore file about a path below its folder; undefined if no rule matches. */
type Decision = (path: string, isFolder: boolean) => 'ignored' | 'included' | undefined

/** The rules of one folder. */
interface Layer {
  folder: string
  git: Decision
  helm: Decision
}

/** The ignore files that apply in a folder, from that folder upwards. */
export type IgnoreRules = readonly Layer[]

const UNDECIDED: Decision = () => undefined

/** Reads an ignore file; like git, it does not follow symbolic links, which could lead out of the repository. */
const readOwn = (io: Io, path: string): string | undefined =>
  io.disk.kindOf(path, 'stay') === 'file' ? Buffer.from(io.readFile(path)).toString() : undefined

const gitDecision = (text: string | undefined): Decision => {
  if (text === undefined) return UNDECIDED
  const rules = ignore({ ignorecase: false }).add(text)
  return (path, isFolder) => {
    const { ignored, unignored } = rules.test(isFolder ? `${path}/` : path)
    return ignored ? 'ignored' : unignored ? 'included' : undefined
  }
}

const helmDecision = (text: string | undefined): Decision => {
  if (text === undefined) return UNDECIDED
  const ignores = readHelmIgnore(text)
  return (path, isFolder) => (ignores(path, isFolder) ? 'ignored' : undefined)
}

/**
 * Adds the rules of a folder to those of the folder above it. Helm reads a `.helmignore` only in the folder of a chart.
 * @param names the names in the folder
 */
export const enterFolder = (io: Io, above: IgnoreRules, folder: string, names?: readonly string[]): IgnoreRules => {
  const has = (name: string): boolean => names?.includes(name) ?? io.exists(join(folder, name))
  const git = has('.gitignore') ? readOwn(io, join(folder, '.gitignore')) : undefined
  const helm = has('.helmignore') && has('Chart.yaml') ? readOwn(io, join(folder, '.helmignore')) : undefined
  if (git === undefined && helm === undefined) return above
  return [{ folder, git: gitDecision(git), helm: helmDecision(helm) }, ...above]
}

/**
 * Returns who ignores a path. As in git, the closest ignore file with a matching rule decides. The folders above the path must
 * not be ignored.
 */
export const ignoredBy = (rules: IgnoreRules, path: string, isFolder: boolean): 'git' | 'helm' | undefined => {
  const pathBelow = (folder: string): string => relative(folder, path).split(sep).join('/')
  let git: ReturnType<Decision>
  for (const layer of rules) {
    const below = pathBelow(layer.folder)
    git ??= layer.git(below, isFolder)
    if (layer.helm(below, isFolder) === 'ignored') return 'helm'
  }
  return git === 'ignored' ? 'git' : undefined
}

/** Returns the folders above a folder, from the root of its repository down; none outside of a repository. */
const foldersAbove = (io: Io, folder: string): string[] => {
  const found: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    if (at !== folder) found.unshift(at)
    if (io.exists(join(at, '.git'))) return found
    if (dirname(at) === at) return []
  }
}

/**
 * Returns the rules of the repository that apply in a folder that the user named. There are none if they ignore the folder
 * itself, because the user named it explicitly.
 */
export const rulesAbove = (io: Io, folder: string): IgnoreRules => {
  let rules: IgnoreRules = []
  for (const above of foldersAbove(io, folder)) rules = enterFolder(io, rules, above)
  return ignoredBy(rules, folder, true) === undefined ? rules : []
}
