import { asList, asObject } from '../kube/pods.ts'
import type { Clue, Container, Pod } from '../model.ts'
import { findWords, programNames } from './commands.ts'
import { manifestClue } from './manifest-clue.ts'

/** Capabilities that root takes for what a container does, and what shows it. */
export interface ProgramCapabilities {
  names: string[]
  clues: Clue[]
}

/** What it takes to give files of any owner another one, or another mode. */
const OWNERSHIP: readonly string[] = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER']

const OWNERS = programNames('chown', 'chgrp', 'chmod')

/** What root uses of its default capabilities in these programs, beyond changing owners and users. */
const PROGRAMS: readonly (readonly [RegExp, readonly string[]])[] = [
  [OWNERS, OWNERSHIP],
  [
    programNames('su', 'sudo', 'gosu', 'su-exec', 'runuser', 'setpriv', 'start-stop-daemon', 's6-setuidgid', 'crond'),
    ['SETGID', 'SETUID'],
  ],
  [programNames('chroot', 'postfix(?= +start)', 'chrome[-_]sandbox'), ['SYS_CHROOT']],
  [programNames('sshd'), ['AUDIT_WRITE', 'SETGID', 'SETUID', 'SYS_CHROOT']],
  [programNames('mknod'), ['MKNOD']],
  [programNames('setcap'), ['SETFCAP']],
]

/** Ports that tell what runs behind them. */
const PORTS: ReadonlyMap<unknown, readonly string[]> = new Map([
  [22, ['AUDIT_WRITE', 'SYS_CHROOT']],
  [25, ['SYS_CHROOT']],
])

/** The capabilities that the programs in a container's commands take, and those behind well-known ports, if root runs them. */
export const programCapabilities = (pod: Pod, container: Container): ProgramCapabilities => {
  const programs = PROGRAMS.map(([words, names]) => ({ names, clues: findWords(pod, container, words) }))
  const ports = asList(container.value.ports).map((item, index) => {
    const { containerPort } = asObject(item)
    const at = `${container.pointer}/ports/${index}/containerPort`
    return {
      names: PORTS.get(containerPort) ?? [],
      clues: PORTS.has(containerPort) ? [manifestClue(pod, at, `containerPort ${containerPort}`)] : [],
    }
  })
  const found = [...programs, ...ports].filter(({ clues }) => clues.length > 0)
  return { names: [...new Set(found.flatMap(({ names }) => names))], clues: found.flatMap(({ clues }) => clues) }
}

/**
 * What it takes to give files another owner or mode, in an init container that does so before the others start;
 * undefined where it does not.
 */
export const ownershipOfInit = (pod: Pod, container: Container): ProgramCapabilities | undefined => {
  if (container.list !== 'initContainers' || container.sidecar) return undefined
  const clues = findWords(pod, container, OWNERS)
  return clues.length === 0 ? undefined : { names: [...OWNERSHIP], clues }
}
