import { findInGroups } from '../../evidence/evidence.ts'
import { folderOf, resolvePath } from '../../evidence/shell/directories.ts'
import type { RanCommand } from '../../evidence/shell/run.ts'
import { type ConfigEntry, configGroupsOf } from '../../evidence/text/config-maps.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, Place, Pod } from '../../model.ts'

/** A directory that an option or variable tells a program to write to. */
export interface NamedDirectory {
  path: string
  /** Whether the name implies writing; otherwise the program may only read it. */
  fills: boolean
  /** Whether the program is likely to fail if it cannot write there. */
  required: boolean
  /** Whether the program stores data there, which may grow. */
  data: boolean
  evidence: Evidence
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words for paths that a program needs. */
const REQUIRED = set(
  'log logs logdir logfile logpath accesslog errorlog pid pidfile pidfilepath piddir tmp temp tmpdir tempdir spool lock lockfile state run rundir wal journal',
)

/** Words for paths that a program writes to. */
const FILLED = set(
  'cache caches cachedir upload uploads download downloads output work workdir scratch session sessions artifacts queue buffer',
)

/** Words for paths with data. */
const DATA = set(
  'data datadir db dbpath database databases storage store backup backups dump dumps snapshot snapshots archive',
)

/** Words for paths: a name needs one, unless it ends with one of the words above. */
const PLACES = set('dir directory path folder root location home file filepath filename')

/** Words for paths that are only read. */
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

/** Reads the use of a path from the name of its option or variable; undefined if the name does not imply writing. */
const readName = (name: string): Pick<NamedDirectory, 'required' | 'data'> | undefined => {
  if (/^logging[._]file(?:[._](?:name|path))?$/i.test(name)) return { required: true, data: false }
  const words = wordsOf(name)
  if (!words.some(isOne) || words.some((word) => READ.has(word))) return undefined
  if (!words.some((word) => PLACES.has(word)) && !isOne(words.at(-1) ?? '')) return undefined
  return { required: words.some((word) => REQUIRED.has(word)), data: words.some((word) => DATA.has(word)) }
}

/**
 * Reads the directory that a setting tells a program to write to: its value, or the parent directory of a file.
 * Undefined if the value is not one absolute path, or the name does not imply writing.
 */
export const readDirectory = (name: string, value: string): Omit<NamedDirectory, 'evidence'> | undefined => {
  if (!/^\/[\w./@+-]*$/.test(value)) return undefined
  const path = resolvePath(undefined, value)
  const meaning = readName(name)
  if (path === undefined || meaning === undefined) return undefined
  const isFile = /file(?:_?path|_?name)?$/i.test(name) || /\.(?:log|pid|lock|db|sqlite3?|json|txt)$/.test(path)
  return { path: isFile ? folderOf(path) : path, fills: true, ...meaning }
}

/** `--name=value`, `-Dname=value`. */
const ASSIGNED = /^(--?\w[\w.-]*)=(\/.*)$/

/** Finds the directories that options such as `--data-dir /x`, `-pidfile=/x/y` or `-Dlog.dir=/x` tell programs to write to. */
export const findDirectoryArguments = (commands: readonly RanCommand[]): NamedDirectory[] =>
  commands.flatMap(({ args, pointers, at, where }) =>
    args.flatMap((word, i): NamedDirectory[] => {
      const [, name = word, value = args[i + 1] ?? ''] = ASSIGNED.exec(word) ?? []
      if (!name.startsWith('-')) return []
      const directory = readDirectory(name.replace(/^-D/, ''), value)
      if (directory === undefined) return []
      const place = pointers?.[i] === undefined ? at : { document: at.document, pointer: pointers[i] as string }
      return [{ ...directory, evidence: { source: 'manifest', text: `${name} ${value} in ${where}`, at: place } }]
    }),
  )

type Meaning = Pick<NamedDirectory, 'fills' | 'required' | 'data'>

const FILLED_VARIABLES: Meaning = { fills: true, required: false, data: false }
const NEEDED: Meaning = { ...FILLED_VARIABLES, required: true }
const MAY_BE_READ: Meaning = { ...FILLED_VARIABLES, fills: false }

/** Variables with conventional names. */
const KNOWN: Readonly<Record<string, Meaning>> = {
  HOME: MAY_BE_READ,
  TMPDIR: NEEDED,
  TMP: NEEDED,
  TEMP: NEEDED,
  PGDATA: { ...NEEDED, data: true },
  PYTHONPYCACHEPREFIX: FILLED_VARIABLES,
  MPLCONFIGDIR: FILLED_VARIABLES,
  GOCACHE: FILLED_VARIABLES,
  // https://specifications.freedesktop.org/basedir-spec/latest/
  XDG_CACHE_HOME: FILLED_VARIABLES,
  XDG_DATA_HOME: FILLED_VARIABLES,
  XDG_STATE_HOME: FILLED_VARIABLES,
  XDG_RUNTIME_DIR: FILLED_VARIABLES,
  XDG_CONFIG_HOME: MAY_BE_READ,
}

interface Variable {
  name: string
  value: string
  where: string
  at: Place
}

const ownVariables = (pod: Pod, container: Container): Variable[] =>
  asList(container.value.env).flatMap((item, index): Variable[] => {
    const { name, value } = asObject(item)
    if (typeof name !== 'string' || typeof value !== 'string') return []
    const at = { document: pod.document, pointer: `${container.pointer}/env/${index}/value` }
    return [{ name, value, where: `env of container "${container.name}"`, at }]
  })

const readVariable = ({ name, value, where, at }: Variable): NamedDirectory[] => {
  if (!value.startsWith('/')) return []
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined
  const path = known && !value.includes(':') ? resolvePath(undefined, value) : undefined
  const directory = known !== undefined && path !== undefined ? { ...known, path } : readDirectory(name, value)
  if (directory === undefined) return []
  return [{ ...directory, evidence: { source: 'manifest', text: `${name}: ${value} in ${where}`, at } }]
}

const readConfigEntries = (entries: readonly ConfigEntry[]): NamedDirectory[] =>
  entries.flatMap(({ configMap, variable, text, at }) =>
    variable === undefined ? [] : readVariable({ name: variable, value: text, where: `ConfigMap "${configMap}"`, at }),
  )

/** Finds the directories that environment variables such as `TMPDIR`, `CACHE_DIR` or `LOG_PATH` tell a container to write to. */
export const findDirectoryVariables = (pod: Pod, container: Container, context: EvidenceContext): NamedDirectory[] => [
  ...ownVariables(pod, container).flatMap(readVariable),
  ...findInGroups(configGroupsOf(pod, container, context), readConfigEntries),
]
