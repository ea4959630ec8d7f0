import type { Control } from '../model.ts'
import apparmorProfileInField from './apparmor-profile-in-field.ts'
import defaultProcMount from './default-proc-mount.ts'
import defaultResources from './default-resources/index.ts'
import dnsPolicyDefault from './dns-policy-default.ts'
import dropCapabilities from './drop-capabilities/index.ts'
import hostPathReadOnly from './host-path-read-only.ts'
import imageDigest from './image-digest.ts'
import noContainerRuntimeSocket from './no-container-runtime-socket.ts'
import noHostNamespaces from './no-host-namespaces.ts'
import noHostPath from './no-host-path.ts'
import noHostPorts from './no-host-ports.ts'
import noPrivilegeEscalation from './no-privilege-escalation.ts'
import noPrivileged from './no-privileged.ts'
import noProbeHost from './no-probe-host.ts'
import noRootGroup from './no-root-group.ts'
import noServiceAccountToken from './no-service-account-token/index.ts'
import noServiceLinks from './no-service-links/index.ts'
import noUnconfinedSeccomp from './no-unconfined-seccomp.ts'
import noWindowsHostProcess from './no-windows-host-process.ts'
import podSecurityPolicy from './pod-security-policy/index.ts'
import readOnlyRootFilesystem from './read-only-root-filesystem/index.ts'
import restrictedVolumes from './restricted-volumes.ts'
import runAsNonRoot from './run-as-non-root/index.ts'
import safeApparmorProfile from './safe-apparmor-profile.ts'
import safeCapabilities from './safe-capabilities.ts'
import safeSelinuxOptions from './safe-selinux-options.ts'
import safeSysctls from './safe-sysctls.ts'
import seccompRuntimeDefault from './seccomp-runtime-default.ts'
import userNamespace from './user-namespace.ts'

/** All controls in the order in which they run: those that others depend on come first. */
export const CONTROLS: readonly Control[] = [
  // First, because a lock file proves more of a digest than of a tag.
  imageDigest,
  noPrivileged,
  noHostNamespaces,
  noHostPorts,
  noContainerRuntimeSocket,
  noHostPath,
  hostPathReadOnly,
  restrictedVolumes,
  noWindowsHostProcess,
  noProbeHost,
  safeCapabilities,
  defaultProcMount,
  safeSysctls,
  safeSelinuxOptions,
  safeApparmorProfile,
  apparmorProfileInField,
  noUnconfinedSeccomp,
  seccompRuntimeDefault,
  runAsNonRoot,
  dropCapabilities,
  noPrivilegeEscalation,
  noRootGroup,
  readOnlyRootFilesystem,
  noServiceAccountToken,
  noServiceLinks,
  defaultResources,
  dnsPolicyDefault,
  userNamespace,
  // Last, because admission checks the pod with all other changes.
  podSecurityPolicy,
]

export { choosePsp } from './pod-security-policy/choose.ts'
export { noServiceAccountToken }
