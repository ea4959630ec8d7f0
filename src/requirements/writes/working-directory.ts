import { isInside } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import { type RanCommand, SHELLS } from '../../evidence/shell/run.ts'
import { HERE } from '../../evidence/shell/writing-programs.ts'
import { findUnplacedWrites } from '../../evidence/shell/written-paths.ts'
import { asList } from '../../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, KnownImage, Pod } from '../../model.ts'
import type { MountPlan } from './plan.ts'

/** Programs that use no files, so that it does not matter where they run. */
const PLACELESS: ReadonlySet<string> = new Set([
  '',
  ...SHELLS,
  ...'sleep echo printf true false : exit set unset export wait shift break continue trap date'.split(' '),
])

/** Options with which a program reads no file. */
const OPTIONS: Readonly<Record<string, RegExp>> = {
  wget: /^(?:-[qScO]+-?|-nv|-[tT]\d*|--(?:quiet|no-verbose|server-response|spider|no-check-certificate|(?:timeout|tries|header|output-document)(?:=[^@]*)?))$/,
  curl: /^(?:-[sSfLkviIOoXmHw]+|--(?:silent|show-error|fail|location|insecure|verbose|head|include|remote-name|(?:output|request|max-time|connect-timeout|retry|retry-delay|header)(?:=[^@]*)?))$/,
}

/** Whether a command does the same in every directory, except that it leaves files there. */
const isPlaceless = ({ program, args }: RanCommand): boolean => {
  const options = Object.hasOwn(OPTIONS, program) ? OPTIONS[program] : undefined
  if (options === undefined) return PLACELESS.has(program)
  return args.every((word) => (word.startsWith('-') ? options.test(word) : !word.startsWith('@')))
}

/**
 * Finds the commands of a container that write to the working directory of its image, if all commands do the same in
 * `/tmp`: they only download, and read no file. The test pod that `helm create` writes is the most frequent case. Only the
 * container of a base image has no other use of that directory. A `/tmp` of the manifest may have files and other users.
 */
export const findMovableWrites = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  plan: MountPlan,
  known: KnownImage | undefined,
): Evidence[] => {
  if (known?.facts.base !== true || container.value.workingDir !== undefined) return []
  const isTaken = plan.mounted.some(({ path }) => isInside(path, '/tmp') || isInside('/tmp', path))
  const isImages = asList(container.value.command).length === 0
  const commands = ranCommands(pod, container, context)
  if (isTaken || isImages || !commands.every(isPlaceless)) return []
  const writes = findUnplacedWrites(commands)
  // Wget of busybox does not replace a file that it names by the URL, and an emptyDir survives a restart.
  const { restartPolicy = pod.spec.restartPolicy } = container.value
  const isUnique = restartPolicy === 'Never' || !commands.some(({ program }) => program === 'wget')
  if (!isUnique && writes.some(({ path }) => path === HERE)) return []
  // The image may have the directory of `log/page`, and `~/page` and `../page` are not in the working directory.
  return writes.every(({ path }) => !path.includes('/')) ? writes.map(({ evidence }) => evidence) : []
}
