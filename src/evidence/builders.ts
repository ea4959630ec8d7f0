import { repositoryWords } from '../kube/image.ts'
import { parseImage } from '../kube/image-name.ts'
import type { Clue, Container, Pod } from '../model.ts'
import { findWords, programNames } from './commands.ts'
import { manifestClue } from './manifest-clue.ts'

const WORDS: readonly string[] = ['kaniko', 'buildah', 'buildkit', 'buildkitd', 'podman', 'dind']

const PROGRAMS = programNames(
  'dockerd(?:-entrypoint\\.sh|-rootless\\.sh)?',
  'buildkitd',
  'buildctl-daemonless\\.sh',
  'buildah',
  'podman',
  'executor(?= +--(?:dockerfile|context|destination))',
)

/**
 * Clues that a container builds images or runs containers itself (kaniko, buildah, BuildKit, Docker in Docker): it
 * unpacks files of every owner and makes namespaces, which takes most of what root has by default.
 */
export const builders = (pod: Pod, container: Container): Clue[] => {
  const { image } = container.value
  const reference = typeof image === 'string' ? image : ''
  const words = [...repositoryWords(reference), ...(parseImage(reference).tag ?? '').split(/[^a-z0-9]+/)]
  const word = WORDS.find((name) => words.includes(name))
  return [
    ...(word === undefined
      ? []
      : [manifestClue(pod, `${container.pointer}/image`, `"${word}" in the name of the image`)]),
    ...findWords(pod, container, PROGRAMS),
  ]
}
