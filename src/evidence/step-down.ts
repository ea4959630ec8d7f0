import { asList, asObject } from '../kube/pods.ts'
import type { Clue, Container, Pod } from '../model.ts'
import { findWords, programNames } from './commands.ts'
import { manifestClue } from './manifest-clue.ts'

/** Supervisors that start as root and give each service a user of its own. */
const SUPERVISORS = programNames(
  's6-svscan',
  's6-setuidgid',
  's6-applyuidgid',
  's6-overlay-suexec',
  'setuidgid',
  'chpst',
)

/** The user and group that an image's start script steps down to; images for Docker, those of LinuxServer first, have them. */
const IDS: readonly string[] = ['PUID', 'PGID']

/** Clues that a container starts as root and steps down to another user by itself. */
export const stepDowns = (pod: Pod, container: Container): Clue[] => [
  ...asList(container.value.env).flatMap((item, index): Clue[] => {
    const { name } = asObject(item)
    const at = `${container.pointer}/env/${index}/name`
    return typeof name === 'string' && IDS.includes(name)
      ? [manifestClue(pod, at, `env ${name} in container "${container.name}"`)]
      : []
  }),
  ...findWords(pod, container, SUPERVISORS),
]
