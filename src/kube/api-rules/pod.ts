import type { Json, JsonObject, Pod } from '../../model.ts'
import { CONTAINER_ONLY_FIELDS, POD_ONLY_FIELDS, SHARED_FIELDS } from '../pod/field-levels.ts'
import { asList, asObject, asString } from '../pod/pod.ts'
import { containerViolations, resourceViolations } from './containers.ts'
import { eachOnce, ofContainer, ofPod, repeated, type Violation } from './violation.ts'

const LINUX_SHARED = SHARED_FIELDS.filter((field) => field !== 'runAsNonRoot' && field !== 'windowsOptions')
const LINUX_SPEC = ['hostPID', 'hostIPC', 'hostUsers', 'resources', 'shareProcessNamespace']

// hostPID and hostIPC are plain booleans in the API, so false is the same as unset.
const isUsed = (field: string, value: Json | undefined): boolean =>
  field === 'hostPID' || field === 'hostIPC' ? value === true : value !== undefined && value !== null

/** Lists the fields that the API server rejects for the pod's operating system (comments of `PodSpec.os` in core/v1). */
export const osViolations = ({ spec, containers }: Pod): Violation[] => {
  const { name } = asObject(spec.os)
  if (name !== 'linux' && name !== 'windows') return []
  const used = (holder: string, value: JsonObject, fields: readonly string[]): string[] =>
    fields
      .filter((field) => isUsed(field, value[field]))
      .map((field) => `${holder} sets ${field}, which os.name ${name} does not allow`)
  const inContext = (holder: string, value: Json | undefined, own: readonly string[]): string[] =>
    used(holder, asObject(value), name === 'linux' ? ['windowsOptions'] : [...own, ...LINUX_SHARED])
  return [
    ...ofPod(name === 'linux' ? [] : used('the pod', spec, LINUX_SPEC)),
    ...ofPod(inContext("the pod's securityContext", spec.securityContext, POD_ONLY_FIELDS)),
    ...containers.flatMap((container) => {
      const holder = `the securityContext of container ${container.name}`
      return ofContainer(container, inContext(holder, container.value.securityContext, CONTAINER_ONLY_FIELDS))
    }),
  ]
}

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null

const volumeNames = ({ spec }: Pod): string[] =>
  asList(spec.volumes).flatMap((volume) => asString(asObject(volume).name) ?? [])

const claimNames = ({ object }: Pod): string[] =>
  asList(asObject(object.spec).volumeClaimTemplates).flatMap(
    (claim) => asString(asObject(asObject(claim).metadata).name) ?? [],
  )

const mountedNames = eachOnce(({ value: { volumeMounts, volumeDevices } }) =>
  [...asList(volumeMounts), ...asList(volumeDevices)].map((mount) => asString(asObject(mount).name) ?? ''),
)

const volumeViolations = (pod: Pod): Violation[] => {
  if (pod.spec.volumes === undefined && pod.containers.every((container) => mountedNames(container).length === 0))
    return []
  const names = volumeNames(pod)
  const known = new Set([...names, ...claimNames(pod)])
  const dangling = pod.containers.flatMap((container) => {
    const missing = mountedNames(container).filter((volume) => !known.has(volume))
    return ofContainer(
      container,
      missing.map((volume) => `container ${container.name} mounts volume ${volume}, which the pod does not define`),
    )
  })
  return [...ofPod(repeated(names).map((name) => `two volumes are named ${name}`)), ...dangling]
}

const isUnmasked = eachOnce(({ value }) => asObject(value.securityContext).procMount === 'Unmasked')

const userNamespaceViolations = ({ spec, containers }: Pod): Violation[] => {
  if (spec.hostUsers !== false)
    return containers
      .filter(isUnmasked)
      .flatMap((container) =>
        ofContainer(container, [
          `container ${container.name} sets procMount: Unmasked, which requires hostUsers: false`,
        ]),
      )
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true)
  const devices = containers.filter(({ value }) => asList(value.volumeDevices).length > 0)
  return [
    ...ofPod(shared.map((field) => `hostUsers: false conflicts with ${field}`)),
    ...devices.flatMap((container) =>
      ofContainer(container, [`hostUsers: false conflicts with the volumeDevices of container ${container.name}`]),
    ),
  ]
}

const hostProcess = (holder: JsonObject): Json | undefined =>
  asObject(asObject(holder.securityContext).windowsOptions).hostProcess

const ownHostProcess = eachOnce(({ value }) => hostProcess(value))

const hostProcessViolations = ({ spec, containers }: Pod): Violation[] => {
  const usual = hostProcess(spec) ?? false
  const decided = containers.map((container) => ownHostProcess(container) ?? usual)
  if (!decided.includes(true)) return []
  return ofPod([
    ...(decided.every((value) => value === true) ? [] : ['only some containers set hostProcess']),
    ...(spec.hostNetwork === true ? [] : ['hostProcess requires hostNetwork: true']),
  ])
}

/**
 * Lists the violations for which the API server rejects a pod, limited to those that hardening could cause (core/v1
 * validation of Kubernetes 1.36).
 */
export const apiViolations = (pod: Pod): Violation[] => {
  const misplaced = CONTAINER_ONLY_FIELDS.filter((field) => isSet(asObject(pod.spec.securityContext)[field]))
  return [
    ...ofPod(misplaced.map((field) => `the pod's securityContext sets ${field}, which is a field of a container's`)),
    ...osViolations(pod),
    ...volumeViolations(pod),
    ...userNamespaceViolations(pod),
    ...hostProcessViolations(pod),
    ...resourceViolations(pod),
    ...containerViolations(pod),
  ]
}
