import { objectionIf } from '../../evidence/evidence.ts'
import { runsImage } from '../../evidence/image/start.ts'
import type {
  Container,
  Evidence,
  EvidenceContext,
  KnownImage,
  Objection,
  Pod,
  Requirements,
  WriteBlocker,
  WritePlan,
} from '../../model.ts'

/** Makes an objection if there is evidence; the hint ends with setting the flag. */
const writeObjection = (evidence: readonly Evidence[], reason: string, hint: string): Objection | undefined =>
  objectionIf(evidence, reason, `${hint}, then set readOnlyRootFilesystem: true`)

/** Whether verified facts list the paths that the image writes to. */
const hasReliableFacts = (container: Container, known: KnownImage | undefined): boolean => {
  if (known === undefined || !runsImage(container)) return false
  const { readOnlyRoot, status, writable } = known.facts
  return readOnlyRoot === true || (status !== 'unverified' && writable !== undefined)
}

const BLOCKERS: readonly { kind: WriteBlocker['kind']; reason: string; hint: string }[] = [
  {
    kind: 'seeded',
    reason: 'the image contains files where it writes, and an empty volume would hide them',
    hint: 'copy them to an emptyDir in an init container with the same image, mount it at the path',
  },
  {
    kind: 'owned',
    reason: 'the image requires that its user owns the data directory, but root owns an emptyDir',
    hint: 'mount a persistent volume for its data',
  },
  {
    kind: 'named',
    reason: 'the container writes to a directory where an empty volume would hide files of the image',
    hint: 'let it write to a separate directory, or mount a volume there',
  },
  {
    kind: 'written',
    reason: 'a command of the container writes to a path without a volume',
    hint: 'mount a volume at these paths',
  },
]

const findBlockerObjection = ({ blockers }: WritePlan): Objection | undefined => {
  const found = BLOCKERS.find(({ kind }) => blockers.some((obstacle) => obstacle.kind === kind))
  if (found === undefined) return undefined
  const evidence = blockers.filter(({ kind }) => kind === found.kind).map(({ evidence }) => evidence)
  return writeObjection(evidence, found.reason, found.hint)
}

const findInstallObjection = (
  { packageInstalls, pluginInstalls, pluginVariables }: Requirements,
  known: boolean,
): Objection | undefined =>
  writeObjection(
    packageInstalls,
    'the container installs packages at startup',
    'install them when you build the image',
  ) ??
  writeObjection(
    [...pluginInstalls, ...(known ? [] : pluginVariables)],
    'the container installs plugins at startup',
    'install them when you build the image',
  )

/**
 * Finds why a container needs a writable root filesystem even with the planned mounts.
 * @param known facts about its image
 * @param hasTemporary whether the manifest mounts a volume at `/tmp`
 */
export const findWriteObjection = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  plan: WritePlan,
  known: KnownImage | undefined,
  hasTemporary: boolean,
): Objection | undefined => {
  const requirements = context.requirementsOf(pod, container)
  const isSure = hasReliableFacts(container, known)
  const isRunSo = known?.facts.readOnlyRoot === true || known?.facts.status === 'configured'
  // Observed facts come from charts and also apply to containers with their own command.
  const isShown = known?.facts.status === 'observed' || runsImage(container)
  const isLeftWritable = known?.facts.readOnlyRoot === false && isShown
  return (
    writeObjection(
      isLeftWritable ? [known.cite(`${known.facts.image} runs with a writable root filesystem`)] : [],
      'the maintainers of the image run it with a writable root filesystem',
      'find out what it writes to, mount volumes there',
    ) ??
    findInstallObjection(requirements, isSure) ??
    writeObjection(
      isRunSo || !runsImage(container) ? [] : requirements.webApplication,
      'web applications of this kind write to the directory of their code',
      'mount volumes where it writes, with the files that the image has there',
    ) ??
    findBlockerObjection(plan) ??
    writeObjection(
      requirements.writingPrograms,
      'the container runs a program that writes to directories of its image',
      'mount volumes where it writes, e.g. at its workingDir',
    ) ??
    writeObjection(
      hasTemporary || known?.facts.readOnlyRoot === true ? [] : requirements.ruby,
      'Ruby rejects a world-writable temporary directory without the sticky bit, such as an emptyDir',
      'mount a volume at /tmp and set TMPDIR to a directory in it that only its user can write to',
    )
  )
}
