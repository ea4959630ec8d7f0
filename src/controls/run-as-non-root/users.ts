import { imageOf, type KnownImage } from '../../evidence/image/facts.ts'
import { type ImageUser, imageUserOf } from '../../evidence/image/user.ts'
import { declaredUser, effective, ownField } from '../../kube/pod/security-context.ts'
import type { Container, EvidenceContext, Json, Pod } from '../../model.ts'

/** A container and what is known of the user that it runs as. */
export interface ContainerUser {
  container: Container
  /** The container's own `runAsNonRoot`. */
  flag: Json | undefined
  /** `runAsUser` of the container, else of the pod. */
  declared: number | undefined
  /** Facts about the image. Like `imageUser` only looked up if the manifest leaves the user open. */
  image?: KnownImage
  imageUser?: ImageUser
  /** The user after hardening; undefined if it is unknown. */
  user: number | undefined
}

/** Reads the user of each container of a pod from the manifest, else from the facts about its image. */
export const readUsers = (pod: Pod, context: EvidenceContext): ContainerUser[] =>
  pod.containers.map((container): ContainerUser => {
    const declared = declaredUser(pod, container)
    const flag = ownField(container.value, 'runAsNonRoot')
    const isOpen = declared === undefined && effective(pod, container, 'runAsNonRoot') !== true
    const image = isOpen && !pod.windows ? imageOf(pod, container, context) : undefined
    const imageUser = image === undefined ? undefined : imageUserOf(image)
    return {
      container,
      flag,
      declared,
      user: declared,
      ...(image === undefined ? {} : { image }),
      ...(imageUser === undefined ? {} : { imageUser, user: imageUser.user }),
    }
  })
