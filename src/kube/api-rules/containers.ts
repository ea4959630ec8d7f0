import type { Container, Json, JsonObject, Pod } from '../../model.ts'
import { POD_ONLY_FIELDS } from '../pod/field-levels.ts'
import { asList, asObject, asString } from '../pod/pod.ts'
import { eachOnce, repeated } from './duplicates.ts'
import { ofContainer, ofPod, type Violation } from './violation.ts'

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
