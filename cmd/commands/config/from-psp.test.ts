import test from 'ava'
import { CONTROLS } from '../../../src/controls/index.ts'
import { run } from '../../testing.ts'

const rules = `  seLinux: {rule: RunAsAny}
  supplementalGroups: {rule: MustRunAs, ranges: [{min: 1, max: 65535}]}
  fsGroup: {rule: MayRunAs, ranges: [{min: 1, max: 65535}]}
`

const RESTRICTED = `apiVersion: policy/v1beta1
kind: PodSecurityPolicy
metadata:
  name: restricted
  annotations:
    seccomp.security.alpha.kubernetes.io/allowedProfileNames: docker/default
    seccomp.security.alpha.kubernetes.io/defaultProfileName: docker/default
    apparmor.security.beta.kubernetes.io/allowedProfileNames: runtime/default
spec:
  allowPrivilegeEscalation: false
  requiredDropCapabilities: [NET_RAW]
  volumes: [configMap, emptyDir, projected, secret, nfs]
  runAsUser: {rule: MustRunAsNonRoot}
  readOnlyRootFilesystem: true
${rules}`

const PRIVILEGED = `apiVersion: policy/v1beta1
kind: PodSecurityPolicy
metadata: {name: privileged}
spec:
  privileged: true
  allowedCapabilities: ['*']
  volumes: ['*']
  hostNetwork: true
  hostPID: true
  hostIPC: true
  hostPorts: [{min: 0, max: 65536}]
  allowedUnsafeSysctls: ['*']
  allowedProcMountTypes: [Default, Unmasked]
  runAsUser: {rule: RunAsAny}
  seLinux: {rule: RunAsAny}
  supplementalGroups: {rule: RunAsAny}
  fsGroup: {rule: RunAsAny}
`

const PARTICULAR = `apiVersion: policy/v1beta1
kind: PodSecurityPolicy
metadata:
  name: "particular: #1"
  annotations: {apparmor.security.beta.kubernetes.io/defaultProfileName: localhost/mine, seccomp.security.alpha.kubernetes.io/defaultProfileName: localhost/a.json}
spec:
  defaultAddCapabilities: [SYS_TIME]
  volumes: [hostPath, flexVolume, csi]
  allowedHostPaths: [{pathPrefix: /var/log, readOnly: true}]
  allowedFlexVolumes: [{driver: lvm}]
  allowedCSIDrivers: [{name: secrets}]
  allowedUnsafeSysctls: [net.core.somaxconn]
  forbiddenSysctls: [kernel.shm_rmid_forced]
  hostNetwork: true
  hostPorts: [{min: 80, max: 80}]
  defaultAllowPrivilegeEscalation: false
  runAsUser: {rule: MustRunAs, ranges: [{min: 1000, max: 2000}]}
  seLinux: {rule: MustRunAs, seLinuxOptions: {level: "s0:c1,c2"}}
  supplementalGroups: {rule: RunAsAny}
  fsGroup: {rule: RunAsAny}
  runtimeClass: {allowedRuntimeClassNames: [gvisor]}
`

const FILES = {
  '/project/psp.yaml': RESTRICTED,
  '/project/all.yaml': `${RESTRICTED}---\n${PRIVILEGED}`,
  '/project/own.yaml': PARTICULAR,
}

const translate = async (...words: string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(['config', 'from-psp', ...words], { files: FILES })
  if (code !== 0) throw new Error(stderr)
  return stdout
}

const stancesIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^ {4}([a-z-]+): (\w+)$/gm)].map(([, id = '', stance = '']) => [id, stance]))

const onIn = (text: string): string[] =>
  Object.entries(stancesIn(text)).flatMap(([id, stance]) => (stance === 'off' ? [] : [id]))

