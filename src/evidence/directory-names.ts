import type { Clue } from '../model.ts'
import { folderOf, resolvePath } from './directories.ts'

/** A folder that a program is told to write to. */
export interface NamedDirectory {
  path: string
  /** Whether the name says that the program fills it; else it may as well only read it. */
  fills: boolean
  /** Whether the program is likely to stop where it can not write there. */
  required: boolean
  clue: Clue
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words of what a program can not do without. */
const REQUIRED = set(
  'log logs logdir logfile pid pidfile piddir tmp temp tmpdir tempdir spool lock lockfile state run rundir wal journal',
)

/** Words of what a program fills. */
const FILLED = set(
  'cache caches cachedir data datadir db dbpath database databases storage store upload uploads download downloads output ' +
    'backup backups work workdir scratch session sessions dump dumps artifacts queue buffer snapshot snapshots archive',
)

/** Words of places, one of which a name has to hold beside the others unless it ends with one of those. */
const PLACES = set('dir dirs directory path folder root location home file')

/** Words of what is read. */
const READ = set(
  'config conf cfg cert certs certificate certificates key keys ca tls ssl secret secrets token password passwd pass pwd ' +
    'passfile user username credential credentials auth template templates static web url uri route endpoint telemetry ' +
    'metrics health procfs sysfs rootfs host source src input plugin plugins script scripts bin lib libs include schema ' +
    'schemas migration migrations model models asset assets public private install classpath mounted external',
)

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

/** What the name of an option or variable says of the path that it is given; undefined where it says nothing of writing. */
const readName = (name: string): { required: boolean } | undefined => {
  const words = wordsOf(name)
  const isTold = words.some((word) => REQUIRED.has(word) || FILLED.has(word))
  if (!isTold || words.some((word) => READ.has(word))) return undefined
  const last = words.at(-1) ?? ''
  if (!words.some((word) => PLACES.has(word)) && !REQUIRED.has(last) && !FILLED.has(last)) return undefined
  return { required: words.some((word) => REQUIRED.has(word)) }
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
  return { path: isFile ? folderOf(path) : path, fills: true, required: meaning.required }
}
