/** What a workload can bear, by the sources of its image. */
export interface Truth {
  workload: string
  /**
   * `n`: USER is a number other than 0; `N`: a name; `r`: starts as root and works as another user; `R`: has to start as
   * root; `?`: unsure.
   */
  user: 'n' | 'N' | 'r' | 'R' | '?'
  readOnlyRoot: RootTruth
  /** It talks to the API of its cluster. */
  token: boolean | undefined
  /** It is known to need more than 1 GiB of memory. */
  memory: boolean | undefined
}

/**
 * Whether a read-only root works, `?` for unsure; or else the paths that have to be writable, and those of them that are
 * a VOLUME of the image, which a volume of the pod replaces.
 */
export type RootTruth = 'works' | '?' | { needs: NeededPaths; volumes?: readonly string[] }

/** Absolute paths, or undefined if the truth names none or names something else than a path. */
export type NeededPaths = readonly string[] | undefined

const HEADER = 'workload\tuser\tread-only root\ttoken\tmemory'

/** A remark behind a path, which is no part of it: `(VOLUME)`, or `?` for one that is less sure. */
const REMARK = /\(\w+\)$|\?$/

/** Paths of `VOLUME` in the Dockerfile. */
const VOLUMES = /(\/[^,(]*)\(VOLUME\)/g

/** Says of a path, or of the path before it, that a volume makes it writable as it is. */
const FINE = /^ok$|-ok$/

/**
 * Reads the paths of `B:PATHS`. A name without a slash lies beside the path before it: `/a/data,conf` are `/a/data` and
 * `/a/conf`. A first name without a slash is no path.
 */
const readPaths = (words: string): NeededPaths => {
  const paths: string[] = []
  for (const word of words.split(',').map((text) => text.replace(REMARK, ''))) {
    if (FINE.test(word)) continue
    const before = paths.at(-1)
    if (word.startsWith('/')) paths.push(word)
    else if (word !== '' && before !== undefined) paths.push(before.replace(/[^/]*$/, word))
    else return undefined
  }
  return paths
}

const readRoot = (cell: string): RootTruth | undefined => {
  if (cell === '-') return 'works'
  if (cell === '?') return '?'
  if (!/^B(?::|$)/.test(cell)) return undefined
  const volumes = [...cell.matchAll(VOLUMES)].map(([, path = '']) => path)
  return { needs: readPaths(cell.slice(2)), ...(volumes.length === 0 ? {} : { volumes }) }
}

const readFlag = (cell: string, yes: string): { value: boolean | undefined } | undefined =>
  cell === yes ? { value: true } : cell === '-' ? { value: false } : cell === '?' ? { value: undefined } : undefined

const isUser = (cell: string): cell is Truth['user'] => /^[nNrR?]$/.test(cell)

/** Parses truth.tsv. @throws Error that names the first line with another meaning */
export const readTruths = (text: string): Truth[] => {
  const [header, ...lines] = text.trimEnd().split('\n')
  if (header !== HEADER) throw new Error(`truth.tsv:1: other columns: ${header}`)
  return lines.map((line, index) => {
    const [workload = '', user = '', root = '', token = '', memory = ''] = line.split('\t')
    const readOnlyRoot = readRoot(root)
    const [isTold, isLarge] = [readFlag(token, 'T'), readFlag(memory, 'M')]
    if (!isUser(user) || readOnlyRoot === undefined || isTold === undefined || isLarge === undefined)
      throw new Error(`truth.tsv:${index + 2}: unknown value: ${line}`)
    return { workload, user, readOnlyRoot, token: isTold.value, memory: isLarge.value }
  })
}
