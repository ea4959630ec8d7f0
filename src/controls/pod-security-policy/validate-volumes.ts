import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { accountObjects, accountOf } from '../../kube/pod/service-accounts.ts'
import { mountsOf, usesOf, type Volume, volumesOf } from '../../kube/pod/volumes.ts'
import type { EvidenceContext, Pod, PodSecurityPolicy } from '../../model.ts'
import { join } from '../../pointer.ts'
import { asHolder, buildFinding, type Finding, formatNames, type Violation } from './finding.ts'

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'

const typeOf = ({ value }: Volume): string =>
  Object.keys(value).find((key) => key !== 'name' && value[key] !== null && value[key] !== undefined) ?? 'emptyDir'

const trimSlash = (path: string): string => path.replace(/\/$/, '')

/** Whether a path equals a prefix or is below it, by path elements: `/foo` is not a prefix of `/food`. */
const hasPrefix = (path: string, prefix: string): boolean =>
  trimSlash(path) === trimSlash(prefix) || trimSlash(path).startsWith(`${trimSlash(prefix)}/`)

const typeViolation = (type: string, { volumes }: PodSecurityPolicy, what = 'the volume'): Violation | undefined =>
  volumes.includes('*') || volumes.includes(type)
    ? undefined
    : {
        reason: `${what} is of type ${type}, and the policy allows ${formatNames(volumes)}`,
        hint: `add ${type} to volumes of the policy, or remove it`,
      }

const validateHostPath = (pod: Pod, volume: Volume, { allowedHostPaths }: PodSecurityPolicy): Finding[] => {
  const path = asString(asObject(volume.value.hostPath).path) ?? ''
  const rule = `allowedHostPaths ${formatNames(allowedHostPaths.map(({ pathPrefix }) => pathPrefix))}`
  const at = (violation?: Violation): Finding =>
    buildFinding(volume, ['hostPath', 'path'], rule, violation && { ...violation, quote: `hostPath ${path}` })
  if (path.split('/').includes('..'))
    return [at({ reason: `the path ${path} contains .., which is never allowed`, hint: 'use a path without ..' })]
  if (allowedHostPaths.length === 0) return []
  const allowing = allowedHostPaths.filter(({ pathPrefix }) => hasPrefix(path, pathPrefix))
  if (allowing.length === 0)
    return [
      at({
        reason: `the policy does not allow the path ${path}`,
        hint: `use a path below ${allowedHostPaths.map(({ pathPrefix }) => pathPrefix).join(' or ')}`,
      }),
    ]
  if (allowing.some(({ readOnly }) => !readOnly)) return [at()]
  return [
    at(),
    ...usesOf(pod, volume.name).map(({ container, mount }) =>
      buildFinding(
        mount,
        ['readOnly'],
        `${rule}, read-only`,
        mount.value.readOnly === true
          ? undefined
          : {
              reason: `the path ${path} is mounted writable, and the policy allows it read-only`,
              hint: 'set readOnly: true on the mount',
              quote: `mount of ${path} at ${mount.mountPath}`,
            },
        container,
      ),
    ),
  ]
}

const validateDriver = (volume: Volume, type: string, allowed: readonly string[]): Finding[] => {
  if (allowed.length === 0) return []
  const driver = asString(asObject(volume.value[type]).driver) ?? ''
  const list = type === 'csi' ? 'allowedCSIDrivers' : 'allowedFlexVolumes'
  const violation = {
    reason: `the driver ${driver} is not among those that the policy allows: ${formatNames(allowed)}`,
    hint: `add ${driver} to ${list} of the policy, or use another volume`,
    quote: `${type}.driver: ${driver}`,
  }
  const isAllowed = allowed.includes(driver)
  return [buildFinding(volume, [type, 'driver'], `${list} ${formatNames(allowed)}`, isAllowed ? undefined : violation)]
}

/** Whether the pod gets a token volume: the ServiceAccount admission plugin adds it before PodSecurityPolicy runs. */
const hasImpliedToken = (pod: Pod, { input, settings }: EvidenceContext): boolean => {
  const own = pod.spec.automountServiceAccountToken
  if (typeof own === 'boolean' ? !own : false) return false
  const accounts = accountObjects(accountOf(pod), input.serviceAccounts, settings)
  if (own !== true && accounts.some(({ value }) => value.automountServiceAccountToken === false)) return false
  const regular = pod.containers.filter(({ list }) => list !== 'ephemeralContainers')
  return regular.some((container) => mountsOf(container).every(({ mountPath }) => trimSlash(mountPath) !== TOKEN_PATH))
}

/** Checks the claims of a StatefulSet, which are volumes of its pods. */
const validateClaims = ({ object, objectPointer }: Pod, psp: PodSecurityPolicy, rule: string): Finding[] =>
  object.kind === 'StatefulSet'
    ? asList(asObject(object.spec).volumeClaimTemplates).map((_claim, i) => ({
        path: join(objectPointer, 'spec', 'volumeClaimTemplates', i),
        rule,
        ...withViolation(typeViolation('persistentVolumeClaim', psp, 'the volume of the claim')),
      }))
    : []

const withViolation = (violation: Violation | undefined): Pick<Finding, 'violation'> =>
  violation === undefined ? {} : { violation }

/** Checks the volumes of a pod, including claims and the token volume. */
export const validateVolumes = (pod: Pod, psp: PodSecurityPolicy, context: EvidenceContext): Finding[] => {
  const rule = `volumes ${formatNames(psp.volumes)}`
  const own = volumesOf(pod).flatMap((volume): Finding[] => {
    const type = typeOf(volume)
    const violation = typeViolation(type, psp)
    const finding = buildFinding(
      volume,
      [],
      rule,
      violation && { ...violation, quote: `volume ${volume.name}: ${type}` },
    )
    if (violation !== undefined) return [finding]
    if (type === 'hostPath') return [finding, ...validateHostPath(pod, volume, psp)]
    if (type === 'flexVolume') return [finding, ...validateDriver(volume, type, psp.allowedFlexVolumes)]
    return type === 'csi' ? [finding, ...validateDriver(volume, type, psp.allowedCSIDrivers)] : [finding]
  })
  const implied = hasImpliedToken(pod, context)
    ? [
        buildFinding(
          asHolder(pod),
          ['automountServiceAccountToken'],
          rule,
          withHint(typeViolation('projected', psp, 'the volume with the token of the service account')),
        ),
      ]
    : []
  return [...own, ...validateClaims(pod, psp, rule), ...implied]
}

const withHint = (violation: Violation | undefined): Violation | undefined =>
  violation && { ...violation, hint: `${violation.hint}: automountServiceAccountToken: false` }
