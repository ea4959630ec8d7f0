import test from 'ava'
import type { ImageFacts, Json, Judgement, Operation } from '../model.ts'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import control from './run-as-non-root.ts'

const facts = (image: string, more: Partial<ImageFacts>): ImageFacts => ({ image, status: 'verified', ...more })

const IMAGES: readonly ImageFacts[] = [
  facts('registry.example/number', { imageUser: 101 }),
  facts('registry.example/guess', { imageUser: 101, status: 'unverified' }),
  facts('registry.example/team/name', { imageUser: 'www-data', user: 33, group: 34 }),
  facts('registry.example/nameless', { imageUser: 'app' }),
  facts('registry.example/root', { imageUser: 0 }),
  facts('registry.example/must', { root: 'it loads kernel modules', user: 5 }),
  facts('registry.example/mesh', { imageUser: 0, user: 1337 }),
  facts('registry.example/web', { imageUser: 0, user: 101, group: 102, lowPorts: [443, 80] }),
  facts('registry.example/dns', { imageUser: 0, user: 7, lowPorts: [53], fileCapabilities: ['NET_BIND_SERVICE'] }),
  facts('registry.example/cache', { imageUser: 0, user: 999, group: 1000, writable: [{ path: '/data' }] }),
  facts('registry.example/base', {
    imageUser: 0,
    user: 70,
    group: 70,
    ownsData: true,
    writable: [{ path: '/pg', data: true }],
  }),
  facts('registry.example/chart', { user: 1001, group: 1001, fsGroup: 1001, status: 'observed' }),
]

const judge = (containers: string, pod = '', stream = contextWith().stream): Judgement[] =>
  control.judge(
    podFrom(`{apiVersion: v1, kind: Pod, spec: {${pod} containers: [${containers}]}}`),
    contextWith(stream, IMAGES),
  )

const a = (image: string, more = ''): string => `{name: a, image: registry.example/${image}, ${more}}`
const b = (image: string, more = ''): string => `{name: b, image: registry.example/${image}, ${more}}`
const context = (fields: string): string => `securityContext: {${fields}}`

/** What the operations of a judgement write, by path. */
const written = ({ operations = [] }: Judgement): Record<string, Json> =>
  Object.fromEntries(
    operations
      .filter((operation): operation is Operation & { value: Json } => operation.op !== 'remove')
      .map(({ path, value }) => [path.replace('/securityContext', ''), value]),
  )

const only = (judgements: Judgement[]): Judgement => {
  const [first, ...others] = judgements
  if (first === undefined || others.length > 0) throw new Error(`${judgements.length} judgements`)
  return first
}

test('an image that runs as a number other than 0 gets the flag alone: proven, unless the facts are no proof', (t) => {
  const found = only(judge(a('number')))
  t.deepEqual(
    [found.confidence, found.against, written(found)],
    ['proven', undefined, { '/spec': { runAsNonRoot: true } }],
  )
  t.deepEqual(found.evidence?.map(({ source, text }) => [source, text]).at(-1), [
    'image-facts',
    'registry.example/number runs as user 101',
  ])
  t.is(only(judge(a('guess'))).confidence, 'likely')
  t.is(only(judge(a('unheard-of'))).confidence, 'assumed')
})

test('what hardly matters to a user other than root does not hold the flag, a program that belies the facts does', (t) => {
  for (const fields of [
    'ports: [{containerPort: 80}]',
    'command: [chmod, "600", /tmp/k]',
    context('capabilities: {add: [NET_RAW]}'),
  ])
    t.is(only(judge(a('number', fields))).against, undefined, fields)
  for (const command of ['gosu app run', 'sudo run', 'su app', 'chown app /x', 'sysctl -w a=1'])
    t.is(only(judge(a('number', `command: [sh, -c, "${command}"]`))).against?.cause, 'evidence', command)
})

