import type { Container, Json, JsonObject, Pod } from '../../model.ts'
import { POD_ONLY_FIELDS } from '../pod/field-levels.ts'
import { asList, asObject, asString } from '../pod/pod.ts'
import { parseQuantity } from '../quantity.ts'
import { eachOnce, ofContainer, ofPod, repeated, type Violation } from './violation.ts'

const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/'
const SECCOMP_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/'
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const LOCALHOST = 'localhost/'

const ANNOTATED: Readonly<Record<string, string>> = {
  unconfined: 'Unconfined',
  'runtime/default': 'RuntimeDefault',
  'docker/default': 'RuntimeDefault',
}

// An unknown spelling differs from every field.
const differs = (annotation: Json | undefined, profile: Json | undefined): boolean => {
  const { type, localhostProfile } = asObject(profile)
  if (typeof annotation !== 'string' || annotation === '' || type === undefined || type === null) return false
  return annotation.startsWith(LOCALHOST)
    ? type !== 'Localhost' || localhostProfile !== annotation.slice(LOCALHOST.length)
    : type !== ANNOTATED[annotation]
}

const annotationViolations = ({ spec, metadata, containers }: Pod): Violation[] => {
  const annotations = asObject(metadata.annotations)
  if (Object.keys(annotations).length === 0) return []
  const isPodDifferent = differs(annotations[SECCOMP_POD], asObject(spec.securityContext).seccompProfile)
  return [
    ...ofPod(isPodDifferent ? ["the pod's seccomp annotation and field differ"] : []),
    ...containers.flatMap((container) => {
      const { name, value } = container
      const context = asObject(value.securityContext)
      return ofContainer(container, [
        ...(differs(annotations[SECCOMP_PREFIX + name], context.seccompProfile)
          ? [`the seccomp annotation and field of container ${name} differ`]
          : []),
        ...(differs(annotations[APPARMOR_PREFIX + name], context.appArmorProfile)
          ? [`the AppArmor annotation and field of container ${name} differ`]
          : []),
      ])
    }),
  ]
}

const profileViolations = (context: JsonObject, holder: string): string[] =>
  ['seccompProfile', 'appArmorProfile'].flatMap((field) => {
    const { type, localhostProfile } = asObject(context[field])
    const named = typeof localhostProfile === 'string' && localhostProfile !== ''
    if (type === 'Localhost') return named ? [] : [`${field} of ${holder} has type Localhost but no localhostProfile`]
    return localhostProfile === undefined || localhostProfile === null
      ? []
      : [`${field} of ${holder} has a localhostProfile but not type Localhost`]
  })

const escalationViolations = ({ name, value }: Container): string[] => {
  const context = asObject(value.securityContext)
  if (context.allowPrivilegeEscalation !== false) return []
  // The API server compares only this spelling, although container runtimes use SYS_ADMIN.
  const added = asList(asObject(context.capabilities).add).includes('CAP_SYS_ADMIN')
  return [
    ...(context.privileged === true
      ? [`container ${name} is privileged and sets allowPrivilegeEscalation: false`]
      : []),
    ...(added ? [`container ${name} adds CAP_SYS_ADMIN and sets allowPrivilegeEscalation: false`] : []),
  ]
}

const mountViolations = ({ name, value, list }: Container): string[] => {
  const mounts = asList(value.volumeMounts).map(asObject)
  const paths = [
    ...mounts.map((mount) => mount.mountPath),
    ...asList(value.volumeDevices).map((d) => asObject(d).devicePath),
  ]
    .map(asString)
    .filter((path) => path !== undefined)
  const twice = repeated(paths)
  const subPaths = list === 'ephemeralContainers' ? mounts.filter((mount) => asString(mount.subPath)) : []
  return [
    ...twice.map((path) => `container ${name} mounts ${path} twice`),
    ...subPaths.map(() => `ephemeral container ${name} sets a subPath`),
  ]
}

const EPHEMERAL_MAY_NOT = ['resources', 'ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']

