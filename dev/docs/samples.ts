/** What a control's page shows: manifests on which the control runs alone, PodSecurityPolicies, and a lock file. */
export interface Sample {
  input: string
  policies?: string
  lock?: string
}

const KNOWN_IMAGE: Sample = { input: 'examples/cache.yaml' }
const UNKNOWN_IMAGE: Sample = { input: 'examples/unknown-image.yaml' }

const caseOf = (control: string, name: string): Sample[] => [{ input: `testdata/cases/${control}/${name}.in.yaml` }]

/** The samples of each control, in the order of its page. */
export const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  'image-digest': [{ input: 'examples/locked/manifests.yaml', lock: 'examples/locked/casehard.images.yaml' }],
  'no-privileged': caseOf('no-privileged', 'enforce-writes-false-and-keeps-the-comment'),
  'no-host-namespaces': caseOf('no-host-namespaces', 'enforce-takes-them-out-with-their-dns-policy'),
  'no-host-ports': caseOf('no-host-ports', 'enforce-takes-host-ports-out-in-block-and-flow-style'),
  'no-container-runtime-socket': caseOf('no-container-runtime-socket', 'a-read-only-docker-socket-is-held'),
  'no-host-path': caseOf('no-host-path', 'enforce-puts-an-empty-dir-in-place-of-directories-and-not-of-files'),
  'host-path-read-only': caseOf('host-path-read-only', 'what-is-only-read-is-mounted-read-only-and-the-rest-is-held'),
  'restricted-volumes': caseOf('restricted-volumes', 'a-type-outside-the-list-is-held-with-its-name'),
  'no-windows-host-process': caseOf('no-windows-host-process', 'host-process-is-held-and-never-changed'),
  'no-probe-host': caseOf('no-probe-host', 'enforce-takes-hosts-out-in-block-and-flow-style'),
  'safe-capabilities': caseOf('safe-capabilities', 'enforce-keeps-what-baseline-allows'),
  'default-proc-mount': caseOf('default-proc-mount', 'enforce-takes-the-field-out'),
  'safe-sysctls': caseOf('safe-sysctls', 'enforce-takes-them-out-and-keeps-the-safe-one'),
  'safe-selinux-options': caseOf('safe-selinux-options', 'enforce-takes-out-what-is-not-allowed'),
  'safe-apparmor-profile': caseOf('safe-apparmor-profile', 'enforce-sets-the-runtime-default'),
  'apparmor-profile-in-field': [{ input: 'examples/apparmor.yaml' }],
  'no-unconfined-seccomp': caseOf('no-unconfined-seccomp', 'enforce-puts-the-default-profile-in-its-place'),
  'seccomp-runtime-default': [KNOWN_IMAGE],
  'run-as-non-root': [KNOWN_IMAGE, UNKNOWN_IMAGE],
  'drop-capabilities': [KNOWN_IMAGE, UNKNOWN_IMAGE],
  'no-privilege-escalation': [KNOWN_IMAGE],
  'no-root-group': caseOf('no-root-group', 'enforce-takes-0-out-of-the-supplemental-groups'),
  'read-only-root-filesystem': [KNOWN_IMAGE, UNKNOWN_IMAGE],
  'no-service-account-token': [KNOWN_IMAGE, UNKNOWN_IMAGE],
  'no-service-links': [KNOWN_IMAGE],
  'default-resources': [KNOWN_IMAGE, UNKNOWN_IMAGE],
  'dns-policy-default': caseOf('dns-policy-default', 'a-pod-that-names-no-service-is-changed'),
  'user-namespace': caseOf('user-namespace', 'an-ordinary-pod-gets-a-user-namespace'),
  'pod-security-policy': [{ ...KNOWN_IMAGE, policies: 'examples/psp.yaml' }],
}
