import type { Json, JsonObject } from '../../src/model.ts'

/** What an edit changes: the pod spec, one container, one that may have probes, every one, or an annotation. */
export type EditTarget = 'pod' | 'container' | 'server' | 'every' | 'annotation'

/** A field or annotation of a generated pod. */
export interface Edit {
  on: EditTarget
  /** Steps below the target, or the key of an annotation, in which `NAME` is replaced by the container's name. */
  path: string
  value: Json
  /** The value goes to the end of the list at the path. */
  append?: true
  /** Other fields that the API requires with it; null removes a field. */
  also?: readonly Edit[]
  /** Valid in a pod with the OS Windows. */
  windows?: true
}

const values = (on: EditTarget, path: string, list: readonly Json[], more: Partial<Edit> = {}): Edit[] =>
  list.map((value) => ({ on, path, value, ...more }))

const inBoth = (field: string, list: readonly Json[], more: Partial<Edit> = {}): Edit[] => [
  ...values('pod', `securityContext.${field}`, list, more),
  ...values('container', `securityContext.${field}`, list, more),
]

const PROFILES: readonly JsonObject[] = [
  { type: 'RuntimeDefault' },
  { type: 'Unconfined' },
  { type: 'Localhost', localhostProfile: 'profiles/a.json' },
]

const SELINUX: readonly JsonObject[] = [
  ...['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t', 'container_T'].map(
    (type) => ({ type }),
  ),
  { user: 'system_u' },
  { role: 'system_r' },
  { user: '', role: '', level: 's0:c1,c2' },
]

const CAPABILITIES =
  `AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT
  NET_RAW NET_ADMIN SYS_TIME ALL CAP_CHOWN chown`.split(/\s+/)

const SYSCTLS = `kernel.shm_rmid_forced kernel.msgmax net.core.somaxconn net.ipv4.ip_local_port_range
  net.ipv4.ip_local_reserved_ports net.ipv4.ip_unprivileged_port_start net.ipv4.ping_group_range
  net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes net.ipv4.tcp_keepalive_time
  net.ipv4.tcp_notsent_lowat net.ipv4.tcp_rmem net.ipv4.tcp_slow_start_after_idle net.ipv4.tcp_syncookies
  net.ipv4.tcp_wmem net.ipv4.tcp_mem net/ipv4/tcp_syncookies`.split(/\s+/)

const VOLUMES: Readonly<Record<string, JsonObject>> = {
  awsElasticBlockStore: { volumeID: 'a' },
  azureDisk: { diskName: 'a', diskURI: 'https://a.example/b.vhd' },
  azureFile: { secretName: 'a', shareName: 'b' },
  cephfs: { monitors: ['a'] },
  cinder: { volumeID: 'a' },
  configMap: { name: 'a' },
  csi: { driver: 'a.example' },
  downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] },
  emptyDir: {},
  ephemeral: {
    volumeClaimTemplate: {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  },
  fc: { targetWWNs: ['a'], lun: 1 },
  flexVolume: { driver: 'a/b' },
  flocker: { datasetName: 'a' },
  gcePersistentDisk: { pdName: 'a' },
  gitRepo: { repository: 'https://a.example/b.git' },
  glusterfs: { endpoints: 'a', path: 'b' },
  hostPath: { path: '/var/log' },
  image: { reference: 'registry.example/a:1', pullPolicy: 'IfNotPresent' },
  iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.2001-04.com.example:storage', lun: 1 },
  nfs: { server: 'a', path: '/b' },
  persistentVolumeClaim: { claimName: 'a' },
  photonPersistentDisk: { pdID: 'a' },
  portworxVolume: { volumeID: 'a' },
  projected: { sources: [{ configMap: { name: 'a' } }] },
  quobyte: { registry: 'a:1', volume: 'b' },
  rbd: { monitors: ['a'], image: 'b' },
  scaleIO: { gateway: 'https://a.example', system: 'b', secretRef: { name: 'c' }, volumeName: 'd' },
  secret: { secretName: 'a' },
  storageos: { volumeName: 'a', volumeNamespace: 'b' },
  vsphereVolume: { volumePath: '[a] b' },
}

const HOSTS: readonly (string | undefined)[] = [undefined, '', '127.0.0.1', 'a.example']
const handlers: JsonObject[] = HOSTS.flatMap((host) => {
  const where = host === undefined ? {} : { host }
  return [{ httpGet: { port: 80, path: '/', ...where } }, { tcpSocket: { port: 80, ...where } }]
})

