import type { Container, EvidenceContext, Pod } from '../../model.ts'
import { busyboxServerPort } from '../shell/busybox-server.ts'
import { ranCommands } from '../shell/ran-commands.ts'
import { type RanCommand, SHELLS, scriptIndex } from '../shell/run.ts'
import { hasOwnCommand } from './start.ts'

/* Whether the input shows all that the command of a container does. */

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
const WRITERS: ReadonlySet<string> = new Set('tee touch mkdir cp mv ln truncate curl wget gzip gunzip'.split(' '))

/** Writers that change each file which they name, so that a pattern of names hides what they change. */
const CHANGERS: ReadonlySet<string> = new Set(['tee', 'touch', 'mv', 'truncate', 'gzip', 'gunzip'])

/** What a trap may do: nothing, or end the script. */
const HARMLESS_TRAP = /^(?::|-|exit(?: \d+)?|)$/

/** Whether the value of a variable or of another command decides a word. */
const isOpen = (word: string): boolean => /[$`]/.test(word)

/** Options of awk for the separator and for variables, with their values. */
const AWK_OPTION = /^-[Fv]/

/** What a program for awk may do beside reading fields: run commands, write to files and read from other ones. */
const AWK_EFFECT = /system|getline|@|[`>]|(?<!\|)\|(?!\|)|\$(?!\d|NF\b)/

/** Whether awk only reads and prints: its program is in the arguments and has no effect beside. */
const isPlainAwk = (args: readonly string[]): boolean => {
  const program = args.findIndex((word, i) => !word.startsWith('-') && !/^-[Fv]$/.test(args[i - 1] ?? ''))
  const options = args.slice(0, program).filter((word) => word.startsWith('-'))
  return program >= 0 && options.every((word) => AWK_OPTION.test(word)) && !AWK_EFFECT.test(args[program] ?? '')
}

const NETCAT_EFFECT = /^-[a-zA-Z]*[ecU]|^--(?:\w+-)?exec|^--lua/

/** Whether netcat listens, maybe on a port that only root can open. */
const listensAnywhere = ({ program, args }: RanCommand): boolean =>
  /^(?:nc|netcat)$/.test(program) && args.some((word) => /^-[a-z]*l/.test(word)) && args.some(isOpen)

/** Options with which a program runs another one, or reads more options from a file, or uses a socket of the file system. */
const EFFECTS: Readonly<Record<string, RegExp>> = {
  nc: NETCAT_EFFECT,
  netcat: NETCAT_EFFECT,
  curl: /^-[fgijkLnNqsSv#]*K|^--config/,
  wget: /^--(?:use-askpass|config)|^-[a-zA-Z]*e$|^--execute/,
}

const isPlain = (command: RanCommand): boolean => {
  const { program, args, outputs } = command
  if (outputs.some(isOpen)) return false
  // An assignment, or a redirection without a program.
  if (program === '' && args.length === 0) return true
  if (program === 'trap') return HARMLESS_TRAP.test(args[0] ?? '')
  if (program === 'awk') return isPlainAwk(args)
  if (Object.hasOwn(EFFECTS, program) && args.some((word) => EFFECTS[program]?.test(word))) return false
  if (listensAnywhere(command)) return false
  if (CHANGERS.has(program) && args.some((word) => /[*?[]/.test(word))) return false
  if (WRITERS.has(program)) return !args.some(isOpen)
  if (READERS.has(program) || busyboxServerPort(command) !== undefined) return true
  return SHELLS.includes(program) && scriptIndex([program, ...args]) !== undefined
}

/**
 * Whether all that a container runs is in the input and consists of programs that need neither root nor other files than
 * those that they name. False without a command: the image decides then.
 */
export const isUnderstood = (pod: Pod, container: Container, context: EvidenceContext): boolean =>
  hasOwnCommand(container) && ranCommands(pod, container, context).every(isPlain)
