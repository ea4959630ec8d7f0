import { asList, asObject } from '../kube/pods.ts'
import type { Container, Context, Place, Pod } from '../model.ts'
import { configEntriesOf } from './config-maps.ts'
import { resolvePath } from './directories.ts'
import { type NamedDirectory, namedDirectory } from './directory-names.ts'

type Meaning = Pick<NamedDirectory, 'fills' | 'required' | 'data'>

const FILLED: Meaning = { fills: true, required: false, data: false }
const NEEDED: Meaning = { ...FILLED, required: true }
const MAY_BE_READ: Meaning = { ...FILLED, fills: false }

/** Variables whose names follow conventions of their own. */
const KNOWN: Readonly<Record<string, Meaning>> = {
  HOME: MAY_BE_READ,
  TMPDIR: NEEDED,
  TMP: NEEDED,
  TEMP: NEEDED,
  PGDATA: { ...NEEDED, data: true },
  PYTHONPYCACHEPREFIX: FILLED,
  MPLCONFIGDIR: FILLED,
  GOCACHE: FILLED,
  // https://specifications.freedesktop.org/basedir-spec/latest/
  XDG_CACHE_HOME: FILLED,
  XDG_DATA_HOME: FILLED,
  XDG_STATE_HOME: FILLED,
  XDG_RUNTIME_DIR: FILLED,
  XDG_CONFIG_HOME: MAY_BE_READ,
}

interface Variable {
  name: string
  value: string
  where: string
  at: Place
}

const variablesOf = (pod: Pod, container: Container, context: Context): Variable[] => {
  const own = asList(container.value.env).flatMap((item, index): Variable[] => {
    const { name, value } = asObject(item)
    if (typeof name !== 'string' || typeof value !== 'string') return []
    const at = { document: pod.document, pointer: `${container.pointer}/env/${index}/value` }
    return [{ name, value, where: `env of container "${container.name}"`, at }]
  })
  if (context.stream.configMaps.length === 0) return own
  const shared = configEntriesOf(pod, container, context).flatMap(({ configMap, variable, text, at }): Variable[] =>
    variable === undefined ? [] : [{ name: variable, value: text, where: `ConfigMap "${configMap}"`, at }],
  )
  return [...own, ...shared]
}

/** The folders that environment variables such as `TMPDIR`, `CACHE_DIR` or `LOG_PATH` tell a container to write to. */
export const directoryVariables = (pod: Pod, container: Container, context: Context): NamedDirectory[] =>
  variablesOf(pod, container, context).flatMap(({ name, value, where, at }): NamedDirectory[] => {
    if (!value.startsWith('/')) return []
    const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined
    const path = known && !value.includes(':') ? resolvePath(undefined, value) : undefined
    const directory = known !== undefined && path !== undefined ? { ...known, path } : namedDirectory(name, value)
    if (directory === undefined) return []
    return [{ ...directory, clue: { source: 'manifest', text: `${name}: ${value} in ${where}`, at } }]
  })