test('what config from-psp writes is a configuration with a stance for every other control', async (t) => {
  for (const words of [['psp.yaml'], ['all.yaml', 'privileged'], ['own.yaml']]) {
    const text = await translate(...words)
    t.deepEqual(
      Object.keys(stancesIn(text)),
      CONTROLS.map(({ id }) => id).filter((id) => id !== 'pod-security-policy'),
    )
    const files = { '/project/casehard.yaml': text }
    t.regex((await run(['config', 'check'], { files })).stdout, /^casehard\.yaml: no errors; profile restricted/)
  }
})

test('controls that a policy requires are on, others are off, and differences are comments', async (t) => {
  const text = await translate('psp.yaml')
  t.deepEqual(onIn(text), [
    'no-privileged',
    'no-host-namespaces',
    'no-host-ports',
    'no-container-runtime-socket',
    'no-host-path',
    'restricted-volumes',
    'safe-capabilities',
    'default-proc-mount',
    'safe-sysctls',
    'safe-apparmor-profile',
    'no-unconfined-seccomp',
    'seccomp-runtime-default',
    'run-as-non-root',
    'drop-capabilities',
    'no-privilege-escalation',
    'no-root-group',
    'read-only-root-filesystem',
  ])
  const words = text.replaceAll(/\s*\n\s*# /g, ' ')
  t.regex(words, /requiredDropCapabilities: NET_RAW Differs: drops ALL, not only NET_RAW\./)
  t.regex(words, /Differs: also holds nfs; allows csi, downwardAPI, ephemeral, persistentVolumeClaim\./)
  t.regex(words, /supplementalGroups: MustRunAs 1-65535, fsGroup: MayRunAs 1-65535/)
  t.deepEqual(onIn(await translate('all.yaml', 'privileged')), [])
})

test('rules of the policy without a control are listed', async (t) => {
  const text = await translate('own.yaml')
  const unwrapped = text.replaceAll(/(?<=^ +# Differs: .*)\n +# /gm, ' ')
  t.regex(text, /name: "particular: #1"/)
  for (const line of [
    'defaultAddCapabilities: SYS_TIME',
    'allowedFlexVolumes: lvm',
    'allowedCSIDrivers: secrets',
    'runtimeClass: gvisor',
    'seLinuxOptions: level s0:c1,c2',
  ])
    t.true(text.includes(`  # - ${line}\n`), line)
  for (const differs of [
    'also holds hostNetwork',
    'holds every host port, also 80',
    'holds every path of the node, also those below /var/log',
    'also holds net.core.somaxconn; allows safe sysctls that the policy forbids: kernel.shm_rmid_forced',
    'no control sets localhost/a.json',
    'does not set localhost/mine',
    'also holds an explicit true',
  ])
    t.true(unwrapped.includes(`# Differs: ${differs}.\n`), differs)
})

test('config from-psp refuses a file without policies, and one with several unless a name is given', async (t) => {
  const refused = async (...words: string[]) => {
    const { code, stdout, stderr } = await run(['config', 'from-psp', ...words], {
      files: { ...FILES, '/project/pod.yaml': 'kind: Pod\n', '/project/bad.yaml': 'kind: PodSecurityPolicy\n' },
    })
    t.is(stdout, '')
    t.is(code, 2)
    return stderr
  }
  t.regex(await refused(), /config from-psp: the file is missing/)
  t.regex(await refused('all.yaml'), /all\.yaml contains 2 policies; name one of them: privileged, restricted/)
  t.regex(await refused('all.yaml', 'restrictd'), /does not contain a policy "restrictd"; did you mean "restricted"\?/)
  t.regex(await refused('psp.yaml', 'restricted', 'more'), /unexpected argument "more"/)
  t.regex(await refused('pod.yaml'), /pod\.yaml does not contain a PodSecurityPolicy/)
  t.regex(await refused('bad.yaml'), /bad\.yaml:1:1: "apiVersion" has an illegal value; legal values: policy\/v1beta1/)
})

test('a policy comes from stdin too', async (t) => {
  const { code, stdout } = await run(['config', 'from-psp', '-'], { stdin: RESTRICTED })
  t.is(code, 0)
  t.regex(stdout, /^# PodSecurityPolicy restricted \(stdin:1\) migrated to controls/)
})
