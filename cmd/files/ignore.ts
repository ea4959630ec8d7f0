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

/** Says whether Helm leaves something out; the path is relative to the folder of the `.helmignore`, with slashes. */
export type Ignores = (path: string, isFolder: boolean) => boolean

const META = /[.+^${}()|\\]/g

/** The class that begins at `[`, as a regular expression, and the offset behind it; undefined where it never ends. */
const readClass = (glob: string, start: number): { source: string; end: number } | undefined => {
  const match = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(glob.slice(start))
  if (match === null) return undefined
  const [whole, not, members = ''] = match
  const escaped = members.replace(/\\(.)/g, '$1').replace(/[\\\]^[]/g, '\\$&')
  return { source: `(?!/)[${not}${escaped}]`, end: start + whole.length }
}

/** A pattern of Go's `filepath.Match` as a regular expression; undefined where it is none, which Helm refuses. */
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
 * Reads a `.helmignore` as Helm does (helm.sh/helm, `pkg/ignore`): the first rule that applies decides, and a rule with
 * `!` leaves out all that it does not match. A rule that Helm refuses (`**` among them) says nothing here.
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

/** What one ignore file says of something below its folder; undefined where it says nothing. */
type Opinion = (path: string, isFolder: boolean) => 'ignored' | 'wanted' | undefined

/** The rules of one folder. */
interface Layer {
  folder: string
  git: Opinion
  helm: Opinion
}

/** The ignore files that hold in a folder, from that folder upwards. */
export type IgnoreRules = readonly Layer[]

const SILENT: Opinion = () => undefined

/** git follows no link to its ignore files, so that they can not reach outside of the repository. */
const readOwn = (io: Io, path: string): string | undefined =>
  io.disk.kindOf(path, 'stay') === 'file' ? Buffer.from(io.readFile(path)).toString() : undefined

const gitOpinion = (text: string | undefined): Opinion => {
  if (text === undefined) return SILENT
  const rules = ignore({ ignorecase: false }).add(text)
  return (path, isFolder) => {
    const { ignored, unignored } = rules.test(isFolder ? `${path}/` : path)
    return ignored ? 'ignored' : unignored ? 'wanted' : undefined
  }
}

const helmOpinion = (text: string | undefined): Opinion => {
  if (text === undefined) return SILENT
  const ignores = readHelmIgnore(text)
  return (path, isFolder) => (ignores(path, isFolder) ? 'ignored' : undefined)
}

/** The rules that hold in a folder, from those that hold in the one above it. */
export const enterFolder = (io: Io, above: IgnoreRules, folder: string): IgnoreRules => {
  const git = readOwn(io, join(folder, '.gitignore'))
  const helm = readOwn(io, join(folder, '.helmignore'))
  if (git === undefined && helm === undefined) return above
  return [{ folder, git: gitOpinion(git), helm: helmOpinion(helm) }, ...above]
}

/**
 * Whether git or Helm leaves something out. Of git's rules those of the nearest file that has any decide, as git has
 * it; what is in a folder that is left out is never asked for.
 */
export const isIgnored = (rules: IgnoreRules, path: string, isFolder: boolean): boolean => {
  const asked = (folder: string): string => relative(folder, path).split(sep).join('/')
  let git: ReturnType<Opinion>
  for (const layer of rules) {
    const below = asked(layer.folder)
    git ??= layer.git(below, isFolder)
    if (layer.helm(below, isFolder) === 'ignored') return true
  }
  return git === 'ignored'
}

/** The folders above one, from the outermost that its repository has; none where it is in no repository. */
const foldersAbove = (io: Io, folder: string): string[] => {
  const found: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    if (at !== folder) found.unshift(at)
    if (io.exists(join(at, '.git'))) return found
    if (dirname(at) === at) return []
  }
}

/**
 * The rules from above that hold for what is in a folder which the user named: those of its repository, from its root
 * down. None where they leave out the folder itself: whoever names it wants what is in it.
 */
export const rulesAbove = (io: Io, folder: string): IgnoreRules => {
  let rules: IgnoreRules = []
  for (const above of foldersAbove(io, folder)) rules = enterFolder(io, rules, above)
  return isIgnored(rules, folder, true) ? [] : rules
}
