import { asObject, asString, perPod } from '../../kube/pod/pod.ts'
import { mountsOf, normalHostPath, volumesOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'
import { evidenceAt } from '../evidence.ts'
import { imageOf } from '../image/facts.ts'
import { parseImage, repositoryWords } from '../image/names.ts'
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
 * Finds evidence that a container builds images or runs containers itself (kaniko, buildah, BuildKit, Docker in Docker):
 * it unpacks files of any owner and creates namespaces, which needs most of root's default capabilities.
 */
export const findBuilders = (pod: Pod, container: Container): Evidence[] => {
  const { image } = container.value
  const name = parseImage(asString(image) ?? '')
  const words = [...repositoryWords(name), ...(name.tag ?? '').split(/[^a-z0-9]+/)]
  const word = WORDS.find((name) => words.includes(name))
  return [
    ...(word === undefined ? [] : [evidenceAt(pod, `${container.pointer}/image`, `"${word}" in the image name`)]),
    ...findWords(pod, container, BUILDERS),
  ]
}

/** Builders that start as root and create no user namespace. */
const ROOT_BUILDERS = /^"(?:kaniko|dind|executor|dockerd(?!-rootless)[\w.-]*)"/

/** Finds builders that work without root, in a user namespace that `newuidmap` creates with its setuid bit. */
export const findRootlessBuilders = (pod: Pod, container: Container): Evidence[] =>
  findBuilders(pod, container).filter(({ text }) => !ROOT_BUILDERS.test(text))

/** Programs that change the node or its mounts; `mount` without a path and `sysctl -n` only print. */
const PROGRAMS = programNames('u?mount(?= +[-/])', 'nsenter', 'sysctl(?! +-[an])', 'modprobe', 'insmod')

/** Returns hostPath volumes of `/dev`, whose devices only a privileged container can open (device cgroup). */
const deviceVolumes = perPod((pod) => {
  const devices = volumesOf(pod).filter(
    ({ value }) => normalHostPath(asString(asObject(value.hostPath).path) ?? '') === '/dev',
  )
  return new Set(devices.map(({ name }) => name))
})

/**
 * Finds evidence that a container needs to be privileged: it changes mounts, sysctls or kernel modules, propagates mounts
 * to the node, mounts the node's devices, or its maintainers run the image privileged.
 * https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation
 */
export const findPrivilegedUses = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const known = imageOf(pod, container, context)
  const mounts = mountsOf(container)
  const devices = deviceVolumes(pod)
  return [
    ...(known?.facts.privileged === true
      ? [known.cite(`${known.facts.image} is run privileged by its maintainers`)]
      : []),
    ...mounts.flatMap(({ name, pointer, value }) => [
      ...(value.mountPropagation === 'Bidirectional'
        ? [evidenceAt(pod, `${pointer}/mountPropagation`, 'mountPropagation: Bidirectional')]
        : []),
      ...(devices.has(name) ? [evidenceAt(pod, pointer, 'mount of hostPath /dev')] : []),
    ]),
    ...findWords(pod, container, PROGRAMS),
  ]
}
