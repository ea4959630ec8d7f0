import { dirname, join, relative, sep } from 'node:path'
import ignore from 'ignore'
import type { Io } from '../../io/io.ts'

/** A rule of a `.helmignore`. */
interface Rule {
  negated: boolean
  folders: boolean
  /** Whether the whole path is compared, from the chart's root, and not only the name. */
  wholePath: boolean
  pattern: readonly Token[]
}

/** Whether Helm ignores a path; the path is relative to the folder of the `.helmignore`, with slashes. */
export type Ignores = (path: string, isFolder: boolean) => boolean

/** What one character of a path has to be, or a star for any number of characters but slashes. */
type Token = '*' | ((character: string) => boolean)

const any: Token = (character) => character !== '/'

/** Reads the class that starts at `[`; returns undefined if it has no end or an invalid range. */
const readClass = (glob: string, start: number): { token: Token; end: number } | undefined => {
  const match = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(glob.slice(start))
  if (match === null) return undefined
  const [whole, not, members = ''] = match
  const escaped = members.replace(/\\(.)/g, '$1').replace(/[\\\]^[]/g, '\\$&')
  try {
    const allowed = new RegExp(`^(?!/)[${not}${escaped}]$`, 'su')
    return { token: (character) => allowed.test(character), end: start + whole.length }
  } catch {
    return undefined
  }
}

/** Reads a pattern of Go's `filepath.Match`; returns undefined if it is invalid. */
const readPattern = (glob: string): Token[] | undefined => {
  const tokens: Token[] = []
  for (let at = 0; at < glob.length; ) {
    const found = glob[at] === '[' ? readClass(glob, at) : readToken(glob, at)
    if (found === undefined) return undefined
    tokens.push(found.token)
    at = found.end
  }
  return tokens
}

/** Reads a star, a question mark or a character, which may be escaped. */
const readToken = (glob: string, start: number): { token: Token; end: number } | undefined => {
  const at = glob[start] === '\\' ? start + 1 : start
  if (at === glob.length) return undefined
  const wanted = String.fromCodePoint(glob.codePointAt(at) as number)
  const end = at + wanted.length
  if (at === start && wanted === '*') return { token: '*', end }
  return { token: at === start && wanted === '?' ? any : (character) => character === wanted, end }
}

/**
 * Reports whether a pattern matches all characters, with the method of `matchesGlob`: only the last star is tried again, so the
 * number of steps is at most the product of both lengths.
 */
const matches = (pattern: readonly Token[], characters: readonly string[]): boolean => {
  let at = 0
  let star = -1
  let resume = 0
  for (let i = 0; i < characters.length; ) {
    const token = pattern[at]
    if (token === '*') {
      star = at++
      resume = i
    } else if (token?.(characters[i] as string) === true) {
      at++
      i++
    } else if (star >= 0 && characters[resume] !== '/') {
      at = star + 1
      i = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

const readRule = (line: string): Rule | undefined => {
  let rest = line.trim()
  if (rest === '' || rest.startsWith('#') || rest === '!' || rest === '/' || rest.includes('**')) return undefined
  const negated = rest.startsWith('!')
  if (negated) rest = rest.slice(1)
  const folders = rest.endsWith('/')
  if (folders) rest = rest.slice(0, -1)
  const wholePath = rest.includes('/')
  const pattern = readPattern(rest.replace(/^\//, ''))
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
    const whole = [...path]
    const name = whole.slice(whole.lastIndexOf('/') + 1)
    return rules.some(({ negated, folders, wholePath, pattern }) => {
      const isMatch = matches(pattern, wholePath ? whole : name)
      return negated ? (folders && !isFolder) || !isMatch : (!folders || isFolder) && isMatch
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
