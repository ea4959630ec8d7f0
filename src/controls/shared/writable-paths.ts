import { type CopiedPath, copiedPaths, isSameImage } from '../../evidence/copied-paths.ts'
import { folderOf, isInside, isParent, riskOf } from '../../evidence/directories.ts'
import { directoryArguments } from '../../evidence/directory-arguments.ts'
import type { NamedDirectory } from '../../evidence/directory-names.ts'
import { directoryVariables } from '../../evidence/directory-variables.ts'
import type { KnownImage } from '../../evidence/images.ts'
import { ranCommands } from '../../evidence/ran-commands.ts'
import { type WrittenPath, writtenPaths } from '../../evidence/written-paths.ts'
import { usesOf } from '../../kube/volumes.ts'
import type { Container, Context, Pod } from '../../model.ts'
import { planFacts, runsImage } from './fact-paths.ts'
import { MountPlan } from './mount-plan.ts'

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
    const { source, made, image, subPath, clue } = copy
    if (made || !isSameImage(image, container) || plan.covers(source) || plan.isParentOfAny(source)) continue
    if (subPath === '' || isParent(source) || isUsedElsewhere(pod, copy)) continue
    plan.wanted.push({ path: source, copy, clue })
    plan.isGuessed = true
  }
}

/** Whether facts that tell all that an image writes to know of a path, or of another beside it, and so of its folder. */
const isAnswered = (path: string, known: KnownImage | undefined): boolean => {
  if (known?.facts.readOnlyRoot !== true || known.facts.status === 'unverified') return false
  const folder = folderOf(path)
  return (known.facts.writable ?? []).some(
    (fact) => isInside(fact.path, path) || (!isParent(folder) && folderOf(fact.path) === folder),
  )
}

const planNamed = (plan: MountPlan, named: readonly NamedDirectory[], known: KnownImage | undefined): void => {
  for (const { path, fills, required, data, clue } of [...named].sort((a, b) => a.path.length - b.path.length)) {
    const risk = riskOf(path)
    if (isAnswered(path, known)) continue
    if (risk === 'none' || (fills && risk === 'unknown')) plan.guess(path, clue, data)
    else if (required && !plan.covers(path)) plan.obstacles.push({ kind: 'told', clue })
  }
}

const planWritten = (plan: MountPlan, written: readonly WrittenPath[]): void => {
  for (const { folder, kind, clue } of [...written].sort((a, b) => a.folder.length - b.folder.length)) {
    const risk = riskOf(folder)
    if (kind !== 'present' && (risk === 'none' || (kind === 'folder' && risk === 'unknown'))) plan.guess(folder, clue)
  }
  for (const { path, clue } of written) if (!plan.covers(path)) plan.obstacles.push({ kind: 'written', clue })
}

/**
 * What a container needs mounted to run with a read-only root filesystem: what is known of its image, what init
 * containers copy for it, `/tmp`, and what its options, variables and commands say that it writes to.
 */
export const planMounts = (
  pod: Pod,
  container: Container,
  context: Context,
  known: KnownImage | undefined,
): MountPlan => {
  const facts = runsImage(container) ? known : undefined
  const plan = new MountPlan(pod, container, facts?.facts.writable?.map(({ path }) => path) ?? [])
  const copies = runsImage(container) ? copiedPaths(pod, context) : []
  if (facts !== undefined) planFacts(plan, pod, container, facts, copies)
  planCopies(plan, pod, container, copies)
  if (!plan.covers('/tmp')) plan.wanted.push({ path: '/tmp' })
  const commands = ranCommands(pod, container, context)
  planNamed(plan, [...directoryArguments(commands), ...directoryVariables(pod, container, context)], facts)
  planWritten(plan, writtenPaths(commands))
  return plan
}
