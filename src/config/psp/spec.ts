import type { GroupRule, JsonObject, NumberRange, PodSecurityPolicy, RangeRule } from '../../model.ts'

/** A rule as written. */
export interface WrittenRule<Rule extends string> {
  rule: Rule
  ranges?: NumberRange[]
}

/** `spec` of a PodSecurityPolicy as written, valid by its schema and without null values. */
export interface PolicySpec
  extends Partial<
    Pick<
      PodSecurityPolicy,
      | 'privileged'
      | 'hostNetwork'
      | 'hostPID'
      | 'hostIPC'
      | 'readOnlyRootFilesystem'
      | 'allowPrivilegeEscalation'
      | 'defaultAllowPrivilegeEscalation'
      | 'defaultAddCapabilities'
      | 'requiredDropCapabilities'
      | 'allowedCapabilities'
      | 'volumes'
      | 'hostPorts'
      | 'allowedUnsafeSysctls'
      | 'forbiddenSysctls'
      | 'allowedProcMountTypes'
    >
  > {
  allowedHostPaths?: { pathPrefix: string; readOnly?: boolean }[]
  allowedFlexVolumes?: { driver: string }[]
  allowedCSIDrivers?: { name: string }[]
  seLinux?: { rule: 'MustRunAs' | 'RunAsAny'; seLinuxOptions?: JsonObject }
  runAsUser?: WrittenRule<PodSecurityPolicy['runAsUser']['rule']>
  runAsGroup?: WrittenRule<GroupRule['rule']>
  supplementalGroups?: WrittenRule<GroupRule['rule']>
  fsGroup?: WrittenRule<GroupRule['rule']>
  runtimeClass?: { allowedRuntimeClassNames: string[]; defaultRuntimeClassName?: string }
}

/** The highest port; example policies often use 65536. */
export const HIGHEST_PORT = 65535

/** The fields that are lists of capabilities. */
export const CAPABILITY_LISTS = ['defaultAddCapabilities', 'requiredDropCapabilities', 'allowedCapabilities'] as const

/** Returns the name that the API uses for a capability: the kernel's name without its prefix. */
export const bareCapability = (name: string): string => name.replace(/^CAP_/, '')

const toRangeRule = <Rule extends string>(written: WrittenRule<Rule> | undefined, any: Rule): RangeRule<Rule> => {
  const { rule, ranges = [] } = written ?? { rule: any }
  return { rule, ranges: rule === any ? [] : ranges }
}

/** Applies the API's defaults to a spec; missing rules that the API requires become `RunAsAny`. */
export const withDefaults = (
  spec: PolicySpec,
  { name, file, line, seccomp, appArmor }: Pick<PodSecurityPolicy, 'name' | 'file' | 'line' | 'seccomp' | 'appArmor'>,
): PodSecurityPolicy => {
  const { runtimeClass, seLinux, defaultAllowPrivilegeEscalation: usual, allowedProcMountTypes = [] } = spec
  const [add, drop, allowed] = CAPABILITY_LISTS.map((list) => (spec[list] ?? []).map(bareCapability))
  return {
    name,
    file,
    line,
    privileged: spec.privileged ?? false,
    hostNetwork: spec.hostNetwork ?? false,
    hostPID: spec.hostPID ?? false,
    hostIPC: spec.hostIPC ?? false,
    readOnlyRootFilesystem: spec.readOnlyRootFilesystem ?? false,
    allowPrivilegeEscalation: spec.allowPrivilegeEscalation ?? true,
    ...(usual === undefined ? {} : { defaultAllowPrivilegeEscalation: usual }),
    defaultAddCapabilities: add ?? [],
    requiredDropCapabilities: drop ?? [],
    allowedCapabilities: allowed ?? [],
    volumes: spec.volumes ?? [],
    hostPorts: (spec.hostPorts ?? []).map(({ min, max }) => ({ min, max: Math.min(max, HIGHEST_PORT) })),
    allowedHostPaths: (spec.allowedHostPaths ?? []).map(({ pathPrefix, readOnly = false }) => ({
      pathPrefix,
      readOnly,
    })),
    allowedFlexVolumes: (spec.allowedFlexVolumes ?? []).map(({ driver }) => driver),
    allowedCSIDrivers: (spec.allowedCSIDrivers ?? []).map((one) => one.name),
    allowedUnsafeSysctls: spec.allowedUnsafeSysctls ?? [],
    forbiddenSysctls: spec.forbiddenSysctls ?? [],
    allowedProcMountTypes: allowedProcMountTypes.length === 0 ? ['Default'] : allowedProcMountTypes,
    seLinux: { rule: seLinux?.rule ?? 'RunAsAny', options: seLinux?.seLinuxOptions ?? {} },
    runAsUser: toRangeRule(spec.runAsUser, 'RunAsAny'),
    runAsGroup: toRangeRule(spec.runAsGroup, 'RunAsAny'),
    supplementalGroups: toRangeRule(spec.supplementalGroups, 'RunAsAny'),
    fsGroup: toRangeRule(spec.fsGroup, 'RunAsAny'),
    ...(runtimeClass === undefined
      ? {}
      : {
          runtimeClass: {
            allowed: runtimeClass.allowedRuntimeClassNames,
            ...(runtimeClass.defaultRuntimeClassName === undefined
              ? {}
              : { default: runtimeClass.defaultRuntimeClassName }),
          },
        }),
    seccomp,
    appArmor,
  }
}
