import { imageOf } from '../evidence/image/facts.ts'
import { startsOwnProgram } from '../evidence/image/start.ts'
import { isUnderstood } from '../evidence/image/understood.ts'
import { imageUserOf } from '../evidence/image/user.ts'
import { FolderSet } from '../evidence/shell/directories.ts'
import { declaredUser, effective, ownField } from '../kube/pod/security-context.ts'
import { ownMountsOf } from '../kube/pod/volumes.ts'
import type { Container, ContainerUser, EvidenceContext, ImageUser, KnownImage, Pod } from '../model.ts'
import { findNamedDirectories } from './writes/listed-writes.ts'

/** The user that distroless and other images without root have, by convention. */
const NONROOT = 65532

/**
 * Whether the paths that an image writes to, and those that the manifest names, are on volumes of the manifest, where a
 * user without files in it can write.
 */
const writesToVolumes = (pod: Pod, container: Container, { facts }: KnownImage, context: EvidenceContext): boolean => {
  const volumes = new FolderSet(['/tmp', ...ownMountsOf(container).map(({ mountPath }) => mountPath)])
  const paths = [...(facts.writable ?? []), ...findNamedDirectories(pod, container, context)]
  return paths.every(({ path }) => volumes.covers(path))
}

/**
 * Whether a container works as any user: its image does, and what it runs is known. A base image runs the command of the
 * manifest.
 */
const worksAsAnyUser = (pod: Pod, container: Container, known: KnownImage, context: EvidenceContext): boolean => {
  const { anyUser, base, root } = known.facts
  if (anyUser !== true || root !== undefined) return false
  if (base !== true && startsOwnProgram(container)) return writesToVolumes(pod, container, known, context)
  return isUnderstood(pod, container, context)
}

/** Finds the user of an image; where any user works and the facts name none, it is the one that images without root have. */
const findImageUser = (
  pod: Pod,
  container: Container,
  known: KnownImage,
  context: EvidenceContext,
): { imageUser?: ImageUser; isChosen?: true } => {
  const imageUser = imageUserOf(known)
  if (imageUser?.user !== undefined || !worksAsAnyUser(pod, container, known, context))
    return imageUser === undefined ? {} : { imageUser }
  const text = `${known.facts.image} works as any user, so ${NONROOT} is chosen, the user "nonroot" of other images`
  const starts = imageUser?.starts ?? 'unknown'
  return {
    imageUser: { starts, user: NONROOT, group: NONROOT, proves: false, evidence: known.cite(text) },
    isChosen: true,
  }
}

/** Reads the user of a container from the manifest, else from the facts about its image. */
export const readUser = (pod: Pod, container: Container, context: EvidenceContext): ContainerUser => {
  const declared = declaredUser(pod, container)
  const flag = ownField(container.value, 'runAsNonRoot')
  const isOpen = declared === undefined && effective(pod, container, 'runAsNonRoot') !== true
  const image = isOpen && !pod.windows ? imageOf(pod, container, context) : undefined
  const { imageUser, isChosen } = image === undefined ? {} : findImageUser(pod, container, image, context)
  return {
    container,
    flag,
    declared,
    user: declared,
    ...(image === undefined ? {} : { image }),
    ...(imageUser === undefined ? {} : { imageUser, user: imageUser.user }),
    ...(isChosen === undefined ? {} : { isChosen }),
  }
}
