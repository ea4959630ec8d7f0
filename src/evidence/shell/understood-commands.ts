import { asList } from '../../kube/pod/pod.ts'
import type { Container, EvidenceContext, Pod } from '../../model.ts'
import { ranCommands } from './ran-commands.ts'
import { SHELLS, scriptIndex } from './run.ts'

/**
 * Programs that any user can run, and that write only to the files which their options or redirections name. Builtins of
 * shells are among them.
 */
const PLAIN_PROGRAMS: ReadonlySet<string> = new Set(
  (
    'sleep echo printf true false : test [ cat tac ls date env printenv id whoami hostname uname pwd head tail grep egrep ' +
    'fgrep seq expr wc sort uniq cut tr rev basename dirname readlink realpath stat nproc timeout yes tee touch mkdir cp mv ' +
    'rm ln truncate curl wget nc netcat nslookup dig host getent md5sum sha1sum sha256sum base64 jq cd exit return set unset ' +
    'export trap wait shift read local declare eval break continue for case esac done fi in'
  ).split(' '),
)

/**
 * Whether all that a container runs is in the input and consists of programs that need neither root nor other files than
 * those that they name. False without a command: the image decides then.
 */
export const isUnderstood = (pod: Pod, container: Container, context: EvidenceContext): boolean => {
  const { command } = container.value
  if (asList(command).length === 0) return false
  return ranCommands(pod, container, context).every(
    ({ program, args }) =>
      PLAIN_PROGRAMS.has(program) || (SHELLS.includes(program) && scriptIndex([program, ...args]) !== undefined),
  )
}