const NETWORK: Edit = { on: 'pod', path: 'hostNetwork', value: true }
const MAY_ESCALATE: Edit = { on: 'container', path: 'securityContext.allowPrivilegeEscalation', value: null }
const USER_NAMESPACE: Edit = { on: 'pod', path: 'hostUsers', value: false }

/** Every field that the tables of the Pod Security Standards name, with every value that makes a difference to them. */
export const EDITS: readonly Edit[] = [
  ...values('pod', 'hostNetwork', [true, false, null]),
  ...['hostPID', 'hostIPC'].flatMap((field) => values('pod', field, [true, false, null])),
  ...values('pod', 'hostUsers', [true, false, null]),
  ...values('pod', 'os', [{ name: 'linux' }, null]),
  ...values('pod', 'securityContext', [{}, null]),
  ...values('container', 'securityContext', [{}, null]),
  ...values('container', 'securityContext.privileged', [true], { also: [MAY_ESCALATE] }),
  ...values('container', 'securityContext.privileged', [false, null]),
  ...values('container', 'securityContext.allowPrivilegeEscalation', [true, false, null]),
  ...values(
    'container',
    'securityContext.capabilities.add',
    CAPABILITIES.map((name) => name),
    { append: true },
  ),
  ...values('container', 'securityContext.capabilities.add', [[], null, ['CHOWN', 'SYS_PTRACE']]),
  ...values('container', 'securityContext.capabilities.drop', [
    ['ALL'],
    ['all'],
    ['CAP_ALL'],
    ['NET_RAW'],
    ['NET_RAW', 'ALL'],
    [],
    null,
  ]),
  ...values('container', 'securityContext.capabilities', [{}, null]),
  ...values('container', 'securityContext.procMount', ['Default', null]),
  ...values('container', 'securityContext.procMount', ['Unmasked'], { also: [USER_NAMESPACE] }),
  ...values('container', 'securityContext.procMount', ['Unmasked']),
  ...inBoth('runAsNonRoot', [true, false, null], { windows: true }),
  ...inBoth('runAsUser', [0, 1000, null]),
  ...inBoth('seccompProfile', [...PROFILES, null]),
  ...inBoth('appArmorProfile', [...PROFILES, null]),
  ...inBoth('seLinuxOptions', [...SELINUX, {}, null]),
  ...inBoth('windowsOptions', [{ hostProcess: false }, {}, null], { windows: true }),
  ...values('pod', 'securityContext.windowsOptions', [{ hostProcess: true }], { also: [NETWORK], windows: true }),
  ...values('every', 'securityContext.windowsOptions', [{ hostProcess: true }], { also: [NETWORK], windows: true }),
  ...values(
    'pod',
    'securityContext.sysctls',
    SYSCTLS.map((name) => ({ name, value: '1' })),
    { append: true },
  ),
  ...values('pod', 'securityContext.sysctls', [[], null]),
  ...values(
    'pod',
    'volumes',
    [...Object.entries(VOLUMES).map(([type, source]) => ({ [type]: source })), {}, { nfs: null }],
    { append: true, windows: true },
  ),
  ...values('container', 'ports', [{}, { hostPort: 0 }, { hostPort: 1 }, { hostPort: null }], {
    append: true,
    windows: true,
  }),
  ...['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.postStart', 'lifecycle.preStop'].flatMap((path) =>
    values('server', path, handlers, { windows: true }),
  ),
  ...values('server', 'livenessProbe', [{ grpc: { port: 80 } }, null], { windows: true }),
  ...values('server', 'lifecycle', [{ preStop: { sleep: { seconds: 1 } } }, {}, null], { windows: true }),
  ...values('annotation', 'container.apparmor.security.beta.kubernetes.io/NAME', [
    'runtime/default',
    'localhost/a',
    'unconfined',
    '',
  ]),
  ...[
    'seccomp.security.alpha.kubernetes.io/pod',
    'container.seccomp.security.alpha.kubernetes.io/NAME',
    'container.seccomp.security.alpha.kubernetes.io/gone',
  ].flatMap((key) => values('annotation', key, ['runtime/default', 'docker/default', 'localhost/a', 'unconfined', ''])),
]

/** Formats an edit. */
export const nameOf = ({ on, path, value, append, also }: Edit): string =>
  `${on} ${path}${append ? '[]' : ''}=${JSON.stringify(value)}${also === undefined ? '' : ` with ${also.map(nameOf).join()}`}`
