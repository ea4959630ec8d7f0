import type { KnownImage } from '../../evidence/image/facts.ts'
import { folderOf, isInside, isParent, riskOf } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import { findWrittenPaths, type WrittenPath } from '../../evidence/shell/written-paths.ts'
import { asList } from '../../kube/pod/pod.ts'
import { isDeclaredNonRoot } from '../../kube/pod/security-context.ts'
import { normalHostPath, usesOf } from '../../kube/pod/volumes.ts'
import type { Container, EvidenceContext, Pod, WritablePath } from '../../model.ts'
import { type CopiedPath, findCopiedPaths, isSameImage } from './copied-paths.ts'
import { findDirectoryArguments, findDirectoryVariables, type NamedDirectory } from './named-directories.ts'
import { MountPlan } from './plan.ts'

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
  const found = new Map(writable.map((fact) => [fact, findCopy(fact, own)]))
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
    const evidence = known.clue(`${image} writes to ${path}`)
    const copy = found.get(fact)
    if (copy !== undefined) {
      plan.wanted.push({ path, copy, evidence: copy.evidence })
      if (copy.made && copy.source !== path) plan.isGuessed = true
    } else if (data && plan.isChosenBelow(path)) plan.isComplete = false
    else if (seeded || file) {
      plan.isComplete = false
      // Folders of logs are shipped with links to the standard streams, which are written to all the same.
      if (!isEquipped && (file || riskOf(path) !== 'none')) plan.blockers.push({ kind: 'seeded', evidence })
    } else if (isParent(path) && normalHostPath(path) !== '/run') plan.blockers.push({ kind: 'told', evidence })
    else if (data && ownsData && isDeclaredNonRoot(pod, container)) plan.blockers.push({ kind: 'owned', evidence })
    else plan.wanted.push({ path, evidence, ...(data ? { data } : {}) })
  }
}

/** Whether a copy is there for somebody else: another path of a container that stays has it. */
const isUsedElsewhere = (pod: Pod, { volume, subPath, source }: CopiedPath): boolean =>
  usesOf(pod, volume).some(({ container, mount }) => {
    const own = typeof mount.value.subPath === 'string' ? mount.value.subPath : ''
    const isPassing = container.list === 'initContainers' && !container.sidecar
    return !isPassing && isInside(`/${own}`, `/${subPath}`) && !isInside(mount.mountPath, source)
  })

/** An init container that copies a path of its image to a volume that nobody mounts means it for the container beside it. */
const planCopies = (plan: MountPlan, pod: Pod, container: Container, copies: readonly CopiedPath[]): void => {
  for (const copy of copies) {
    const { source, made, image, subPath, evidence } = copy
    if (made || !isSameImage(image, container) || plan.covers(source) || plan.isParentOfAny(source)) continue
    if (subPath === '' || isParent(source) || isUsedElsewhere(pod, copy)) continue
    plan.wanted.push({ path: source, copy, evidence })
    plan.isGuessed = true
  }
}

/** Whether facts that tell all that an image writes to know of a path, or of another beside it, and so of its folder. */
const isCoveredByFacts = (path: string, known: KnownImage | undefined): boolean => {
  if (known?.facts.readOnlyRoot !== true || known.facts.status === 'unverified') return false
  const folder = folderOf(path)
  return (known.facts.writable ?? []).some(
    (fact) => isInside(fact.path, path) || (!isParent(folder) && folderOf(fact.path) === folder),
  )
}

const planNamed = (plan: MountPlan, named: readonly NamedDirectory[], known: KnownImage | undefined): void => {
  for (const { path, fills, required, data, evidence } of [...named].sort((a, b) => a.path.length - b.path.length)) {
    const risk = riskOf(path)
    if (isCoveredByFacts(path, known)) continue
    if (risk === 'none' || (fills && risk === 'unknown')) plan.addGuessed(path, evidence, data)
    else if (required && !plan.covers(path)) plan.blockers.push({ kind: 'told', evidence })
  }
}

const planWritten = (plan: MountPlan, written: readonly WrittenPath[]): void => {
  for (const { folder, kind, clue: evidence } of [...written].sort((a, b) => a.folder.length - b.folder.length)) {
    const risk = riskOf(folder)
    if (kind !== 'present' && (risk === 'none' || (kind === 'folder' && risk === 'unknown')))
      plan.addGuessed(folder, evidence)
  }
  for (const { path, clue: evidence } of written)
    if (!plan.covers(path)) plan.blockers.push({ kind: 'written', evidence })
}

/**
 * What a container needs mounted to run with a read-only root filesystem: what is known of its image, what init
 * containers copy for it, `/tmp`, and what its options, variables and commands say that it writes to.
 */
export const planMounts = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: KnownImage | undefined,
): MountPlan => {
  const facts = runsImage(container) ? known : undefined
  const plan = new MountPlan(pod, container, facts?.facts.writable?.map(({ path }) => path) ?? [])
  const copies = runsImage(container) ? findCopiedPaths(pod, context) : []
  if (facts !== undefined) planFacts(plan, pod, container, facts, copies)
  planCopies(plan, pod, container, copies)
  if (!plan.covers('/tmp')) plan.wanted.push({ path: '/tmp' })
  const commands = ranCommands(pod, container, context)
  planNamed(plan, [...findDirectoryArguments(commands), ...findDirectoryVariables(pod, container, context)], facts)
  planWritten(plan, findWrittenPaths(commands))
  return plan
}
