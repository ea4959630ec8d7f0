import test from 'ava'
import type { Assessment, Json } from '../../model.ts'
import { contextWith, objectFrom } from '../../testing.ts'
import { a, assessPod, b, only, securityContext, written } from './user-sample-testing.ts'

test('ports below 1024 add the sysctl that opens them, keep those of the pod, and are held with hostNetwork', (t) => {
  const sysctls = (containers: string, pod = '') => {
    const values = Object.entries(written(assessPod(containers, pod)[0] as Assessment))
    return values.flatMap(([path, value]) =>
      path.includes('sysctls') ? [[path, value]] : ((value as { sysctls?: Json }).sysctls ?? []),
    )
  }
  const name = 'net.ipv4.ip_unprivileged_port_start'
  t.deepEqual(sysctls(a('web')), [{ name, value: '80' }])
  t.deepEqual(sysctls(a('cache', 'ports: [{containerPort: 79}]')), [{ name, value: '79' }])
  t.deepEqual(sysctls(a('cache', 'args: ["--port=81"]')), [{ name, value: '81' }])
  t.deepEqual(sysctls(a('web'), `${securityContext('sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}]')},`), [
    ['/spec/sysctls/1', { name, value: '80' }],
  ])
  t.deepEqual(sysctls(a('web'), `${securityContext(`sysctls: [{name: ${name}, value: "0"}]`)},`), [])
  t.deepEqual(sysctls(a('dns')), [])
  t.is(only(assessPod(a('web'), 'hostNetwork: true,')).objection?.evidence?.[0]?.text, 'hostNetwork: true')
  t.is(
    only(assessPod(a('web'), `${securityContext(`sysctls: [{name: ${name}, value: "443"}]`)},`)).objection?.cause,
    'evidence',
  )
  t.is(only(assessPod(a('dns'), 'hostNetwork: true,')).objection, undefined)
})

test('one sysctl serves all containers of a pod', (t) => {
  const [first, second] = assessPod(`${a('web')}, ${b('cache', 'ports: [{containerPort: 53}]')}`)
  const sysctls = [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '53' }]
  t.deepEqual(written(first as Assessment)['/spec'], { sysctls })
  t.deepEqual(written(second as Assessment)['/spec'], { sysctls })
})

test('chown, chmod and sysctl in an init container keep root', (t) => {
  for (const command of ['chown -R 7 /data', 'chmod -R g+w /data', 'sysctl -w vm.max_map_count=262144']) {
    const init = `initContainers: [{name: i, image: registry.example/cache, command: [sh, -c, "${command}"]}],`
    const [prepares, runs] = assessPod(a('number'), init)
    t.deepEqual([prepares?.container, prepares?.objection?.cause], ['i', 'evidence'], command)
    t.deepEqual([runs?.container, runs?.objection], ['a', undefined], command)
  }
})

test('uses of the node, devices, the home of root and files of the image hold another user', (t) => {
  const volumes = 'volumes: [{name: v, hostPath: {path: /var/log}}, {name: d, persistentVolumeClaim: {claimName: c}}],'
  for (const fields of [
    'volumeMounts: [{name: v, mountPath: /log, readOnly: true}]',
    'volumeDevices: [{name: d, devicePath: /dev/x}]',
    'volumeMounts: [{name: d, mountPath: /root/.cache}]',
    'command: [sh, -c, "echo x > /etc/app.conf; exec app"]',
    securityContext('privileged: true'),
    securityContext('capabilities: {add: [IPC_LOCK]}'),
  ])
    t.is(only(assessPod(a('cache', fields), volumes)).objection?.cause, 'evidence', fields)
  t.is(only(assessPod(a('cache'), 'hostPID: true,')).objection?.cause, 'evidence')
  for (const fields of [
    'command: [sh, -c, "mkdir -p /data/x"]',
    securityContext('capabilities: {add: [NET_BIND_SERVICE]}'),
  ])
    t.is(only(assessPod(a('cache', fields))).objection, undefined, fields)
})

