import { dirname, join, relative, sep } from 'node:path'
import ignore from 'ignore'
import type { Io } from '../io/io.ts'

/** A rule of a `.helmignore`. */
interface Rule {
  negated: boolean
  folders: boolean
  /** Whether the whole path is compared, from the chart's root, and not only the name. */
  wholePath: boolean
  pattern: RegExp
}

/** Whether Helm ignores a path; the path is relative to the folder of the `.helmignore`, with slashes. */
export type Ignores = (path: string, isFolder: boolean) => boolean

const META = /[.+^${}()|\\]/g

/** Converts the class that starts at `[` to a regular expression; returns undefined if it has no end. */
const readClass = (glob: string, start: number): { source: string; end: number } | undefined => {
  const match = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(glob.slice(start))
  if (match === null) return undefined
  const [whole, not, members = ''] = match
  const escaped = members.replace(/\\(.)/g, '$1').replace(/[\\\]^[]/g, '\\$&')
  return { source: `(?!/)[${not}${escaped}]`, end: start + whole.length }
}

/** Converts a pattern of Go's `filepath.Match` to a regular expression; returns undefined if it is invalid. */
const toRegExp = (glob: string): RegExp | undefined => {
  let source = ''
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at] as string
    if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (char === '\\') {
      at++
      if (at === glob.length) return undefined
      source += (glob[at] as string).replace(/[.+^${}()|\\*?[\]/]/g, '\\$&')
    } else if (char === '[') {
      const found = readClass(glob, at)
      if (found === undefined) return undefined
      source += found.source
      at = found.end - 1
    } else source += char.replace(META, '\\$&')
  }
  try {
    return new RegExp(`^${source}$`, 'su')
  } catch {
    return undefined
  }
}

const readRule = (line: string): Rule | undefined => {
  let rest = line.trim()
  if (rest === '' || rest.startsWith('#') || rest === '!' || rest === '/' || rest.includes('**')) return undefined
  const negated = rest.startsWith('!')
  if (negated) rest = rest.slice(1)
  const folders = rest.endsWith('/')
  if (folders) rest = rest.slice(0, -1)
  const wholePath = rest.includes('/')
  const pattern = toRegExp(rest.replace(/^\//, ''))
  return pattern === undefined ? undefined : { negated, folders, wholePath, pattern }
}

/**
 * Reads a `.helmignore` as Helm does (helm.sh/helm, `pkg/ignore`): the first matching rule decides, and a rule with `!`
 * ignores everything that it does not match. Rules that Helm refuses (e.g. with `**`) are skipped.
 */
export const readHelmIgnore = (text: string): Ignores => {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map(readRule)
    .filter((rule) => rule !== undefined)
  return (path, isFolder) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return rules.some(({ negated, folders, wholePath, pattern }) => {
      const matches = pattern.test(wholePath ? path : name)
      return negated ? (folders && !isFolder) || !matches : (!folders || isFolder) && matches
    })
  }
}

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

/** Adds the rules of a folder to those of the folder above it. */
export const enterFolder = (io: Io, above: IgnoreRules, folder: string): IgnoreRules => {
  const git = readOwn(io, join(folder, '.gitignore'))
  const helm = readOwn(io, join(folder, '.helmignore'))
  if (git === undefined && helm === undefined) return above
  return [{ folder, git: gitDecision(git), helm: helmDecision(helm) }, ...above]
}

/**
 * Whether git or Helm ignores a path. As in git, the closest ignore file with a matching rule decides. The folders above the
 * path must not be ignored.
 */
export const isIgnored = (rules: IgnoreRules, path: string, isFolder: boolean): boolean => {
  const pathBelow = (folder: string): string => relative(folder, path).split(sep).join('/')
  let git: ReturnType<Decision>
  for (const layer of rules) {
    const below = pathBelow(layer.folder)
    git ??= layer.git(below, isFolder)
    if (layer.helm(below, isFolder) === 'ignored') return true
  }
  return git === 'ignored'
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
  return isIgnored(rules, folder, true) ? [] : rules
}
