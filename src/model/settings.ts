import type { JsonObject } from './json.ts'

/** A range of user ids, group ids or ports from `min` to `max`, both included. */
export interface NumberRange {
  min: number
  max: number
}

/** A rule of a PodSecurityPolicy for users or groups; `ranges` is empty if the rule has none. */
export interface RangeRule<Rule extends string> {
  rule: Rule
  ranges: NumberRange[]
}

/** A rule of a PodSecurityPolicy for groups. */
export type GroupRule = RangeRule<'MustRunAs' | 'MayRunAs' | 'RunAsAny'>

/** The seccomp or AppArmor profiles of a PodSecurityPolicy's annotations, e.g. `runtime/default`. */
export interface PolicyProfiles {
  /** The profile for pods and containers that set none. */
  default?: string
  /** Absent if the annotation is absent. */
  allowed?: string[]
}

/** A PodSecurityPolicy of any version, with the API's defaults applied; absent rules are `RunAsAny`. */
export interface PodSecurityPolicy {
  name: string
  /** The file that contains it. */
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

/** Requests and limits of a container, by resource (cpu, memory), as Kubernetes quantities. */
export interface ResourceAmounts {
  requests: Record<string, string>
  limits: Record<string, string>
}

/** The settings of controls, from profile and configuration. */
export interface Settings {
  /** Sorted by name, the order in which admission tries them. */
  policies?: readonly PodSecurityPolicy[]
  resources: ResourceAmounts
  /** Paths of the node that pods may read, including everything below; absent: none. */
  readableHostPaths?: string[]
  /** `sizeLimit` of emptyDir volumes that a control adds; absent: no limit. */
  emptyDirSizeLimit?: string
  /** The amounts in `resources.limits` are the user's own, not those of a built-in profile. */
  ownLimits?: true
  /** The namespace of objects that set none, if the user named one. */
  namespace?: string
  /** The platform that the user names; absent: the input shows it. */
  platform?: Platform
}

/** A platform with its own rules for pods. */
export type Platform = 'kubernetes' | 'openshift'
