import { runsImage } from '../../evidence/image/start.ts'
import { isInside } from '../../evidence/shell/directories.ts'
import type { Container, KnownImage, Objection, Requirements } from '../../model.ts'
import { findBlockerObjection, writeObjection } from './blockers.ts'
import type { MountPlan } from './plan.ts'

/** Whether verified facts list the paths that the image writes to. */
const hasReliableFacts = (container: Container, known: KnownImage | undefined): boolean => {
  if (known === undefined || !runsImage(container)) return false
  const { readOnlyRoot, status, writable } = known.facts
  return readOnlyRoot === true || (status !== 'unverified' && writable !== undefined)
}

type Signs = Pick<
  Requirements,
  'packageInstalls' | 'pluginInstalls' | 'pluginVariables' | 'webApplication' | 'writingPrograms' | 'ruby'
>

const findInstallObjection = (
  { packageInstalls, pluginInstalls, pluginVariables }: Signs,
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
 */
export const findWritableRoot = (
  container: Container,
  plan: MountPlan,
  known: KnownImage | undefined,
  requirements: Signs,
): Objection | undefined => {
  const hasTemporary = plan.mounted.some(({ path }) => isInside(path, '/tmp'))
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
