import { imageOf, type KnownImage } from '../../evidence/image/facts.ts'
import { type ImageUser, imageUserOf } from '../../evidence/image/user.ts'
import { declaredUser, effective, ownField } from '../../kube/pod/security-context.ts'
import type { Container, EvidenceContext, Json, Pod } from '../../model.ts'

/** A container and all that is known of its user. */
export interface Member {
  container: Container
  /** Its own `runAsNonRoot`. */
  own: Json | undefined
  /** The user that the manifest gives it, its own or the pod's. */
  declared: number | undefined
  known?: KnownImage
  /** Looked up only where the manifest declares no user. */
  image?: ImageUser
  /** The user that it will have, undefined where nobody knows it. */
  user: number | undefined
}

/** The containers of a pod with what the manifest and the facts about their images say of their users. */
export const membersOf = (pod: Pod, context: EvidenceContext): Member[] =>
  pod.containers.map((container): Member => {
    const declared = declaredUser(pod, container)
    const own = ownField(container.value, 'runAsNonRoot')
    const member = { container, own, declared, user: declared }
    const isOpen = declared === undefined && effective(pod, container, 'runAsNonRoot') !== true
    const known = isOpen && !pod.windows ? imageOf(pod, container, context) : undefined
    const image = known === undefined ? undefined : imageUserOf(known)
    return {
      ...member,
      ...(known === undefined ? {} : { known }),
      ...(image === undefined ? {} : { image, user: image.user }),
    }
  })
