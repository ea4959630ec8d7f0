import { calledIn, inNamespace } from '../../kube/names.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { mountsOf, volumesNamed } from '../../kube/pod/volumes.ts'
import type { Container, EvidenceContext, Json, Place, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

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
  variable?: (key: string) => string
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
    return name === undefined ? [] : [{ configMap: name, variable: (key) => `${asString(prefix) ?? ''}${key}` }]
  }),
  ...asList(container.value.env).flatMap((item): ConfigMapReference[] => {
    const { name, valueFrom } = asObject(item)
    const from = asObject(asObject(valueFrom).configMapKeyRef)
    if (typeof name !== 'string' || typeof from.name !== 'string' || typeof from.key !== 'string') return []
    return [{ configMap: from.name, keys: [from.key], variable: () => name }]
  }),
]

/** Returns the ConfigMap entries of the input that a container reads: through mounted volumes, `envFrom` and `env`. */
export const configEntriesOf = (pod: Pod, container: Container, { input, settings }: EvidenceContext): ConfigEntry[] =>
  [...referencesFromVolumes(pod, container), ...referencesFromEnvironment(container)].flatMap(
    ({ configMap, keys, variable }) =>
      inNamespace(calledIn(input.configMaps, configMap), pod.resource.namespace, settings.namespace).flatMap(
        ({ value, at }) =>
          Object.entries(asObject(value.data)).flatMap(([key, text]): ConfigEntry[] => {
            if (typeof text !== 'string' || (keys !== undefined && !keys.includes(key))) return []
            const place = { document: at.document, pointer: join(at.pointer, 'data', key) }
            return [{ configMap, key, text, at: place, ...(variable === undefined ? {} : { variable: variable(key) }) }]
          }),
      ),
  )
