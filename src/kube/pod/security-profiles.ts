import type { Container, Json, JsonObject, Pod } from '../../model.ts'
import { asObject, asString } from './pod.ts'
import { ownField } from './security-context.ts'

const LOCALHOST = 'localhost/'

/** The values of seccomp and AppArmor annotations, besides `localhost/` with a name. */
export const PROFILE_NAMES = ['runtime/default', 'docker/default', 'unconfined']

/** Returns whether a name is a valid value of a seccomp or AppArmor annotation. */
export const isProfileName = (name: string): boolean =>
  PROFILE_NAMES.includes(name) || (name.startsWith(LOCALHOST) && name.length > LOCALHOST.length)

/** Returns the `seccompProfile` or `appArmorProfile` that is equivalent to an annotation's value. */
export const profileField = (name: string): JsonObject => {
  if (name === 'unconfined') return { type: 'Unconfined' }
  return name.startsWith(LOCALHOST)
    ? { type: 'Localhost', localhostProfile: name.slice(LOCALHOST.length) }
    : { type: 'RuntimeDefault' }
}

/** Returns the annotation value that is equivalent to a profile field; undefined if the field is unset. */
const nameOfField = (field: Json | undefined): string | undefined => {
  const { type, localhostProfile } = asObject(field)
  if (type === undefined || type === null) return undefined
  if (type === 'Localhost') return `${LOCALHOST}${asString(localhostProfile) ?? ''}`
  return type === 'RuntimeDefault' ? 'runtime/default' : 'unconfined'
}

const annotationOf = (pod: Pod, key: string): string | undefined => {
  const annotations = asObject(pod.metadata.annotations)
  return (Object.hasOwn(annotations, key) && asString(annotations[key])) || undefined
}

/** Returns the effective seccomp profile of a pod or container, as an annotation names it; undefined if none is set. */
export const seccompNameOf = (pod: Pod, container?: Container): string | undefined => {
  const own =
    container &&
    (nameOfField(ownField(container.value, 'seccompProfile')) ??
      annotationOf(pod, `container.seccomp.security.alpha.kubernetes.io/${container.name}`))
  return (
    own ??
    nameOfField(ownField(pod.spec, 'seccompProfile')) ??
    annotationOf(pod, 'seccomp.security.alpha.kubernetes.io/pod')
  )
}

/** Returns the effective AppArmor profile of a container, as an annotation names it; undefined if none is set. */
export const appArmorNameOf = (pod: Pod, container: Container): string | undefined =>
  nameOfField(ownField(container.value, 'appArmorProfile')) ??
  annotationOf(pod, `container.apparmor.security.beta.kubernetes.io/${container.name}`) ??
  nameOfField(ownField(pod.spec, 'appArmorProfile'))
