import { type CopiedPath, isSameImage } from '../../evidence/copied-paths.ts'
import { isInside, isParent } from '../../evidence/directories.ts'
import type { KnownImage } from '../../evidence/images.ts'
import { asList } from '../../kube/pods.ts'
import { isDeclaredNonRoot } from '../../kube/security-context.ts'
import { normalHostPath } from '../../kube/volumes.ts'
import type { Container, Pod, WritablePath } from '../../model.ts'
import type { MountPlan } from './mount-plan.ts'

/** Whether a container runs a program of its manifest's choice in place of the image's own. */
export const hasOwnCommand = ({ value }: Container): boolean => asList(value.command).length > 0

/** Whether facts about an image speak of what a container does: an init container does what its command says. */
export const runsImage = (container: Container): boolean =>
  container.list !== 'initContainers' || container.sidecar || !hasOwnCommand(container)

/** The copy of a path that an init container of the same image makes. */
const copyOf = (path: string, container: Container, copies: readonly CopiedPath[]): CopiedPath | undefined => {
  const copy = copies.find(({ source, image }) => isInside(source, path) && isSameImage(image, container))
  if (copy === undefined) return undefined
  const below = normalHostPath(path).slice(normalHostPath(copy.source).length)
  return { ...copy, source: path, subPath: `${copy.subPath}${below}`.replace(/^\//, '') }
}

/** Whether the manifest gives the image writable mounts of its own, other than for data: then it has those that it needs. */
const isEquipped = (plan: MountPlan, paths: readonly WritablePath[]): boolean =>
  plan.mounted.some(
    (mount) => mount.writable && paths.some(({ path, data }) => !data && path !== '/tmp' && isInside(mount.path, path)),
  )

/** Adds to a plan what is known of the paths that a container's image writes to. */
export const planFacts = (
  plan: MountPlan,
  pod: Pod,
  container: Container,
  known: KnownImage,
  copies: readonly CopiedPath[],
): void => {
  const { image, ownsData, writable = [] } = known.facts
  const equipped = isEquipped(plan, writable)
  const sorted = [...writable].sort((a, b) => a.path.length - b.path.length)
  for (const { path, whenMounted, seeded, file, data } of sorted) {
    if (whenMounted !== undefined && !plan.mounted.some((mount) => isInside(whenMounted, mount.path))) continue
    // A tool of the image, such as a dump of a database, keeps no data.
    if (plan.covers(path) || (data && hasOwnCommand(container))) continue
    const clue = known.clue(`${image} writes to ${path}`)
    const copy = copyOf(path, container, copies)
    if (copy !== undefined) plan.wanted.push({ path, copy, clue: copy.clue })
    else if (plan.isChosenBelow(path)) plan.isComplete = false
    else if (seeded || file) {
      plan.isComplete = false
      if (!equipped) plan.obstacles.push({ kind: 'seeded', clue })
    } else if (isParent(path) && normalHostPath(path) !== '/run') plan.obstacles.push({ kind: 'told', clue })
    else if (data && ownsData && isDeclaredNonRoot(pod, container)) plan.obstacles.push({ kind: 'owned', clue })
    else plan.wanted.push({ path, clue, ...(data ? { data } : {}) })
  }
}
