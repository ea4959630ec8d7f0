import { listsAllWrites, runsImage, startsOwnProgram } from '../../evidence/image/start.ts'
import { isUnderstood } from '../../evidence/image/understood.ts'
import { folderOf, isInside, isParent, riskOf } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import { findWrittenPaths, type WrittenPath } from '../../evidence/shell/written-paths.ts'
import { usesOf } from '../../kube/pod/volumes.ts'
import type { Container, CopiedPath, EvidenceContext, KnownImage, Pod } from '../../model.ts'
import { findCopiedPaths } from './copied-paths.ts'
import { planFacts } from './fact-paths.ts'
import { findNamedDirectories } from './listed-writes.ts'
import type { NamedDirectory } from './named-directories.ts'
import { MountPlan } from './plan.ts'

/** Whether a running container mounts a copy at another path. */
const isUsedElsewhere = (pod: Pod, { volume, subPath, source }: CopiedPath): boolean =>
  usesOf(pod, volume).some(({ container, mount }) => {
    const own = typeof mount.value.subPath === 'string' ? mount.value.subPath : ''
    const isPassing = container.list === 'initContainers' && !container.sidecar
    return !isPassing && isInside(`/${own}`, `/${subPath}`) && !isInside(mount.mountPath, source)
  })

/** Adds copies that an init container of the same image makes in a volume without another mount. */
const planCopies = (plan: MountPlan, pod: Pod, copies: readonly CopiedPath[]): void => {
  for (const copy of copies) {
    const { source, made, subPath, evidence } = copy
    if (made || plan.covers(source) || plan.isParentOfAny(source)) continue
    if (subPath === '' || isParent(source) || isUsedElsewhere(pod, copy)) continue
    plan.want({ path: source, copy, evidence })
    plan.isGuessed = true
  }
}

/** Whether complete facts about the image list a path, or another one in the same directory. */
const isCoveredByFacts = (path: string, known: KnownImage | undefined): boolean => {
  if (known?.facts.readOnlyRoot !== true || known.facts.status === 'unverified') return false
  const folder = folderOf(path)
  return (known.facts.writable ?? []).some(
    (fact) => isInside(fact.path, path) || (!isParent(folder) && folderOf(fact.path) === folder),
  )
}

/** Log directories with links to the standard streams, which a volume would hide. */
const LINKED = /^\/var\/log\/(?:nginx|apache2|httpd)$/

const planNamed = (plan: MountPlan, named: readonly NamedDirectory[], known: KnownImage | undefined): void => {
  for (const { path, fills, required, data, evidence } of [...named].sort((a, b) => a.path.length - b.path.length)) {
    const risk = LINKED.test(path) ? 'shipped' : riskOf(path)
    if (isCoveredByFacts(path, known)) continue
    if (risk === 'none' || (fills && risk === 'unknown')) plan.addGuessed(path, evidence, data)
    else if (required && !plan.covers(path)) plan.blockers.push({ kind: 'named', evidence })
  }
}

const planWritten = (plan: MountPlan, written: readonly WrittenPath[]): void => {
  for (const { folder, kind, evidence } of [...written].sort((a, b) => a.folder.length - b.folder.length)) {
    const risk = riskOf(folder)
    if (kind !== 'present' && (risk === 'none' || (kind === 'folder' && risk === 'unknown')))
      plan.addGuessed(folder, evidence)
  }
  for (const { path, evidence } of written) if (!plan.covers(path)) plan.blockers.push({ kind: 'written', evidence })
}

/**
 * Plans the mounts that a container needs with a read-only root filesystem: paths from facts about its image, copies of
 * init containers, `/tmp`, and paths that its options, variables and commands write to.
 */
export const planMounts = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: KnownImage | undefined,
): MountPlan => {
  const facts = runsImage(container) || known?.writes !== undefined ? known : undefined
  const plan = new MountPlan(pod, container, facts?.facts.writable?.map(({ path }) => path) ?? [])
  const copies = runsImage(container) ? findCopiedPaths(pod, container, context) : []
  if (facts !== undefined) planFacts(plan, pod, container, context, facts, copies)
  planCopies(plan, pod, copies)
  if (!plan.covers('/tmp')) plan.want({ path: '/tmp' })
  planNamed(plan, findNamedDirectories(pod, container, context), facts)
  planWritten(plan, findWrittenPaths(ranCommands(pod, container, context)))
  return plan
}

/**
 * Whether all paths that a container writes to are known: its image lists them and it starts the program of its image, the
 * permissions in the image allow its user no others, or all that it runs is in the input.
 */
export const knowsAllWrites = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  plan: MountPlan,
  known: KnownImage | undefined,
): boolean => {
  if (known?.facts.readOnlyRoot === true && known.facts.base !== true) return true
  const isListed =
    known?.writes?.isRunning ?? (known !== undefined && listsAllWrites(known) && startsOwnProgram(container))
  return plan.isComplete && (isListed || isUnderstood(pod, container, context))
}
