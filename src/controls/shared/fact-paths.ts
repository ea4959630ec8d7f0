import { type CopiedPath, isSameImage } from '../../evidence/copied-paths.ts'
import { isInside, isParent, riskOf } from '../../evidence/directories.ts'
import type { KnownImage } from '../../evidence/images.ts'
import { asList } from '../../kube/pods.ts'
import { isDeclaredNonRoot } from '../../kube/security-context.ts'
import { normalHostPath } from '../../kube/volumes.ts'
import type { Container, Pod, WritablePath } from '../../model.ts'
import type { MountPlan } from './mount-plan.ts'

/** Whether a container runs a program of its manifest's choice in place of the image's own. */
export const hasOwnCommand = ({ value }: Container): boolean => asList(value.command).length > 0

/** Whether the first argument is a program: entrypoints start what they are given by its path. */
const namesProgram = ({ value }: Container): boolean => String(asList(value.args)[0] ?? '').startsWith('/')

/**
 * Whether facts about an image speak of what a container does: an init container does what its command says, or the
 * program that its arguments start with.
 */
export const runsImage = (container: Container): boolean =>
  container.list !== 'initContainers' || container.sidecar || !(hasOwnCommand(container) || namesProgram(container))

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * What an init container of the same image puts aside for a path: a copy of it; else what it makes at that path; else,
 * where something has to be there, what it makes under the same name.
 */
const copyOf = ({ path, seeded, file }: WritablePath, own: readonly CopiedPath[]): CopiedPath | undefined => {
  if (own.length === 0) return undefined
  const copy = own.find(({ source, made }) => !made && isInside(source, path))
  if (copy !== undefined) {
    const below = normalHostPath(path).slice(normalHostPath(copy.source).length)
    return { ...copy, subPath: `${copy.subPath}${below}`.replace(/^\//, '') }
  }
  const made = own.filter((one) => one.made)
  const isNeeded = seeded === true || file === true
  return (
    made.find(({ source }) => normalHostPath(source) === normalHostPath(path)) ??
    made.find(({ source, subPath }) => isNeeded && subPath !== '' && nameOf(source) === nameOf(path))
  )
}

/** Whether the manifest gives the image a writable mount of its own, other than for data. */
const isMounted = (plan: MountPlan, { path, data }: WritablePath): boolean =>
  !data && path !== '/tmp' && plan.mounted.some((mount) => mount.writable && isInside(mount.path, path))

/** Adds to a plan what is known of the paths that a container's image writes to. */
export const planFacts = (
  plan: MountPlan,
  pod: Pod,
  container: Container,
  known: KnownImage,
  copies: readonly CopiedPath[],
): void => {
  const { image, ownsData, writable = [] } = known.facts
  const own = copies.filter((copy) => isSameImage(copy.image, container))
  const found = new Map(writable.map((fact) => [fact, copyOf(fact, own)]))
  // Somebody thought of what the image needs, and left out what it does not need here.
  const isEquipped = writable.some((fact) => found.get(fact) !== undefined || isMounted(plan, fact))
  const sorted = [...writable].sort((a, b) => a.path.length - b.path.length)
  for (const fact of sorted) {
    const { path, whenMounted, seeded, file, data } = fact
    if (whenMounted !== undefined && !plan.mounted.some((mount) => isInside(whenMounted, mount.path))) continue
    // A directory that the image ships, empty, has to be there too where an empty one takes its parent's place.
    const isNested = !(seeded || file || data) && plan.isHidden(path)
    // A tool of the image, such as a dump of a database, keeps no data.
    if ((plan.covers(path) && !isNested) || (data && hasOwnCommand(container))) continue
    const clue = known.clue(`${image} writes to ${path}`)
    const copy = found.get(fact)
    if (copy !== undefined) {
      plan.wanted.push({ path, copy, clue: copy.clue })
      if (copy.made && copy.source !== path) plan.isGuessed = true
    } else if (data && plan.isChosenBelow(path)) plan.isComplete = false
    else if (seeded || file) {
      plan.isComplete = false
      // Folders of logs are shipped with links to the standard streams, which are written to all the same.
      if (!isEquipped && (file || riskOf(path) !== 'none')) plan.obstacles.push({ kind: 'seeded', clue })
    } else if (isParent(path) && normalHostPath(path) !== '/run') plan.obstacles.push({ kind: 'told', clue })
    else if (data && ownsData && isDeclaredNonRoot(pod, container)) plan.obstacles.push({ kind: 'owned', clue })
    else plan.wanted.push({ path, clue, ...(data ? { data } : {}) })
  }
}