const ephemeralViolations = ({ name, value, list }: Container): string[] =>
  (list === 'ephemeralContainers' ? EPHEMERAL_MAY_NOT : [])
    .filter((field) => value[field] !== undefined && value[field] !== null && Object.keys(value[field]).length > 0)
    .map((field) => `ephemeral container ${name} sets ${field}`)

const ownViolations = eachOnce((container) => {
  const context = asObject(container.value.securityContext)
  const misplaced = POD_ONLY_FIELDS.filter((field) => context[field] !== undefined && context[field] !== null)
  return [
    ...misplaced.map(
      (field) => `the securityContext of container ${container.name} sets ${field}, which is a field of the pod's`,
    ),
    ...profileViolations(context, `container ${container.name}`),
    ...escalationViolations(container),
    ...mountViolations(container),
    ...ephemeralViolations(container),
  ]
})

/** Lists the violations for which the API server rejects the containers and profiles of a pod (core/v1 validation). */
export const containerViolations = (pod: Pod): Violation[] => [
  ...annotationViolations(pod),
  ...ofPod(profileViolations(asObject(pod.spec.securityContext), 'the pod')),
  ...pod.containers.flatMap((container) => ofContainer(container, ownViolations(container))),
]

type List = 'requests' | 'limits'

const namesIn = (holder: JsonObject, list: List): string[] => Object.keys(asObject(asObject(holder.resources)[list]))

const amount = (holder: JsonObject, list: List, name: string): number | undefined => {
  const value = asObject(asObject(holder.resources)[list])[name]
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined
}

// The API server uses the limit as the default of the request.
const requestOf = (holder: JsonObject, name: string): number =>
  amount(holder, 'requests', name) ?? amount(holder, 'limits', name) ?? 0

const isAbove = (value: number, most: number | undefined): boolean => most !== undefined && value > most

const excessiveRequests = (value: JsonObject, holder: string): string[] =>
  namesIn(value, 'requests')
    .filter((name) => isAbove(amount(value, 'requests', name) ?? 0, amount(value, 'limits', name)))
    .map((name) => `${holder} requests more ${name} than its limit allows`)

const requestViolations = eachOnce(({ name, value }) => excessiveRequests(value, `container ${name}`))

// Sidecars run together with everything after them, other init containers one at a time before the rest.
const aggregateRequest = (containers: readonly Container[], name: string): number => {
  let running = 0
  let most = 0
  for (const container of containers) {
    const request = requestOf(container.value, name)
    if (container.list === 'containers' || container.sidecar) running += request
    else if (container.list === 'initContainers') most = Math.max(most, running + request)
  }
  return Math.max(most, running)
}

// KEP-2837: the containers of a pod must not exceed its pod-level resources.
const podViolations = ({ spec, containers }: Pod): Violation[] => {
  if (spec.resources === undefined) return []
  const overRequest = [...new Set([...namesIn(spec, 'requests'), ...namesIn(spec, 'limits')])].filter((name) => {
    const most = amount(spec, 'requests', name) ?? amount(spec, 'limits', name)
    return isAbove(aggregateRequest(containers, name), most)
  })
  const overLimit = namesIn(spec, 'limits').flatMap((name) => {
    const most = amount(spec, 'limits', name)
    return containers
      .filter(({ value }) => isAbove(amount(value, 'limits', name) ?? 0, most))
      .flatMap((container) =>
        ofContainer(container, [`container ${container.name} has a limit of ${name} above the pod's`]),
      )
  })
  return [...ofPod(overRequest.map((name) => `the containers request more ${name} than the pod does`)), ...overLimit]
}

/** Lists the violations for which the API server rejects the resources of a pod (core/v1 validation). */
export const resourceViolations = (pod: Pod): Violation[] => [
  ...ofPod(excessiveRequests(pod.spec, 'the pod')),
  ...pod.containers.flatMap((container) => ofContainer(container, requestViolations(container))),
  ...podViolations(pod),
]
