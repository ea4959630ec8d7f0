import type { Json, JsonObject, Pod } from '../../model.ts'
import { CONTAINER_ONLY_FIELDS, POD_ONLY_FIELDS, SHARED_FIELDS } from '../pod/field-levels.ts'
import { asList, asObject, asString } from '../pod/pod.ts'
import { containerViolations } from './containers.ts'
import { eachOnce } from './duplicates.ts'
import { resourceViolations } from './resources.ts'

const LINUX_SHARED = SHARED_FIELDS.filter((field) => field !== 'runAsNonRoot' && field !== 'windowsOptions')
const LINUX_SPEC = ['hostPID', 'hostIPC', 'hostUsers', 'resources', 'shareProcessNamespace']

// hostPID and hostIPC are plain booleans in the API, so false is the same as unset.
const isUsed = (field: string, value: Json | undefined): boolean =>
  field === 'hostPID' || field === 'hostIPC' ? value === true : value !== undefined && value !== null

/** Lists the fields that the API server rejects for the pod's operating system (comments of `PodSpec.os` in core/v1). */
export const osViolations = ({ spec, containers }: Pod): string[] => {
  const { name } = asObject(spec.os)
  if (name !== 'linux' && name !== 'windows') return []
  const used = (holder: string, value: JsonObject, fields: readonly string[]): string[] =>
    fields
      .filter((field) => isUsed(field, value[field]))
      .map((field) => `${holder} sets ${field}, which os.name ${name} does not allow`)
  const contexts: [string, JsonObject, readonly string[]][] = [
    ["the pod's securityContext", asObject(spec.securityContext), POD_ONLY_FIELDS],
    ...containers.map((container): [string, JsonObject, readonly string[]] => [
      `the securityContext of container ${container.name}`,
      asObject(container.value.securityContext),
      CONTAINER_ONLY_FIELDS,
    ]),
  ]
  if (name === 'linux') return contexts.flatMap(([holder, value]) => used(holder, value, ['windowsOptions']))
  return [
    ...used('the pod', spec, LINUX_SPEC),
    ...contexts.flatMap(([holder, value, own]) => used(holder, value, [...own, ...LINUX_SHARED])),
  ]
}

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null

const duplicates = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
]

const volumeNames = ({ spec }: Pod): string[] =>
  asList(spec.volumes).flatMap((volume) => asString(asObject(volume).name) ?? [])

const claimNames = ({ object }: Pod): string[] =>
  asList(asObject(object.spec).volumeClaimTemplates).flatMap(
    (claim) => asString(asObject(asObject(claim).metadata).name) ?? [],
  )

const mountedNames = eachOnce(({ value: { volumeMounts, volumeDevices } }) =>
  [...asList(volumeMounts), ...asList(volumeDevices)].map((mount) => asString(asObject(mount).name) ?? ''),
)

const volumeViolations = (pod: Pod): string[] => {
  if (pod.spec.volumes === undefined && pod.containers.every((container) => mountedNames(container).length === 0))
    return []
  const names = volumeNames(pod)
  const known = new Set([...names, ...claimNames(pod)])
  const dangling = pod.containers.flatMap((container) =>
    mountedNames(container)
      .filter((volume) => !known.has(volume))
      .map((volume) => `container ${container.name} mounts volume ${volume}, which the pod does not define`),
  )
  return [...duplicates(names).map((name) => `two volumes are named ${name}`), ...dangling]
}

const isUnmasked = eachOnce(({ value }) => asObject(value.securityContext).procMount === 'Unmasked')

const userNamespaceViolations = ({ spec, containers }: Pod): string[] => {
  const unmasked = containers.filter(isUnmasked)
  if (spec.hostUsers !== false)
    return unmasked.map(({ name }) => `container ${name} sets procMount: Unmasked, which requires hostUsers: false`)
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true)
  const devices = containers.filter(({ value }) => asList(value.volumeDevices).length > 0)
  return [
    ...shared.map((field) => `hostUsers: false conflicts with ${field}`),
    ...devices.map(({ name }) => `hostUsers: false conflicts with the volumeDevices of container ${name}`),
  ]
}

const hostProcess = (holder: JsonObject): Json | undefined =>
  asObject(asObject(holder.securityContext).windowsOptions).hostProcess

const ownHostProcess = eachOnce(({ value }) => hostProcess(value))

const hostProcessViolations = ({ spec, containers }: Pod): string[] => {
  const usual = hostProcess(spec) ?? false
  const decided = containers.map((container) => ownHostProcess(container) ?? usual)
  if (!decided.includes(true)) return []
  return [
    ...(decided.every((value) => value === true) ? [] : ['only some containers set hostProcess']),
    ...(spec.hostNetwork === true ? [] : ['hostProcess requires hostNetwork: true']),
  ]
}

/**
 * Lists the violations for which the API server rejects a pod, limited to those that hardening could cause (core/v1
 * validation of Kubernetes 1.36). Equal violations have equal messages, so that those of two versions can be compared.
 */
export const apiViolations = (pod: Pod): string[] => {
  const misplaced = CONTAINER_ONLY_FIELDS.filter((field) => isSet(asObject(pod.spec.securityContext)[field]))
  return [
    ...misplaced.map((field) => `the pod's securityContext sets ${field}, which is a field of a container's`),
    ...osViolations(pod),
    ...volumeViolations(pod),
    ...userNamespaceViolations(pod),
    ...hostProcessViolations(pod),
    ...resourceViolations(pod),
    ...containerViolations(pod),
  ]
}