test('hostPaths that an image is known to use as its user are not a sign of root', (t) => {
  const volumes = (path: string) => `volumes: [{name: v, hostPath: {path: ${path}}}],`
  const mount = (path: string, more = '') => `volumeMounts: [{name: v, mountPath: ${path}, ${more}}]`
  const readProcesses = a('exporter', mount('/host/proc/', 'readOnly: true'))
  for (const [containers, pod] of [
    [readProcesses, volumes('/proc')],
    [readProcesses, `hostPID: true, ${volumes('/proc')}`],
    [a('exporter', mount('/var/log')), volumes('/var/log')],
  ] as const)
    t.deepEqual(
      [only(assessPod(containers, pod)).objection, only(assessPod(containers, pod)).confidence],
      [undefined, 'likely'],
    )
  for (const [containers, pod, text] of [
    [a('exporter', mount('/host/proc')), volumes('/proc'), 'writable mount of hostPath /proc'],
    [a('exporter', mount('/host/etc', 'readOnly: true')), volumes('/etc'), 'mount of hostPath /etc'],
    [a('exporter', mount('/var/log')), `hostPID: true, ${volumes('/var/log')}`, 'hostPID: true'],
    [readProcesses, `hostIPC: true, ${volumes('/proc')}`, 'hostIPC: true'],
    [a('cache', mount('/host/proc', 'readOnly: true')), volumes('/proc'), 'mount of hostPath /proc'],
  ] as const)
    t.is(only(assessPod(containers, pod)).objection?.evidence?.[0]?.text, text)
})

test('fsGroup has no effect on NFS and its like, so the user stays', (t) => {
  const mount = 'volumeMounts: [{name: v, mountPath: /data}]'
  const volumes = 'volumes: [{name: v, persistentVolumeClaim: {claimName: c}}],'
  const stream = (mode: string) => ({
    ...contextWith().input,
    persistentVolumeClaims: [
      objectFrom(`{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: [${mode}]}}`),
    ],
  })
  t.is(only(assessPod(a('cache', mount), volumes, stream('ReadWriteMany'))).objection?.cause, 'evidence')
  t.is(only(assessPod(a('cache', mount), volumes, stream('ReadWriteOnce'))).objection, undefined)
  t.is(only(assessPod(a('number', mount), volumes, stream('ReadWriteMany'))).objection, undefined)
})

test("PostgreSQL's data directory has to belong to its user: below the mount it does, as the root of a volume not", (t) => {
  const volumes = 'volumes: [{name: v, persistentVolumeClaim: {claimName: c}}],'
  const mount = 'volumeMounts: [{name: v, mountPath: /pg}]'
  t.is(only(assessPod(a('base', mount), volumes)).objection?.cause, 'evidence')
  t.is(only(assessPod(a('base', `${mount}, env: [{name: PGDATA, value: /pg/own}]`), volumes)).objection, undefined)
})

test('an init container of another user that prepares files holds the one that may write them', (t) => {
  const mount = 'volumeMounts: [{name: v, mountPath: /v}]'
  const pod = (image: string) =>
    `volumes: [{name: v, emptyDir: {}}], initContainers: [{name: i, image: registry.example/${image}, command: [cp, /x, /v/x], ${mount}}],`
  const last = (image: string) => assessPod(a('cache', mount), pod(image)).at(-1)?.objection?.cause
  t.is(last('unheard-of'), 'evidence')
  t.is(last('cache'), undefined)
})

test('containers that share a process namespace get one user or none', (t) => {
  const shared = 'shareProcessNamespace: true,'
  t.deepEqual(
    assessPod(`${a('web')}, ${b('cache')}`, shared).map(({ objection }) => objection?.cause),
    ['evidence', 'evidence'],
  )
  t.is(only(assessPod(`${a('cache')}, ${b('cache')}`, shared)).objection, undefined)
  t.deepEqual(
    assessPod(`${a('cache')}, ${b('cache', 'command: [gosu, app]')}`, shared).map(({ objection }) => objection?.cause),
    ['evidence', 'evidence'],
  )
})
