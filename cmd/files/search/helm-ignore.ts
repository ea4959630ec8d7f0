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
