import { hasOwnCommand } from '../../evidence/image/start.ts'
import { isInside, isParent, isTemporary, riskOf } from '../../evidence/shell/directories.ts'
import { isWritable } from '../../kube/pod/pod.ts'
import { isDeclaredNonRoot } from '../../kube/pod/security-context.ts'
import { normalHostPath } from '../../kube/pod/volumes.ts'
import type {
  Container,
  CopiedPath,
  Evidence,
  EvidenceContext,
  KnownImage,
  Pod,
  SeedProblem,
  WritablePath,
} from '../../model.ts'
import { join } from '../../pointer.ts'
import { findStartingUser } from '../starting-user.ts'
import type { MountPlan } from './plan.ts'

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * Finds what an init container of the same image prepared for a path: a copy of it, else files created at that path,
 * else, if the path must have content, files created under the same name.
 */
const findCopy = ({ path, seeded, file }: WritablePath, own: readonly CopiedPath[]): CopiedPath | undefined => {
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

/** Whether the manifest mounts a writable volume at a path other than `/tmp` and data. */
const isMounted = (plan: MountPlan, { path, data }: WritablePath): boolean =>
  !data && path !== '/tmp' && plan.mounted.some((mount) => mount.writable && isInside(mount.path, path))

/** Cites that an image writes to a path, or may: the permissions in a lock file bound what it writes. */
const citeWrite = (known: KnownImage, { path, seeded }: WritablePath): Evidence => {
  const { image } = known.facts
  if (known.writes === undefined) return known.cite(`${image} writes to ${path}`, 'writable')
  const holds = seeded === true ? ', which holds files of the image' : ''
  return known.cite(`user ${known.writes.uid} may write to ${path} in ${image}${holds}`, 'writable')
}

/** Finds why no init container can copy the files that the image has at a path; undefined if one can. */
const findSeedProblem = (
  { path, file }: WritablePath,
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: KnownImage,
): SeedProblem | undefined => {
  if (container.list === 'initContainers') return 'before'
  if (!isWritable(pod, join(pod.pointer, 'initContainers', 0, 'image'))) return 'no-init'
  if (known.facts.shell === false) return 'no-shell'
  if (file || isParent(path)) return 'not-copied'
  return findStartingUser(pod, container, context.requirementsOf(pod, container)).is === 'other' ? undefined : 'as-root'
}

/** Adds the paths that facts about the image list to a plan. */
export const planFacts = (
  plan: MountPlan,
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: KnownImage,
  copies: readonly CopiedPath[],
): void => {
  const { ownsData, seed, writable = [] } = known.facts
  const found = new Map(writable.map((fact) => [fact, findCopy(fact, copies)]))
  // The manifest already mounts some of these paths, so the missing ones are taken as deliberate.
  const isEquipped = writable.some((fact) => found.get(fact) !== undefined || isMounted(plan, fact))
  const sorted = [...writable].sort((a, b) => a.path.length - b.path.length)
  for (const fact of sorted) {
    const { path, whenMounted, seeded, file, data } = fact
    if (whenMounted !== undefined && !plan.mounted.some((mount) => isInside(whenMounted, mount.path))) continue
    // An empty directory of the image has to exist too if a mount hides its parent.
    const isNested = !(seeded || file || data) && plan.isHidden(path)
    // Another program of the image, such as a database dump, stores no data.
    if ((plan.covers(path) && !isNested) || (data && hasOwnCommand(container) && known.writes === undefined)) continue
    const evidence = citeWrite(known, fact)
    const copy = found.get(fact)
    if (copy !== undefined) {
      plan.want({ path, copy, evidence: copy.evidence })
      if (copy.made && copy.source !== path) plan.isGuessed = true
    } else if (data && plan.isChosenBelow(path)) plan.isComplete = false
    else if (seed && (seeded || file)) {
      const kind = findSeedProblem(fact, pod, container, context, known)
      if (kind === undefined) plan.seed(path, evidence, data)
      else {
        plan.isComplete = false
        plan.blockers.push({ kind, path, evidence })
      }
    } else if (seeded || file) {
      plan.isComplete = false
      // Log directories of images contain links to the standard streams, which stay writable.
      if (known.writes !== undefined || (!isEquipped && (file || riskOf(path) !== 'none')))
        plan.blockers.push({ kind: 'seeded', path, evidence })
    } else if (isParent(path) && !isTemporary(path)) plan.blockers.push({ kind: 'named', evidence })
    else if (data && ownsData && isDeclaredNonRoot(pod, container)) plan.blockers.push({ kind: 'owned', evidence })
    else plan.want({ path, evidence, ...(data ? { data } : {}) })
  }
}
