import type { Confidence, Evidence, Objection } from './evidence.ts'
import type { Json } from './json.ts'
import type { ImageUser, KnownImage } from './known-image.ts'
import type { Container } from './kubernetes.ts'
import type { WritePlan } from './write-plan.ts'

/** A workload that serves the node it runs on: a network or storage plugin, an exporter, a log shipper. */
export interface NodeAgent {
  /** The signs in words, for reasons: `a node agent: DaemonSet, hostNetwork, hostPath /proc, /sys`. */
  text: string
  evidence: Evidence[]
}

/** The user that a container starts as: root, another user, or unknown. */
export interface StartingUser {
  is: 'root' | 'other' | 'unknown'
  /** Evidence for the user. */
  evidence: Evidence[]
  /** Whether the input or facts about the image show it, and not only a flag that hardening set. */
  isKnown: boolean
  /** Set if only ports, commands and mounts suggest root. */
  isGuessed?: true
  /** Set if root is only assumed because the pod is a node agent. */
  agent?: NodeAgent
}

/** A container and what is known of the user that it runs as. */
export interface ContainerUser {
  container: Container
  /** The container's own `runAsNonRoot`. */
  flag: Json | undefined
  /** `runAsUser` of the container, else of the pod. */
  declared: number | undefined
  /** Facts about the image. Like `imageUser` only looked up if the manifest leaves the user open. */
  image?: KnownImage
  imageUser?: ImageUser
  /** The number in `imageUser` is not the image's own: any number works. */
  isChosen?: true
  /** The user after hardening; undefined if it is unknown. */
  user: number | undefined
}

/** The default capabilities that a container needs. */
export interface CapabilityNeeds {
  names: string[]
  /** Whether facts or commands show these needs; otherwise they are what root may need. */
  isKnown: boolean
  confidence: Confidence
  evidence: Evidence[]
  image: KnownImage | undefined
  user: StartingUser
}

/** A port below 1024 on which a container listens, with the evidence for it. */
export interface LowPort {
  port: number
  evidence: Evidence
}

/** The user that a container runs as after hardening, undefined if it is unknown. */
export type UserOf = (container: Container) => number | undefined

/** How users other than root can open ports: with a sysctl, without one, or not at all, with the evidence why. */
export type PortAccess = { sysctl?: { name: string; value: string } } | { blockedBy: Evidence }

/** Evidence for how the program of a container sizes its memory. */
export interface MemoryEvidence {
  /** Settings for the memory of the program, and volumes in memory. */
  settings: Evidence[]
  /** Variables and programs of a runtime that sizes its heap by the limit. */
  runtime: Evidence[]
}

