import { asList, asString } from '../../kube/pod/pod.ts'
import type { Container, EvidenceContext, KnownImage, Pod } from '../../model.ts'
import { baseName } from '../shell/directories.ts'
import { ranCommands } from '../shell/ran-commands.ts'
import { type RanCommand, SHELLS, scriptIndex } from '../shell/run.ts'
import { parseImage } from './names.ts'

/** Whether the manifest replaces the entrypoint of the image. */
export const hasOwnCommand = ({ value }: Container): boolean => asList(value.command).length > 0

/** Whether the first argument is the path of a program, which entrypoints then start. */
const namesProgram = ({ value }: Container): boolean => String(asList(value.args)[0] ?? '').startsWith('/')

/**
 * Whether facts about the image apply to a container. They do not apply to an init container with its own command, or
 * with a program as its first argument.
 */
export const runsImage = (container: Container): boolean =>
  container.list !== 'initContainers' || container.sidecar || !(hasOwnCommand(container) || namesProgram(container))

/**
 * Whether a container starts the program of its image: by the entrypoint, or by a command that is called after the image,
 * such as `etcd` or `redis-server`.
 */
export const startsOwnProgram = (container: Container): boolean => {
  if (!runsImage(container)) return false
  if (!hasOwnCommand(container)) return true
  const { repository } = parseImage(asString(container.value.image) ?? '')
  const program = baseName(asString(asList(container.value.command)[0] ?? '') ?? '')
  const name = repository.slice(repository.lastIndexOf('/') + 1)
  return name !== '' && program.startsWith(name)
}

/**
 * Whether facts about an image list every path that it writes to: its maintainers run it with a read-only root, or its
 * build files were read. There, general knowledge among the paths shows that the build files do not say all of it, unless
 * what the entrypoint does was read, too. A base image has no such list: it runs the command of the manifest.
 */
export const listsAllWrites = ({ facts }: KnownImage): boolean => {
  const { base, readOnlyRoot, root, status, stored, writable, entrypoint } = facts
  if (base === true) return false
  if (readOnlyRoot !== undefined) return readOnlyRoot
  if (writable === undefined || root !== undefined || status === 'unverified') return false
  if (status !== 'verified') return true
  const isSourced = writable.every(({ unsourced }) => unsourced !== true)
  return stored === undefined ? isSourced || entrypoint !== undefined : isSourced && writable.length > 0
}

/**
 * Programs that any user can run, and that write nothing but to the files which redirections name. Builtins of shells are
 * among them, but none that runs what a variable holds.
 */
const READERS: ReadonlySet<string> = new Set(
  (
    'sleep echo printf true false : test [ cat tac ls date printenv id whoami hostname uname pwd head tail grep egrep fgrep ' +
    'seq expr wc sort uniq cut tr rev basename dirname readlink realpath stat nproc yes nc netcat nslookup dig host getent ' +
    'md5sum sha1sum sha256sum base64 jq cd exit return set unset export wait shift read local declare break continue for ' +
    'case esac done fi in'
  ).split(' '),
)

/** Programs that write to files, which their arguments name. */
const WRITERS: ReadonlySet<string> = new Set('tee touch mkdir cp mv ln truncate curl wget'.split(' '))

/** What a trap may do: nothing, or end the script. */
const HARMLESS_TRAP = /^(?::|-|exit(?: \d+)?|)$/

/** Whether the value of a variable or of another command decides a word. */
const isOpen = (word: string): boolean => /[$`]/.test(word)

const isPlain = ({ program, args, outputs }: RanCommand): boolean => {
  if (outputs.some(isOpen)) return false
  if (program === 'trap') return HARMLESS_TRAP.test(args[0] ?? '')
  if (WRITERS.has(program)) return !args.some(isOpen)
  return READERS.has(program) || (SHELLS.includes(program) && scriptIndex([program, ...args]) !== undefined)
}

/**
 * Whether all that a container runs is in the input and consists of programs that need neither root nor other files than
 * those that they name. False without a command: the image decides then.
 */
export const isUnderstood = (pod: Pod, container: Container, context: EvidenceContext): boolean =>
  hasOwnCommand(container) && ranCommands(pod, container, context).every(isPlain)
