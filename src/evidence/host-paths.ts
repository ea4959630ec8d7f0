import { isBelow } from '../kube/volumes.ts'

/** What the directories of a node are for to which its agents write, as `normalHostPath` spells them; inner ones first. */
const WRITTEN: readonly (readonly [string, string])[] = [
  ['/opt/cni', 'network plug-ins are installed there'],
  ['/etc/cni', 'network plug-ins are configured there'],
  ['/sys/fs/bpf', 'programs and maps of the kernel are pinned there'],
  ['/sys/fs/cgroup', 'control groups are made there'],
  ['/run/xtables.lock', 'whoever changes the packet filter locks it'],
  ['/run/netns', 'network namespaces are kept there'],
  ['/var/lib/kubelet/plugins', 'storage and device plug-ins put their sockets there'],
  ['/var/lib/kubelet/plugins_registry', 'storage and device plug-ins put their sockets there'],
  ['/var/lib/kubelet/device-plugins', 'storage and device plug-ins put their sockets there'],
  ['/var/lib/kubelet', 'the kubelet keeps pods, volumes and plug-ins there'],
  ['/var/log', 'log shippers keep their positions beside the logs'],
  ['/dev', 'devices are there'],
  ['/run', 'processes of the node keep sockets, locks and positions there'],
]

/** Why a path of a node is likely to be written to, in words; undefined where nothing is known of it. */
export const writtenHostPath = (path: string): string | undefined =>
  WRITTEN.find(([directory]) => isBelow(directory, path))?.[1]