test('su, gosu and sudo in a probe hold it as in a command', (t) => {
  const probe = 'livenessProbe: {exec: {command: [su, -c, check, app]}}'
  t.is(only(judge(a('number', probe))).against?.cause, 'evidence')
  t.is(only(judge(a('web', probe))).against?.cause, 'evidence')
})

test('a named user is said as a number, since the kubelet refuses the name: proven where the name matches', (t) => {
  const found = only(judge(a('team/name')))
  t.deepEqual(written(found), { '/spec': { runAsNonRoot: true, runAsUser: 33, runAsGroup: 34 } })
  t.is(found.confidence, 'proven')
  t.is(only(judge('{name: a, image: mirror.example/hub/team/name}')).confidence, 'likely')
  const nameless = only(judge(a('nameless')))
  t.deepEqual([nameless.against?.cause, nameless.operations], ['evidence', undefined])
})

test('an image that starts as root gets the user that works with it: likely', (t) => {
  const found = only(judge(a('cache')))
  t.deepEqual(written(found), { '/spec': { runAsNonRoot: true, runAsUser: 999, runAsGroup: 1000 } })
  t.deepEqual([found.confidence, found.against], ['likely', undefined])
  t.deepEqual(written(only(judge(a('chart')))), {
    '/spec': {
      runAsNonRoot: true,
      runAsUser: 1001,
      runAsGroup: 1001,
      fsGroup: 1001,
      fsGroupChangePolicy: 'OnRootMismatch',
    },
  })
})

test('an image that is root, has to be, or works with the user of a service mesh only is held without operations', (t) => {
  for (const image of ['root', 'must', 'mesh']) {
    const found = only(judge(a(image)))
    t.deepEqual([found.against?.cause, found.operations], ['evidence', undefined], image)
  }
  t.is(
    only(judge(a('must'))).against?.evidence?.[0]?.text,
    'registry.example/must has to be root: it loads kernel modules',
  )
})

test('what the manifest says of user and group wins over the facts', (t) => {
  t.deepEqual(written(only(judge(a('web', context('runAsUser: 8'))))), { '/spec': { runAsNonRoot: true } })
  t.deepEqual(written(only(judge(a('cache'), `${context('runAsGroup: 8, fsGroup: 9')},`))), {
    '/spec/runAsNonRoot': true,
    '/spec/runAsUser': 999,
  })
  t.deepEqual(written(only(judge(a('cache', context('runAsGroup: 8'))))), {
    '/spec/containers/0/runAsNonRoot': true,
    '/spec/containers/0/runAsUser': 999,
  })
})

test('volumes that are written, and secrets that only root reads, get fsGroup unless the pod has one', (t) => {
  const mount = 'volumeMounts: [{name: v, mountPath: /data}]'
  const group = (volume: string, pod = '') => {
    const found = only(judge(a('cache', mount), `${pod} volumes: [{name: v, ${volume}}],`))
    const { fsGroup, fsGroupChangePolicy } = { ...(written(found)['/spec'] as object) } as Record<string, Json>
    return [fsGroup, fsGroupChangePolicy]
  }
  for (const volume of [
    'persistentVolumeClaim: {claimName: c}',
    'emptyDir: {}',
    'secret: {secretName: s, defaultMode: 256}',
  ])
    t.deepEqual(group(volume), [1000, 'OnRootMismatch'], volume)
  t.deepEqual(group('configMap: {name: c}'), [undefined, undefined])
  t.deepEqual(group('emptyDir: {}', `${context('fsGroup: 5')},`), [undefined, undefined])
})

