import type { KnownImage } from '../../evidence/images.ts'
import { packageInstalls, pluginInstalls, pluginVariables } from '../../evidence/installs.ts'
import { webApplicationClues } from '../../evidence/web-applications.ts'
import type { Clue, Container, Context, Objection, Pod } from '../../model.ts'
import { runsImage } from './fact-paths.ts'
import type { MountPlan, Obstacle } from './mount-plan.ts'
import { rubyClues } from './ruby.ts'

const FLAG = 'then set readOnlyRootFilesystem: true'

const objection = (reason: string, hint: string, evidence: readonly Clue[]): Objection | undefined =>
  evidence.length === 0 ? undefined : { cause: 'evidence', reason, hint: `${hint}, ${FLAG}`, evidence: [...evidence] }

/** Whether facts that are more than general knowledge say what the image writes to. */
const isKnown = (container: Container, known: KnownImage | undefined): boolean => {
  if (known === undefined || !runsImage(container)) return false
  const { readOnlyRoot, status, writable } = known.facts
  return readOnlyRoot === true || (status !== 'unverified' && writable !== undefined)
}

const OBSTACLES: readonly { kind: Obstacle['kind']; reason: string; hint: string }[] = [
  {
    kind: 'seeded',
    reason: 'the image ships files where it writes, which an empty volume would hide',
    hint: 'let an init container of the same image copy them to an emptyDir and mount that at the path',
  },
  {
    kind: 'owned',
    reason: 'the image takes no data directory that another user owns, as that of an emptyDir is',
    hint: 'mount a persistent volume for its data',
  },
  {
    kind: 'told',
    reason: 'the container is told to write where an empty volume would hide files of the image',
    hint: 'let it write to a directory of its own, or mount a volume there',
  },
  {
    kind: 'written',
    reason: 'a command of the container writes where no volume is mounted',
    hint: 'mount a volume at these paths',
  },
]

const findObstacle = ({ obstacles }: MountPlan): Objection | undefined => {
  const found = OBSTACLES.find(({ kind }) => obstacles.some((obstacle) => obstacle.kind === kind))
  if (found === undefined) return undefined
  const clues = obstacles.filter(({ kind }) => kind === found.kind).map(({ clue }) => clue)
  return objection(found.reason, found.hint, clues)
}

const findInstalls = (pod: Pod, container: Container, context: Context, known: boolean): Objection | undefined =>
  objection(
    'the container installs packages when it starts',
    'install them when the image is built',
    packageInstalls(pod, container, context),
  ) ??
  objection('the container installs plug-ins when it starts', 'install them when the image is built', [
    ...pluginInstalls(pod, container, context),
    ...(known ? [] : pluginVariables(pod, container, context)),
  ])

/**
 * Why a container needs a writable root filesystem, whatever a plan mounts.
 * @param known what is known of its image
 * @param hasTemporary whether the manifest mounts something at `/tmp`
 */
export const findWriteNeed = (
  pod: Pod,
  container: Container,
  context: Context,
  plan: MountPlan,
  known: KnownImage | undefined,
  hasTemporary: boolean,
): Objection | undefined => {
  const isSure = isKnown(container, known)
  // Charts show how all of their containers run, whatever these do.
  const isShown = known?.facts.status === 'observed' || runsImage(container)
  const isLeftWritable = known?.facts.readOnlyRoot === false && isShown
  return (
    objection(
      'its maintainers leave the root filesystem of the image writable',
      'find out what it writes to, mount volumes there',
      isLeftWritable ? [known.clue(`${known.facts.image} runs with a writable root filesystem`)] : [],
    ) ??
    findInstalls(pod, container, context, isSure) ??
    objection(
      'web applications of this kind write beside their code',
      'mount volumes where it writes, filled with what the image ships there',
      isSure || !runsImage(container) ? [] : webApplicationClues(pod, container),
    ) ??
    findObstacle(plan) ??
    objection(
      'Ruby takes no directory for temporary files that is world-writable without the sticky bit, as an emptyDir is',
      'mount a volume at /tmp and let TMPDIR name a directory in it that only its user can write',
      hasTemporary || known?.facts.readOnlyRoot === true ? [] : rubyClues(pod, container, context),
    )
  )
}
