import { locatePods, objectsOf } from '../../src/kube/pod/locate.ts'
import { asList, asObject, asString, viewPod } from '../../src/kube/pod/pod.ts'
import { accountOf } from '../../src/kube/pod/service-accounts.ts'
import { parseQuantity } from '../../src/kube/quantity.ts'
import type { Container, InputObject, JsonObject, Pod } from '../../src/model.ts'
import { valueAt } from '../../src/pointer.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'

/** A volume in a container. */
export interface Mount {
  path: string
  volume: string
  /** The kind of the volume: `emptyDir`, `claim`, ...; `unknown` if the pod does not say. */
  type: string
  writable: boolean
}

/** What counts in a container for the question whether it starts: the values in force, from the container or its pod. */
export interface ContainerSettings {
  kind: string
  name: string
  container: string
  list: Container['list']
  image: string
  nonRoot: boolean
  /** Undefined if no `runAsUser` is set. */
  user?: number
  readOnlyRoot: boolean
  /** `allowPrivilegeEscalation: false`. */
  noEscalation: boolean
  dropsAll: boolean
  adds: readonly string[]
  /** `automountServiceAccountToken: false`, on the pod or, where the pod is silent, on its service account. */
  noToken: boolean
  /** Bytes; undefined if there is no limit. */
  memoryLimit?: number
  mounts: readonly Mount[]
  /** The pod lets everybody listen on ports below 1024, by a sysctl. */
  lowPortsForAll: boolean
}

/** Volumes that the kubelet mounts read-only. */
const READ_ONLY_VOLUMES = ['configMap', 'secret', 'projected', 'downwardAPI', 'image']

const LOW_PORTS = 'net.ipv4.ip_unprivileged_port_start'

const volumesOf = (pod: Pod): Map<string, string> => {
  const claims = asList(asObject(pod.object.spec).volumeClaimTemplates).map((claim): [string, string] => [
    asString(asObject(asObject(claim).metadata).name) ?? '',
    'claim',
  ])
  const volumes = asList(pod.spec.volumes).map((volume): [string, string] => {
    const { name, ...source } = asObject(volume)
    return [asString(name) ?? '', Object.keys(source)[0] ?? 'emptyDir']
  })
  return new Map([...claims, ...volumes])
}

const mountsOf = ({ value }: Container, volumes: ReadonlyMap<string, string>): Mount[] =>
  asList(value.volumeMounts).map((item) => {
    const mount = asObject(item)
    const volume = asString(mount.name) ?? ''
    const type = volumes.get(volume) ?? 'unknown'
    const path = asString(mount.mountPath) ?? ''
    return { path, volume, type, writable: mount.readOnly !== true && !READ_ONLY_VOLUMES.includes(type) }
  })

const settingsOf = (pod: Pod, container: Container, accountHasToken: boolean): ContainerSettings => {
  const { list, name, value } = container
  const own = asObject(value.securityContext)
  const shared = asObject(pod.spec.securityContext)
  const user = own.runAsUser ?? shared.runAsUser
  const { drop, add } = asObject(own.capabilities)
  const memoryLimit = parseQuantity(asObject(asObject(value.resources).limits).memory)
  return {
    kind: pod.resource.kind,
    name: pod.resource.name,
    container: name,
    list,
    image: asString(value.image) ?? '',
    nonRoot: (own.runAsNonRoot ?? shared.runAsNonRoot) === true,
    ...(typeof user === 'number' ? { user } : {}),
    readOnlyRoot: own.readOnlyRootFilesystem === true,
    noEscalation: own.allowPrivilegeEscalation === false,
    dropsAll: asList(drop).includes('ALL'),
    adds: asList(add).map(String),
    noToken:
      typeof pod.spec.automountServiceAccountToken === 'boolean'
        ? !pod.spec.automountServiceAccountToken
        : !accountHasToken,
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    mounts: mountsOf(container, volumesOf(pod)),
    lowPortsForAll: asList(shared.sysctls).some((sysctl) => asObject(sysctl).name === LOW_PORTS),
  }
}

const podsOf = (object: InputObject, root: JsonObject): Pod[] =>
  locatePods(object).pods.map((location) => {
    const at = (pointer = ''): JsonObject => asObject(valueAt(root, pointer))
    return viewPod(location, object.value, at(location.spec), at(location.metadata))
  })

/** Documents without these words have neither a pod nor an account; most of the bytes of charts are in such documents. */
const WANTED = /\bcontainers\b|\bServiceAccount\b/

/** Reads every container of a stream, in its order. */
export const readContainers = (stream: string): ContainerSettings[] => {
  const documents = splitStream(stream)
    .filter(({ text }) => WANTED.test(text))
    .map(({ text, index }) => {
      const root = asObject(parseSlice(text)?.value)
      return { root, objects: objectsOf(root, index) }
    })
  const objects = documents.flatMap((document) => document.objects)
  const silent = objects.filter(
    ({ resource, value }) => resource.kind === 'ServiceAccount' && value.automountServiceAccountToken === false,
  )
  return documents.flatMap(({ root, objects }) =>
    objects
      .flatMap((object) => podsOf(object, root))
      .flatMap((pod) => {
        const hasToken = !silent.some(({ resource }) => resource.name === accountOf(pod).name)
        return pod.containers.map((container) => settingsOf(pod, container, hasToken))
      }),
  )
}