/** What a container needs, as far as it is known. Each part is found when it is first asked for, and only once. */
export interface Requirements {
  /** Facts about the image. */
  readonly image: KnownImage | undefined
  /** The user of the manifest, else of the image. */
  readonly user: ContainerUser
  /** Signs that a container whose user is unknown runs as root. */
  readonly rootSigns: Evidence[]
  /** What only root can do. */
  readonly rootUse: Evidence[]
  /** What only root can do, without the uses of the node that work as the user of the image. */
  readonly rootUseBesideImage: Evidence[]
  /** Programs in commands that need root. */
  readonly rootPrograms: Evidence[]
  /** Cron, which runs jobs as other users. */
  readonly cron: Evidence[]
  /** Ports below 1024 that the container listens on, unless a file capability lets any user of the image open them. */
  readonly closedPorts: LowPort[]
  /** How another user than root can open `lowest` and all ports above. */
  portAccess(lowest: number): PortAccess
  /** The mounts that the container needs with a read-only root filesystem, and what prevents it. */
  readonly writes: WritePlan
  /** Whether all paths that the container writes to are known. */
  readonly knowsAllWrites: boolean
  /** Why the container needs a writable root filesystem even with these mounts. */
  readonly writableRoot: Objection | undefined
  /** Commands that write to the working directory of the image, and can as well do so in `/tmp`; none if others do. */
  readonly movableWrites: Evidence[]
  /** Whether `read-only-root-filesystem` makes the root filesystem read-only and mounts volumes where the container writes. */
  readonly getsMounts: boolean
  /** Programs that write to directories of their image, which the manifest does not name. */
  readonly writingPrograms: Evidence[]
  /** Commands and options that write to files of the image, beside the paths that any user of the image can write to. */
  readonly imageWrites: Evidence[]
  /** Commands that install packages at startup. */
  readonly packageInstalls: Evidence[]
  /** Commands that install plugins at startup. */
  readonly pluginInstalls: Evidence[]
  /** Variables that make the entrypoint of an image download plugins or packages. */
  readonly pluginVariables: Evidence[]
  /** A web application that writes to the directory of its code, by the name of its image. */
  readonly webApplication: Evidence[]
  /** Ruby, in the image, the variables and the commands. */
  readonly ruby: Evidence[]
  /** Writable volumes on which `fsGroup` has no effect. */
  readonly networkVolumes: Evidence[]
  /** Volumes that a user other than root can only use with `fsGroup`. */
  readonly groupVolumes: Evidence[]
  /** Files on volumes that the image refuses once their group can read them. */
  readonly privateFiles: Evidence[]
  /** Volumes of other containers whose files `fsGroup` would open to the group. */
  openedVolumes(userOf: UserOf): Evidence[]
  /** Files that init containers with another user write to a volume which this container writes to. */
  foreignFiles(userOf: UserOf): Evidence[]
  /** Commands of init containers with another user that make files of a shared volume which only that user can read. */
  unreadableFiles(userOf: UserOf): Evidence[]
  /** Volumes whose top directory is the data directory of an image that has to own it. */
  readonly foreignDataDirectory: Evidence[]
  /** Files of the image that it changes because of a mount, and that no mount covers. */
  readonly shippedWrites: Evidence[]
  /** Directories of the image that root owns and the program writes to, without a volume. */
  readonly rootOwned: Evidence[]
  /** Whether all that the container runs is in the input and needs neither root nor other files than those it names. */
  readonly understandsCommand: boolean
  /** The agent that the pod is of the node, if the container reaches the node. */
  readonly nodeAgent: NodeAgent | undefined
  /** Whether the container can change its node. */
  readonly changesNode: boolean
  /** That it builds images or runs containers. */
  readonly builders: Evidence[]
  /** The builders that work without root, with the setuid programs `newuidmap` and `newgidmap`. */
  readonly rootlessBuilders: Evidence[]
  /** With what the container changes its node. */
  readonly nodePowers: Evidence[]
  /** Programs that the default seccomp profile of the runtime blocks. */
  readonly blockedPrograms: Evidence[]
  /** Signs that the container is the server of a database. */
  readonly database: Evidence[]
  /** What only a privileged container can do. */
  readonly privilegedUses: Evidence[]
  /** The default capabilities that the container needs, and the user that it starts as. */
  readonly capabilities: CapabilityNeeds
  /** Evidence in the manifest for the use of the named capabilities. */
  capabilityUses(names: readonly string[]): Evidence[]
  /** Programs and settings that open raw sockets. */
  readonly rawSockets: Evidence[]
  /** Programs of the image that gain privileges and that the image or a command calls. */
  readonly gainerCalls: Evidence[]
  /** Programs in commands that gain privileges. */
  readonly gainers: Evidence[]
  /** Programs that gain privileges and so use default capabilities of root; ping only without a sysctl that allows it. */
  readonly setuidPrograms: Evidence[]
  /** The fact that the image calls the Kubernetes API. */
  readonly apiCalls: Evidence[]
  /** References of the manifest to the Kubernetes API or to a token for it. */
  readonly apiWords: Evidence[]
  /** The memory that the image is known to need. */
  readonly memoryNeed: { amount: string; evidence: Evidence } | undefined
  /** How the program sizes its memory. */
  readonly memory: MemoryEvidence
}
