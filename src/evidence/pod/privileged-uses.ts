import { parseImage, repositoryWords } from '../../kube/image-reference.ts'
import { asObject, asString } from '../../kube/pod/pod.ts'
import { mountsOf, normalHostPath, volumesOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'
import { evidenceAt } from '../evidence-at.ts'
import { imageOf } from '../image/facts.ts'
import { findWords, programNames } from '../text/commands.ts'

const WORDS: readonly string[] = ['kaniko', 'buildah', 'buildkit', 'buildkitd', 'podman', 'dind']

const BUILDERS = programNames(
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
export const findBuilders = (pod: Pod, container: Container): Evidence[] => {
  const { image } = container.value
  const reference = typeof image === 'string' ? image : ''
  const words = [...repositoryWords(reference), ...(parseImage(reference).tag ?? '').split(/[^a-z0-9]+/)]
  const word = WORDS.find((name) => words.includes(name))
  return [
    ...(word === undefined
      ? []
      : [evidenceAt(pod, `${container.pointer}/image`, `"${word}" in the name of the image`)]),
    ...findWords(pod, container, BUILDERS),
  ]
}

/** Programs that change the node or its mounts; `mount` without a path and `sysctl -n` only print. */
const PROGRAMS = programNames('u?mount(?= +[-/])', 'nsenter', 'sysctl(?! +-[an])', 'modprobe', 'insmod')

/** The devices of the node as files: the control group of a container that is not privileged lets it open none of them. */
const deviceVolumes = (pod: Pod): string[] =>
  volumesOf(pod)
    .filter(({ value }) => normalHostPath(asString(asObject(value.hostPath).path) ?? '') === '/dev')
    .map(({ name }) => name)

/**
 * Clues that a container does what only a privileged one may: it changes mounts, sysctls or modules of the kernel,
 * gives mounts back to the node, has all of its devices, or runs an image that its maintainers run privileged.
 * https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation
 */
export const findPrivilegedUses = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const known = imageOf(pod, container, context)
  const mounts = mountsOf(container)
  const devices = mounts.length === 0 ? [] : deviceVolumes(pod)
  return [
    ...(known?.facts.privileged === true
      ? [known.clue(`${known.facts.image} is run privileged by its maintainers`)]
      : []),
    ...mounts.flatMap(({ name, pointer, value }) => [
      ...(value.mountPropagation === 'Bidirectional'
        ? [evidenceAt(pod, `${pointer}/mountPropagation`, 'mountPropagation: Bidirectional')]
        : []),
      ...(devices.includes(name) ? [evidenceAt(pod, pointer, 'mount of hostPath /dev')] : []),
    ]),
    ...findWords(pod, container, PROGRAMS),
  ]
}
