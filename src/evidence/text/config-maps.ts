import { calledIn, inNamespace } from '../../kube/names.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { mountsOf, volumesNamed } from '../../kube/pod/volumes.ts'
import type { Container, EvidenceContext, InputObject, Json, Place, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { share } from '../evidence.ts'

/**
 * Matches a name that contains a word for a secret. `compass`, `bypass`, `trespass` and `surpass` do not match; other
 * names such as `keyspace` do, because quoting a secret is worse than leaving out a quote.
 */
const SECRET = /(?<!by|com|tres|sur)pass|pwd|(?<![a-z])pw(?![a-z])|token|key|secret|credential/i

/**
 * Returns whether the name of a flag, an environment variable or a file suggests that its value is a secret, so that
 * reports must not quote it: `--db-pwd`, `DB_PASSWORD`, `apikey`, `credentials.json`.
 */
export const isSecretName = (name: string): boolean => SECRET.test(name)

/** An entry of a ConfigMap that a container reads as a file or, with `variable`, as that environment variable. */
export interface ConfigEntry {
  configMap: string
  key: string
  variable?: string
  text: string
  at: Place
}

interface ConfigMapReference {
  configMap: string
  /** Absent: all keys. */
  keys?: string[]
  /** What comes before a key in the name of its variable; absent for files and for one variable. */
  prefix?: string
  /** The name of the variable for the only key. */
  variable?: string
}

const keysOf = (items: Json | undefined): { keys: string[] } | undefined => {
  const keys = asList(items).map((item) => asString(asObject(item).key) ?? '')
  return keys.length === 0 ? undefined : { keys }
}

const referencesFromVolumes = (pod: Pod, container: Container): ConfigMapReference[] => {
  const mounted = mountsOf(container).map((mount) => mount.name)
  return volumesNamed(pod, mounted).flatMap(({ value }): ConfigMapReference[] => {
    const own = asObject(value.configMap)
    const projected = asList(asObject(value.projected).sources).map((source) => asObject(asObject(source).configMap))
    return [own, ...projected].flatMap(({ name, items }) =>
      typeof name === 'string' ? [{ configMap: name, ...keysOf(items) }] : [],
    )
  })
}

const referencesFromEnvironment = (container: Container): ConfigMapReference[] => [
  ...asList(container.value.envFrom).flatMap((item): ConfigMapReference[] => {
    const { prefix, configMapRef } = asObject(item)
    const name = asString(asObject(configMapRef).name)
    return name === undefined ? [] : [{ configMap: name, prefix: asString(prefix) ?? '' }]
  }),
  ...asList(container.value.env).flatMap((item): ConfigMapReference[] => {
    const { name, valueFrom } = asObject(item)
    const from = asObject(asObject(valueFrom).configMapKeyRef)
    if (typeof name !== 'string' || typeof from.name !== 'string' || typeof from.key !== 'string') return []
    return [{ configMap: from.name, keys: [from.key], variable: name }]
  }),
]

const readEntries = (
  { value, at }: InputObject,
  { configMap, keys, prefix, variable }: ConfigMapReference,
): readonly ConfigEntry[] => {
  const data = asObject(value.data)
  const [only, ...others] = keys ?? []
  const wanted = new Set(keys)
  const named =
    keys === undefined
      ? Object.keys(data)
      : only !== undefined && others.length === 0
        ? [only].filter((key) => Object.hasOwn(data, key))
        : Object.keys(data).filter((key) => wanted.has(key))
  return named.flatMap((key): ConfigEntry[] => {
    const text = data[key]
    if (typeof text !== 'string') return []
    const place = { document: at.document, pointer: join(at.pointer, 'data', key) }
    const name = prefix === undefined ? variable : `${prefix}${key}`
    return [{ configMap, key, text, at: place, ...(name === undefined ? {} : { variable: name }) }]
  })
}

/** The entries of whole ConfigMaps, by the reference: Kustomize's former names of one ConfigMap differ. */
const wholeMaps = new WeakMap<InputObject, Map<string, readonly ConfigEntry[]>>()

const readWhole = (object: InputObject, reference: ConfigMapReference): readonly ConfigEntry[] => {
  const known = wholeMaps.get(object) ?? new Map<string, readonly ConfigEntry[]>()
  wholeMaps.set(object, known)
  const key = JSON.stringify([reference.configMap, reference.prefix ?? null])
  const entries = known.get(key) ?? share(readEntries(object, reference))
  known.set(key, entries)
  return entries
}

/**
 * Returns the ConfigMap entries of the input that a container reads, in one group for each reference: through mounted
 * volumes, `envFrom` and `env`. Containers that read a whole ConfigMap share the group, so that it is searched once.
 */
export const configGroupsOf = (
  pod: Pod,
  container: Container,
  { input, settings }: EvidenceContext,
): (readonly ConfigEntry[])[] =>
  input.configMaps.length === 0
    ? []
    : [...referencesFromVolumes(pod, container), ...referencesFromEnvironment(container)].flatMap((reference) =>
        inNamespace(calledIn(input.configMaps, reference.configMap), pod.resource.namespace, settings.namespace).map(
          (object) => (reference.keys === undefined ? readWhole(object, reference) : readEntries(object, reference)),
        ),
      )
