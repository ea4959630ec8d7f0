import type { PodSecurityPolicy } from './pod-security-policy.ts'

/** What a container asks for and may use, by resource (cpu, memory), as Kubernetes writes quantities. */
export interface ResourceAmounts {
  requests: Record<string, string>
  limits: Record<string, string>
}

/** The parameters of controls, by profile and configuration. */
export interface Settings {
  /** By name, in the order in which admission tries them. */
  policies?: readonly PodSecurityPolicy[]
  resources: ResourceAmounts
  /** Paths of the node that pods may read, each with all that is below it; absent: none. */
  readableHostPaths?: string[]
  /** How much an emptyDir may hold that a control adds for temporary files; absent: as much as the node has. */
  emptyDirSizeLimit?: string
  /** The namespace of objects that name none, where the caller said one. */
  namespace?: string
}
