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
