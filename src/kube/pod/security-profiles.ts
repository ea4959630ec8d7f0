import type { Container, Json, JsonObject, Pod } from '../../model.ts'
import { asObject, asString } from './pod.ts'
import { ownField } from './security-context.ts'

const LOCALHOST = 'localhost/'

/** What annotations may call a profile of seccomp or AppArmor, besides `localhost/` and a name. */
export const PROFILE_NAMES = ['runtime/default', 'docker/default', 'unconfined']

/** Whether annotations may call a profile of seccomp or AppArmor so. */
export const isProfileName = (name: string): boolean =>
  PROFILE_NAMES.includes(name) || (name.startsWith(LOCALHOST) && name.length > LOCALHOST.length)

/** The field that says what an annotation said: `seccompProfile` or `appArmorProfile`. */
export const profileField = (name: string): JsonObject => {
  if (name === 'unconfined') return { type: 'Unconfined' }
  return name.startsWith(LOCALHOST)
    ? { type: 'Localhost', localhostProfile: name.slice(LOCALHOST.length) }
    : { type: 'RuntimeDefault' }
}

/** What an annotation would call the profile of a field; undefined where the field is absent. */
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

/** What holds for a pod, or for a container of it: its own field or annotation, else the pod's; undefined where none does. */
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

/** What holds for a container: its own field or annotation, else the pod's field; undefined where none does. */
export const appArmorNameOf = (pod: Pod, container: Container): string | undefined =>
  nameOfField(ownField(container.value, 'appArmorProfile')) ??
  annotationOf(pod, `container.apparmor.security.beta.kubernetes.io/${container.name}`) ??
  nameOfField(ownField(pod.spec, 'appArmorProfile'))
