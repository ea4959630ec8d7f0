import { evidenceAt } from '../evidence/evidence.ts'
import { imageUserOf } from '../evidence/image/user.ts'
import { asGiven } from '../kube/pod/pod.ts'
import { declaredUser, effective, isDeclaredNonRoot, ownField, userPointer } from '../kube/pod/security-context.ts'
import type { Container, Evidence, KnownImage, Pod, Requirements, StartingUser } from '../model.ts'

const nonRootUser = (pod: Pod, container: Container, image: KnownImage | undefined): StartingUser => {
  const before: Pod = { ...pod, spec: pod.given }
  const given = asGiven(pod, container)
  const isGiven = isDeclaredNonRoot(before, given)
  const user = declaredUser(before, given)
  const own = image === undefined ? undefined : imageUserOf(image)
  return {
    is: 'other',
    evidence: [
      ...(user === undefined
        ? []
        : [evidenceAt(pod, userPointer(before, given), `securityContext.runAsUser: ${user}`)]),
      ...(own === undefined ? [] : [own.evidence]),
    ],
    isKnown: isGiven || own !== undefined,
  }
}

const quoteAllowedRoot = (pod: Pod, container: Container): Evidence[] => {
  if (effective(pod, container, 'runAsNonRoot') !== false) return []
  const at = ownField(container.value, 'runAsNonRoot') === undefined ? pod.pointer : container.pointer
  return [evidenceAt(pod, `${at}/securityContext/runAsNonRoot`, 'securityContext.runAsNonRoot: false')]
}

/** Finds the user of a container by its manifest, facts about its image, its commands and its mounts. */
export const findStartingUser = (
  pod: Pod,
  container: Container,
  other: Pick<Requirements, 'image' | 'nodeAgent' | 'rootSigns'>,
): StartingUser => {
  const { image } = other
  if (isDeclaredNonRoot(pod, container)) return nonRootUser(pod, container, image)
  const root = (evidence: Evidence[]): StartingUser => ({ is: 'root', evidence, isKnown: true })
  if (declaredUser(pod, container) === 0)
    return root([evidenceAt(pod, userPointer(pod, container), 'securityContext.runAsUser: 0')])
  const own = image === undefined ? undefined : imageUserOf(image)
  if (own?.starts === 'number' || own?.starts === 'name')
    return { is: 'other', evidence: [own.evidence], isKnown: true }
  if (own?.starts === 'root') return root([own.evidence])
  if (image?.facts.rootCapabilities !== undefined) return root([image.cite(`${image.facts.image} starts as root`)])
  const allowed = quoteAllowedRoot(pod, container)
  const signs = [...allowed, ...other.rootSigns]
  if (signs.length > 0) return { ...root(signs), ...(allowed.length === 0 ? { isGuessed: true } : {}) }
  const { nodeAgent: agent } = other
  return agent === undefined ? { is: 'unknown', evidence: [], isKnown: false } : { ...root(agent.evidence), agent }
}
