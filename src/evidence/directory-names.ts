import type { Clue } from '../model.ts'
import { folderOf, resolvePath } from './directories.ts'

/** A folder that a program is told to write to. */
export interface NamedDirectory {
  path: string
  /** Whether the name says that the program fills it; else it may as well only read it. */
  fills: boolean
  /** Whether the program is likely to stop where it can not write there. */
  required: boolean
  /** Whether the program keeps data there, which may grow. */
  data: boolean
  clue: Clue
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words of what a program can not do without. */
const REQUIRED = set(
  'log logs logdir logfile pid pidfile piddir tmp temp tmpdir tempdir spool lock lockfile state run rundir wal journal',
)

/** Words of what a program fills. */
const FILLED = set(
  'cache caches cachedir upload uploads download downloads output work workdir scratch session sessions artifacts queue buffer',
)

/** Words of what a program fills with data. */
const DATA = set(
  'data datadir db dbpath database databases storage store backup backups dump dumps snapshot snapshots archive',
)

/** Words of places, one of which a name has to hold beside the others unless it ends with one of those. */
const PLACES = set('dir directory path folder root location home file')

/** Words of what is read. */
const READ = set(
  'config conf cfg cert certs certificate certificates key keys ca tls ssl secret secrets token password passwd pass pwd ' +
    'passfile user username credential credentials auth template templates static web url uri route endpoint telemetry ' +
    'metrics health procfs sysfs rootfs host source src input plugin plugins script scripts bin lib libs include schema ' +
    'schemas migration migrations model models asset assets public private install classpath mounted external dirs paths',
)

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

const isOne = (word: string): boolean => REQUIRED.has(word) || FILLED.has(word) || DATA.has(word)

/** What the name of an option or variable says of the path that it is given; undefined where it says nothing of writing. */
const readName = (name: string): Pick<NamedDirectory, 'required' | 'data'> | undefined => {
  const words = wordsOf(name)
  if (!words.some(isOne) || words.some((word) => READ.has(word))) return undefined
  if (!words.some((word) => PLACES.has(word)) && !isOne(words.at(-1) ?? '')) return undefined
  return { required: words.some((word) => REQUIRED.has(word)), data: words.some((word) => DATA.has(word)) }
}

/**
 * The folder that a name and its value tell a program to write to: the value itself, or where that is a file, the folder
 * in which it stands. Undefined where the value is no absolute path, or a list of them, or the name is not one of
 * something written.
 */
export const namedDirectory = (name: string, value: string): Omit<NamedDirectory, 'clue'> | undefined => {
  if (!/^\/[\w./@+-]*$/.test(value)) return undefined
  const path = resolvePath(undefined, value)
  const meaning = readName(name)
  if (path === undefined || meaning === undefined) return undefined
  const isFile = /file$/i.test(name) || /\.(?:log|pid|lock|db|sqlite3?|json|txt)$/.test(path)
  return { path: isFile ? folderOf(path) : path, fills: true, ...meaning }
}
