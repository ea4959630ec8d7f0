import { asList, asObject } from '../kube/pods.ts'
import type { Container, Context, Place, Pod } from '../model.ts'
import { configEntriesOf } from './config-maps.ts'
import { resolvePath } from './directories.ts'
import { type NamedDirectory, namedDirectory } from './directory-names.ts'

/** Variables of a convention of their own; `true` where what they name is needed, `false` where it may be only read. */
const KNOWN: Readonly<Record<string, { fills: boolean; required: boolean }>> = {
  HOME: { fills: false, required: false },
  TMPDIR: { fills: true, required: true },
  TMP: { fills: true, required: true },
  TEMP: { fills: true, required: true },
  PGDATA: { fills: true, required: true },
  PYTHONPYCACHEPREFIX: { fills: true, required: false },
  MPLCONFIGDIR: { fills: true, required: false },
  GOCACHE: { fills: true, required: false },
  // https://specifications.freedesktop.org/basedir-spec/latest/
  XDG_CACHE_HOME: { fills: true, required: false },
  XDG_DATA_HOME: { fills: true, required: false },
  XDG_STATE_HOME: { fills: true, required: false },
  XDG_RUNTIME_DIR: { fills: true, required: false },
  XDG_CONFIG_HOME: { fills: false, required: false },
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
