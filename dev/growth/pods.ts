import { type Dimension, type GrowthInput, hardening } from './dimension.ts'
import { container, pod, stream, times } from './manifests.ts'

const MOUNT = '    volumeMounts:\n    - {name: v#, mountPath: /data}\n'

const mounted = (index: number): string => container(index, MOUNT.replace('#', String(index)))

const sharing = (index: number, more = ''): string => container(index, MOUNT.replace('#', '0') + more)

const volumes = (n: number, source: string): string =>
  `  volumes:\n${times(n, (i) => `  - {name: v${i}, ${source}}\n`)}`

const EMPTY = 'emptyDir: {}'

/** A pod with n containers; `spec` and `metadata` are the fields besides containers and name. */
const many = (n: number, make: (index: number) => string, spec = '', metadata = ''): GrowthInput =>
  stream(pod('web', times(n, make), spec, metadata))

/** A pod with one container. */
const one = (more: string, spec = ''): GrowthInput => stream(pod('web', container(0, more), spec))

const annotations = (n: number, prefix: string, value: string): string =>
  `  annotations:\n${times(n, (i) => `    ${prefix}/c${i}: ${value}\n`)}`

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io'
const SECCOMP = 'container.seccomp.security.alpha.kubernetes.io'

const context = (fields: string): string => `    securityContext: {${fields}}\n`

const init = (n: number, make: (index: number) => string): string => `  initContainers:\n${times(n, make)}`

const plain = (index: number): string => container(index)

/** Dimensions of one pod. */
export const PODS: readonly Dimension[] = [
  hardening('containers', 20, (n) => many(n, plain)),
  hardening('init containers', 20, (n) =>
    stream(
      pod(
        'web',
        container(0),
        init(n, (i) => container(i + 1)),
      ),
    ),
  ),
  hardening('containers and init containers', 10, (n) =>
    many(
      n,
      plain,
      init(n, (i) => container(i + n)),
    ),
  ),
  hardening('containers with AppArmor annotations', 10, (n) =>
    many(n, plain, '', annotations(n, APPARMOR, 'runtime/default')),
  ),
  hardening('containers with other AppArmor annotations', 10, (n) =>
    many(n, plain, '', annotations(n, APPARMOR, 'unconfined')),
  ),
  hardening('containers whose profile the API server refuses', 10, (n) =>
    many(n, plain, '', annotations(n, SECCOMP, 'localhost/x')),
  ),
  hardening('containers with a volume each', 10, (n) => many(n, mounted, volumes(n, EMPTY))),
  hardening('containers with one volume', 10, (n) => many(n, (i) => sharing(i), volumes(1, EMPTY))),
  hardening('containers with a hostPath each', 10, (n) => many(n, mounted, volumes(n, 'hostPath: {path: /data}'))),
  hardening('containers that change modes in one volume', 10, (n) =>
    many(n, (i) => sharing(i, '    command: [sh, -c, "chmod 700 /data/x; touch /data/y"]\n'), volumes(1, EMPTY)),
  ),
  hardening('containers with one user that change modes in one volume', 10, (n) =>
    many(
      n,
      (i) => sharing(i, `    command: [sh, -c, "chmod 700 /data/x"]\n${context('runAsUser: 5')}`),
      volumes(1, EMPTY),
    ),
  ),
  hardening('containers with a known image', 10, (n) =>
    many(n, (i) => container(i).replace(/image: .*/, 'image: redis:7.2')),
  ),
  hardening('containers with a low port', 10, (n) =>
    many(n, (i) =>
      container(i, '    ports: [{containerPort: 80}]\n').replace(/image: .*/, 'image: nginxinc/nginx-unprivileged:1'),
    ),
  ),
  hardening('containers that share processes', 10, (n) => many(n, plain, '  shareProcessNamespace: true\n')),
  hardening('containers in a pod with resources', 10, (n) =>
    many(n, plain, '  resources: {requests: {cpu: "1"}, limits: {memory: 1Gi}}\n'),
  ),
  hardening('privileged containers', 10, (n) => many(n, (i) => container(i, context('privileged: true')))),
  hardening('privileged containers with profile strict', 10, (n) => ({
    ...many(n, (i) => container(i, context('privileged: true, runAsUser: 0'))),
    profile: 'strict',
  })),
  hardening('volumes', 100, (n) => one('', volumes(n, EMPTY))),
  hardening('hostPath volumes', 50, (n) => one('', volumes(n, 'hostPath: {path: /data}'))),
  hardening('hostPath volumes with profile strict', 10, (n) => ({
    ...one('', volumes(n, 'hostPath: {path: /data}')),
    profile: 'strict',
  })),
  hardening('mounts', 50, (n) =>
    one(`    volumeMounts:\n${times(n, (i) => `    - {name: v${i}, mountPath: /data/${i}}\n`)}`, volumes(n, EMPTY)),
  ),
  hardening('variables', 100, (n) => one(`    env:\n${times(n, (i) => `    - {name: NAME_${i}, value: value}\n`)}`)),
  hardening('arguments', 100, (n) => one(`    args:\n${times(n, (i) => `    - --option-${i}=value\n`)}`)),
  hardening('ports', 100, (n) => one(`    ports:\n${times(n, (i) => `    - containerPort: ${i + 1}\n`)}`)),
  hardening('capabilities', 50, (n) =>
    one(`    securityContext:\n      capabilities:\n        add:\n${times(n, (i) => `        - CAP_${i}\n`)}`),
  ),
  hardening('labels beside an alias', 100, (n) =>
    stream(pod('web', container(0), '', `  labels:\n    a: &a x\n    b: *a\n${times(n, (i) => `    l${i}: x\n`)}`)),
  ),
]
