import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './host-path-read-only.ts'

const assess = (
  source: string,
  { mount = '', container = '', spec = '', list = 'containers' } = {},
  context = contextWith(),
) =>
  control.assess(
    podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} volumes: [{name: v, hostPath: {${source}}}], ${list}: [{name: app, ${container} volumeMounts: [{name: v, mountPath: /m, ${mount}}]}]}}`,
    ),
    context,
  )[0]

for (const path of [
  '/',
  '/proc',
  '/sys/',
  '/lib/modules',
  '/lib/modules/6.1',
  '/var/log/pods',
  '/var/run/dbus',
  '/boot',
])
  test(`${path} is only ever read`, (t) => {
    const assessment = assess(`path: ${path}`)
    t.like(assessment, {
      container: 'app',
      state: 'open',
      confidence: 'likely',
      path: '/spec/containers/0/volumeMounts/0/readOnly',
      operations: [{ op: 'add', path: '/spec/containers/0/volumeMounts/0/readOnly', value: true }],
    })
    t.is(assessment?.objection, undefined)
    t.is(assessment?.evidence?.[0]?.at?.pointer, '/spec/containers/0/volumeMounts/0')
  })

for (const path of ['/sys/fs/bpf', '/proc/sys', '/var/lib/kubelet', '/opt/cni/bin', '/usr/libexec/kubernetes', '/data'])
  test(`${path} may be written to`, (t) => {
    const assessment = assess(`path: ${path}`)
    t.like(assessment, { state: 'open', confidence: 'assumed', objection: { cause: 'evidence' } })
    t.is(assessment?.operations?.length, 1)
  })

test('a read-only mount is compliant, and so is a container without a path of the node', (t) => {
  t.is(assess('path: /data', { mount: 'readOnly: true' })?.state, 'compliant')
  const none = podFrom('{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a}]}}')
  t.deepEqual(control.assess(none, contextWith()), [
    { container: 'a', path: '/spec/containers/0/volumeMounts', state: 'compliant' },
  ])
})

test('a written readOnly: false is a decision', (t) => {
  const assessment = assess('path: /proc', { mount: 'readOnly: false' })
  t.like(assessment, { state: 'decided', objection: { cause: 'deviation' } })
  t.is(assessment?.operations?.[0]?.op, 'replace')
})

test('a type that creates the path shows that it is written to', (t) => {
  t.is(assess('path: /lib/modules, type: DirectoryOrCreate')?.objection?.cause, 'evidence')
})

test('access to the node holds the mount, and the evidence quotes it', (t) => {
  const quoted = (container: string) =>
    assess('path: /proc', { container })?.objection?.evidence?.map(({ text }) => text) ?? []
  t.deepEqual(quoted('securityContext: {privileged: true},'), ['privileged: true'])
  t.deepEqual(quoted('securityContext: {capabilities: {add: [SYS_ADMIN, CHOWN]}},'), ['capabilities.add: SYS_ADMIN'])
  t.deepEqual(quoted('command: [nsenter, --target, "1"],'), ['"nsenter" in command of container "app"'])
  t.deepEqual(quoted('command: [sh, -c], args: ["mount -o remount /x"],'), ['"mount" in args of container "app"'])
  t.deepEqual(quoted('args: ["--collector.filesystem.mount-points-exclude=^/dev"],'), [])
})

test('a mount inside the mount holds it, because its directory may be missing', (t) => {
  const text =
    '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{name: v, hostPath: {path: /}}, {name: w, emptyDir: {}}], containers: [{name: a, volumeMounts: [{name: v, mountPath: /host}, {name: w, mountPath: /host/work}]}]}}'
  const [assessment] = control.assess(podFrom(text), contextWith())
  t.is(assessment?.objection?.reason, '/host/work is mounted below /host')
})

test('sockets, Bidirectional mounts and ephemeral containers are held even under enforce', (t) => {
  const assessments = [
    assess('path: /var/run/docker.sock'),
    assess('path: /proc', { mount: 'mountPropagation: Bidirectional' }),
    assess('path: /proc', { list: 'ephemeralContainers' }),
  ]
  for (const assessment of assessments) {
    t.like(assessment, { state: 'open', objection: { cause: 'evidence', overridable: false } })
    t.is(assessment?.operations, undefined)
  }
})

test('a Windows pod gets no operation', (t) => {
  t.is(assess("path: 'C:\\logs'", { spec: 'os: {name: windows},' })?.operations, undefined)
})

test('a path that the configuration lets pods read is mounted read-only, unless it is written to', (t) => {
  const context = contextWith()
  context.settings.readableHostPaths = ['/srv/data']
  t.like(assess('path: /srv/data/a', {}, context), { state: 'open', confidence: 'likely' })
  t.is(assess('path: /srv/data/a', {}, context)?.objection, undefined)
  t.is(assess('path: /srv/database', {}, context)?.objection?.cause, 'evidence')
  t.is(assess('path: /srv/data, type: DirectoryOrCreate', {}, context)?.objection?.cause, 'evidence')
  t.is(assess('path: /srv/data', { mount: 'readOnly: false' }, context)?.objection?.cause, 'deviation')
  t.is(assess('path: /srv/data', { container: 'command: [nsenter, -t1],' }, context)?.objection?.cause, 'evidence')
})
