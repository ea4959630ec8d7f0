import type { JsonObject } from './json.ts'

/** Numbers of users, groups or ports from `min` to `max`, both included. */
export interface NumberRange {
  min: number
  max: number
}

/** A rule of a PodSecurityPolicy over users or groups; `ranges` is empty where the rule has none. */
export interface RangeRule<Rule extends string> {
  rule: Rule
  ranges: NumberRange[]
}

/** A rule over groups. */
export type GroupRule = RangeRule<'MustRunAs' | 'MayRunAs' | 'RunAsAny'>

/** Profiles of seccomp or AppArmor as the annotations of a PodSecurityPolicy name them, e.g. `runtime/default`. */
export interface PolicyProfiles {
  /** Given to what has none. */
  default?: string
  /** Absent where the annotation is absent. */
  allowed?: string[]
}

/** A PodSecurityPolicy with the API's own defaults, whatever its version; absent rules are `RunAsAny`. */
export interface PodSecurityPolicy {
  name: string
  /** Where it stands. */
  file: string
  line: number
  privileged: boolean
  hostNetwork: boolean
  hostPID: boolean
  hostIPC: boolean
  readOnlyRootFilesystem: boolean
  allowPrivilegeEscalation: boolean
  defaultAllowPrivilegeEscalation?: boolean
  defaultAddCapabilities: string[]
  requiredDropCapabilities: string[]
  allowedCapabilities: string[]
  volumes: string[]
  hostPorts: NumberRange[]
  allowedHostPaths: { pathPrefix: string; readOnly: boolean }[]
  allowedFlexVolumes: string[]
  allowedCSIDrivers: string[]
  allowedUnsafeSysctls: string[]
  forbiddenSysctls: string[]
  allowedProcMountTypes: string[]
  seLinux: { rule: 'MustRunAs' | 'RunAsAny'; options: JsonObject }
  runAsUser: RangeRule<'MustRunAs' | 'MustRunAsNonRoot' | 'RunAsAny'>
  runAsGroup: GroupRule
  supplementalGroups: GroupRule
  fsGroup: GroupRule
  runtimeClass?: { allowed: string[]; default?: string }
  seccomp: PolicyProfiles
  appArmor: PolicyProfiles
}

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