test('ports below 1024 come with the sysctl that opens them, beside those of the pod, and not in the host network', (t) => {
  const sysctls = (containers: string, pod = '') => {
    const values = Object.entries(written(judge(containers, pod)[0] as Judgement))
    return values.flatMap(([path, value]) =>
      path.includes('sysctls') ? [[path, value]] : ((value as { sysctls?: Json }).sysctls ?? []),
    )
  }
  const name = 'net.ipv4.ip_unprivileged_port_start'
  t.deepEqual(sysctls(a('web')), [{ name, value: '80' }])
  t.deepEqual(sysctls(a('cache', 'ports: [{containerPort: 79}]')), [{ name, value: '79' }])
  t.deepEqual(sysctls(a('cache', 'args: ["--port=81"]')), [{ name, value: '81' }])
  t.deepEqual(sysctls(a('web'), `${context('sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}]')},`), [
    ['/spec/sysctls/1', { name, value: '80' }],
  ])
  t.deepEqual(sysctls(a('web'), `${context(`sysctls: [{name: ${name}, value: "0"}]`)},`), [])
  t.deepEqual(sysctls(a('dns')), [])
  t.is(only(judge(a('web'), 'hostNetwork: true,')).against?.evidence?.[0]?.text, 'hostNetwork: true')
  t.is(only(judge(a('web'), `${context(`sysctls: [{name: ${name}, value: "443"}]`)},`)).against?.cause, 'evidence')
  t.is(only(judge(a('dns'), 'hostNetwork: true,')).against, undefined)
})

test('one sysctl serves all containers of a pod', (t) => {
  const [first, second] = judge(`${a('web')}, ${b('cache', 'ports: [{containerPort: 53}]')}`)
  const sysctls = [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '53' }]
  t.deepEqual(written(first as Judgement)['/spec'], { sysctls })
  t.deepEqual(written(second as Judgement)['/spec'], { sysctls })
})

test('chown, chmod and sysctl in an init container keep root', (t) => {
  for (const command of ['chown -R 7 /data', 'chmod -R g+w /data', 'sysctl -w vm.max_map_count=262144']) {
    const init = `initContainers: [{name: i, image: registry.example/cache, command: [sh, -c, "${command}"]}],`
    const [prepares, runs] = judge(a('number'), init)
    t.deepEqual([prepares?.container, prepares?.against?.cause], ['i', 'evidence'], command)
    t.deepEqual([runs?.container, runs?.against], ['a', undefined], command)
  }
})

test('what only root may use holds another user: the node, devices, the home of root, files of the image', (t) => {
  const volumes = 'volumes: [{name: v, hostPath: {path: /var/log}}, {name: d, persistentVolumeClaim: {claimName: c}}],'
  for (const fields of [
    'volumeMounts: [{name: v, mountPath: /log, readOnly: true}]',
    'volumeDevices: [{name: d, devicePath: /dev/x}]',
    'volumeMounts: [{name: d, mountPath: /root/.cache}]',
    'command: [sh, -c, "echo x > /etc/app.conf; exec app"]',
    context('privileged: true'),
    context('capabilities: {add: [IPC_LOCK]}'),
  ])
    t.is(only(judge(a('cache', fields), volumes)).against?.cause, 'evidence', fields)
  t.is(only(judge(a('cache'), 'hostPID: true,')).against?.cause, 'evidence')
  for (const fields of ['command: [sh, -c, "mkdir -p /data/x"]', context('capabilities: {add: [NET_BIND_SERVICE]}')])
    t.is(only(judge(a('cache', fields))).against, undefined, fields)
})

test('fsGroup has no effect on NFS and its like, so the user stays', (t) => {
  const mount = 'volumeMounts: [{name: v, mountPath: /data}]'
  const volumes = 'volumes: [{name: v, persistentVolumeClaim: {claimName: c}}],'
  const stream = (mode: string) => ({
    ...contextWith().stream,
    persistentVolumeClaims: [
      objectFrom(`{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: [${mode}]}}`),
    ],
  })
  t.is(only(judge(a('cache', mount), volumes, stream('ReadWriteMany'))).against?.cause, 'evidence')
  t.is(only(judge(a('cache', mount), volumes, stream('ReadWriteOnce'))).against, undefined)
  t.is(only(judge(a('number', mount), volumes, stream('ReadWriteMany'))).against, undefined)
})

