import { evidenceAt, objection } from '../evidence/evidence.ts'
import { type HostPath, hostPathsNamed, isBelow, type Mount, mountsOf } from '../kube/pod/volumes.ts'
import type { Assessment, Container, Control, EvidenceContext, Objection, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { compliant } from './common/assessments.ts'
import { findNodeAccess, findReadPermission } from './common/node-access.ts'
import { cis, kubernetes } from './common/references.ts'

/** Directories that node agents write to and their purpose, normalized by `normalHostPath`, inner directories first. */
const WRITTEN_PATHS: readonly (readonly [string, string])[] = [
  ['/opt/cni', 'CNI plugins are installed there'],
  ['/etc/cni', 'CNI plugins are configured there'],
  ['/sys/fs/bpf', 'BPF programs and maps are pinned there'],
  ['/sys/fs/cgroup', 'control groups are created there'],
  ['/run/xtables.lock', 'programs that change iptables rules lock it'],
  ['/run/netns', 'network namespaces are stored there'],
  ['/var/lib/kubelet/plugins', 'storage and device plugins create their sockets there'],
  ['/var/lib/kubelet/plugins_registry', 'storage and device plugins create their sockets there'],
  ['/var/lib/kubelet/device-plugins', 'storage and device plugins create their sockets there'],
  ['/var/lib/kubelet', 'the kubelet stores pods, volumes and plugins there'],
  ['/var/log', 'log shippers store their positions beside the logs'],
  ['/dev', 'it contains devices'],
  ['/run', 'processes of the node store sockets, locks and positions there'],
]

/** Finds why a hostPath is probably written to; undefined if nothing is known about it. */
export const findWrittenHostPath = (path: string): string | undefined =>
  WRITTEN_PATHS.find(([directory]) => isBelow(directory, path))?.[1]

/** Paths that no known workload writes to, although some write below them. */
const READ_ITSELF = ['/', '/proc', '/sys', '/usr', '/etc/machine-id', '/etc/localtime', '/run/systemd', '/run/dbus']

/** Paths that no known workload writes to or below. */
const READ_AT_ANY_DEPTH = ['/lib/modules', '/boot', '/etc/ssl/certs', '/var/log/pods', '/var/lib/docker/containers']

const isOnlyRead = (path: string): boolean =>
  READ_ITSELF.includes(path) || READ_AT_ANY_DEPTH.some((directory) => isBelow(directory, path))

const HINT = 'set readOnly: true on the mount if the container only reads from it'

const NOT_OVERRIDABLE = { overridable: false } as const

/** Finds objections to `readOnly: true`; not overridable if it would have no effect or certainly break the container. */
const findObjection = (
  pod: Pod,
  container: Container,
  mount: Mount,
  volume: HostPath,
  context: EvidenceContext,
): Objection | undefined => {
  const { path, written, type } = volume
  if (container.list === 'ephemeralContainers')
    return objection(
      'mounts of an ephemeral container are never changed',
      'leave the mount out when debugging',
      [],
      NOT_OVERRIDABLE,
    )
  if (type === 'Socket' || path.endsWith('.sock'))
    return objection(
      `${written} is a socket, and a read-only mount does not prevent connections`,
      'remove the mount',
      [],
      NOT_OVERRIDABLE,
    )
  if (mount.value.mountPropagation === 'Bidirectional')
    return objection(
      `mounts below ${written} propagate to the node (mountPropagation: Bidirectional)`,
      'use mountPropagation: HostToContainer with readOnly: true if the container only reads',
      [],
      NOT_OVERRIDABLE,
    )
  if (mount.value.readOnly === false)
    return objection('the manifest sets readOnly: false', HINT, [], { cause: 'deviation' })
  if (type.endsWith('OrCreate'))
    return objection(`type ${type} creates ${written}, so the container probably writes to it`, HINT)
  const evidence = context.requirementsOf(pod, container).nodePowers
  if (evidence.length > 0)
    return objection(`the container changes the node and may write to ${written}`, HINT, evidence)
  const inner = mountsOf(container).find(
    ({ mountPath, index }) => index !== mount.index && isBelow(mount.mountPath, mountPath),
  )
  // The runtime creates a missing directory for an inner mount, which fails below a read-only mount.
  if (inner !== undefined) return objection(`${inner.mountPath} is mounted below ${mount.mountPath}`, HINT)
  if (isOnlyRead(path) || findReadPermission(volume, context) !== undefined) return undefined
  const known = findWrittenHostPath(path)
  const why =
    known === undefined
      ? `nothing in the manifest shows that ${written} is only read`
      : `${written} may be written to: ${known}`
  const { holdReason, hint, evidence: signs } = findNodeAccess(pod, context, why, HINT)
  return objection(holdReason, hint, signs)
}

const assessMount = (
  pod: Pod,
  container: Container,
  mount: Mount,
  volume: HostPath,
  context: EvidenceContext,
): Assessment => {
  const path = `${mount.pointer}/readOnly`
  if (mount.value.readOnly === true) return compliant(path, container)
  const found = findObjection(pod, container, mount, volume, context)
  const readable = findReadPermission(volume, context)
  const absent = `no readOnly: true on the mount of ${volume.written} in container "${container.name}"`
  return {
    ...compliant(path, container),
    state: found?.cause === 'deviation' ? 'decided' : 'open',
    ...(found?.overridable === false || pod.windows
      ? {}
      : { operations: setField(container, ['volumeMounts', mount.index, 'readOnly'], true) }),
    reason: `hostPath ${volume.written} was mounted writable`,
    evidence: [
      evidenceAt(pod, mount.pointer, mount.value.readOnly === false ? 'readOnly: false' : absent),
      evidenceAt(pod, `${volume.pointer}/hostPath`, `hostPath.path: ${volume.written}`),
      ...(readable === undefined ? [] : [readable]),
    ],
    confidence: found === undefined ? 'likely' : 'assumed',
    ...(found === undefined ? {} : { objection: found }),
  }
}

const assessContainer = (pod: Pod, container: Container, context: EvidenceContext): Assessment[] => {
  const assessments = mountsOf(container).flatMap((mount) => {
    const [volume] = hostPathsNamed(pod, mount.name)
    return volume === undefined ? [] : [assessMount(pod, container, mount, volume, context)]
  })
  return assessments.length > 0 ? assessments : [compliant(`${container.pointer}/volumeMounts`, container)]
}

const control: Control = {
  id: 'host-path-read-only',
  title: 'A hostPath that is only read is mounted read-only',
  rationale:
    'Through a writable hostPath a container can write a cron job, an SSH key or a kernel setting to the node ' +
    'and so escape from its pod.',
  breaks:
    'Containers that do write to the path fail with "read-only file system". Mounts of sockets are not changed, ' +
    'because a read-only mount does not protect a socket.',
  references: [
    cis('1.12', '5.2.11'),
    cis('1.11', '5.2.12'),
    kubernetes('Volumes: hostPath', 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath'),
  ],
  fields: ['/spec/containers/*/volumeMounts/*/readOnly', '/spec/initContainers/*/volumeMounts/*/readOnly'],
  assess: (pod, context) => pod.containers.flatMap((container) => assessContainer(pod, container, context)),
}

export default control