test("PostgreSQL's data directory has to belong to its user: below the mount it does, as the root of a volume not", (t) => {
  const volumes = 'volumes: [{name: v, persistentVolumeClaim: {claimName: c}}],'
  const mount = 'volumeMounts: [{name: v, mountPath: /pg}]'
  t.is(only(judge(a('base', mount), volumes)).against?.cause, 'evidence')
  t.is(only(judge(a('base', `${mount}, env: [{name: PGDATA, value: /pg/own}]`), volumes)).against, undefined)
})

test('an init container of another user that prepares files holds the one that may write them', (t) => {
  const mount = 'volumeMounts: [{name: v, mountPath: /v}]'
  const pod = (image: string) =>
    `volumes: [{name: v, emptyDir: {}}], initContainers: [{name: i, image: registry.example/${image}, command: [cp, /x, /v/x], ${mount}}],`
  const last = (image: string) => judge(a('cache', mount), pod(image)).at(-1)?.against?.cause
  t.is(last('unheard-of'), 'evidence')
  t.is(last('cache'), undefined)
})

test('containers that share a process namespace get one user or none', (t) => {
  const shared = 'shareProcessNamespace: true,'
  t.deepEqual(
    judge(`${a('web')}, ${b('cache')}`, shared).map(({ against }) => against?.cause),
    ['evidence', 'evidence'],
  )
  t.is(only(judge(`${a('cache')}, ${b('cache')}`, shared)).against, undefined)
  t.deepEqual(
    judge(`${a('cache')}, ${b('cache', 'command: [gosu, app]')}`, shared).map(({ against }) => against?.cause),
    ['evidence', 'evidence'],
  )
})

test('containers of one user get it in the pod, others each their own', (t) => {
  t.deepEqual(
    judge(`${a('cache')}, ${b('cache')}`).map(({ path }) => path),
    ['/spec/securityContext/runAsNonRoot'],
  )
  const each = ['/spec/containers/0/securityContext/runAsNonRoot', '/spec/containers/1/securityContext/runAsNonRoot']
  for (const other of ['web', 'number', 'unheard-of', 'must'])
    t.deepEqual(
      judge(`${a('cache')}, ${b(other)}`).map(({ path }) => path),
      each,
      other,
    )
  const declared = judge(`${a('cache')}, ${b('x', context('runAsNonRoot: true, runAsUser: 8'))}`)
  t.deepEqual(written(declared.at(-1) as Judgement), {
    '/spec/containers/0': { runAsNonRoot: true, runAsUser: 999, runAsGroup: 1000 },
  })
})

test('an explicit false gives way to an image that is proven not to be root, and to nothing less', (t) => {
  const state = (image: string, more = '', pod = '') => {
    const [found] = judge(a(image, more), pod)
    return [found?.state, found?.confidence]
  }
  const no = context('runAsNonRoot: false')
  t.deepEqual(state('number', no), ['open', 'proven'])
  t.deepEqual(state('number', '', `${no},`), ['open', 'proven'])
  for (const image of ['guess', 'team/name', 'cache', 'root', 'unheard-of']) t.is(state(image, no)[0], 'decided', image)
  t.is(state('number', `${no}, command: [gosu, app]`)[0], 'decided')
  t.is(judge(`${a('number')}, ${b('root')}`, `${no},`)[0]?.state, 'decided')
})

test('what enforce would do about an explicit false brings the user too, and nothing where none is known', (t) => {
  const no = context('runAsNonRoot: false')
  t.deepEqual(written(judge(a('cache', no))[0] as Judgement), {
    '/spec/containers/0/runAsNonRoot': true,
    '/spec/containers/0/runAsUser': 999,
    '/spec/containers/0/runAsGroup': 1000,
  })
  t.is(judge(a('root', no))[0]?.operations, undefined)
})
