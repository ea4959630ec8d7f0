import test from 'ava'
import { applyOperations } from '../patch/apply.ts'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-host-path.ts'

const podWith = (source: string, mount = '', spec = '') =>
  podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} volumes: [{name: v, hostPath: {${source}}}], containers: [{name: app, volumeMounts: [{name: v, mountPath: /m, ${mount}}]}]}}`,
  )

const assess = (source: string, mount = '', spec = '') => control.assess(podWith(source, mount, spec), contextWith())[0]

test('a directory of the node is a decision, and enforce would put an emptyDir in its place', (t) => {
  const pod = podWith('path: /data')
  const [assessment] = control.assess(pod, contextWith())
  t.like(assessment, { state: 'decided', path: '/spec/volumes/0/hostPath', objection: { cause: 'deviation' } })
  const patched = applyOperations(structuredClone(pod.object), assessment?.operations ?? [])
  t.like(patched, { spec: { volumes: [{ name: 'v', emptyDir: {} }] } })
  t.false(JSON.stringify(patched).includes('hostPath'))
})

test('a pod without paths of the node is compliant once', (t) => {
  const text = (volumes: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${volumes} containers: [{name: a}]}}`
  for (const volumes of ['', 'volumes: null,', 'volumes: [{name: v, emptyDir: {}}, {name: w, hostPath: null}],'])
    t.deepEqual(control.assess(podFrom(text(volumes)), contextWith()), [{ path: '/spec/volumes', state: 'compliant' }])
})

const IRREPLACEABLE = [
  'path: /var/lib/app, type: File',
  'path: /var/lib/app, type: FileOrCreate',
  'path: /srv/x, type: Socket',
  'path: /srv/x, type: CharDevice',
  'path: /srv/x, type: BlockDevice',
  'path: /dev',
  'path: /dev/kvm',
  'path: /dev, type: Directory',
  'path: /run/xtables.lock',
  'path: /etc/localtime',
  'path: /etc/os-release',
  'path: /etc/ssl/ca-bundle.crt',
  'path: /var/run/docker.sock',
  'path: /run/containerd, type: Directory',
]

for (const source of IRREPLACEABLE)
  test(`an emptyDir cannot replace {${source}}`, (t) => {
    const assessment = assess(source)
    t.is(assessment?.state, 'decided')
    t.is(assessment?.operations, undefined)
    t.regex(assessment?.objection?.reason ?? '', /an emptyDir cannot replace it/)
  })

for (const source of ['path: /etc/cni/net.d', 'path: /var/lib/.cache', 'path: /opt/app.v2, type: DirectoryOrCreate'])
  test(`{${source}} is a directory`, (t) => {
    t.is(assess(source)?.operations?.length, 2)
  })

test('a Bidirectional mount is not replaced', (t) => {
  t.is(assess('path: /data', 'mountPropagation: Bidirectional')?.operations, undefined)
})

test('a path of a Windows node is held without operations', (t) => {
  const assessment = assess("path: 'C:\\data'", '', 'os: {name: windows},')
  t.is(assessment?.state, 'decided')
  t.is(assessment?.operations, undefined)
})

const assessReadable = (source: string, ...readable: string[]) => {
  const context = contextWith()
  context.settings.readableHostPaths = readable
  return control.assess(podWith(source), context)[0]?.state
}

for (const [source, ...readable] of [
  ['path: /usr/share/zoneinfo', '/usr/share/zoneinfo'],
  ['path: /usr/share/zoneinfo/', '/srv', '/usr/share/zoneinfo'],
  ['path: /usr/share/zoneinfo/Europe', '/usr/share/zoneinfo/'],
  ['path: /var/run/utmp', '/run'],
  ['path: /run/utmp', '/var/run'],
  ['path: /srv/..data', '/'],
] as const)
  test(`{${source}} is allowed by ${readable.join(' and ')}`, (t) => {
    t.is(assessReadable(source, ...readable), 'compliant')
  })

for (const [source, ...readable] of [
  ['path: /usr/share/zoneinfo-old', '/usr/share/zoneinfo'],
  ['path: /usr/share', '/usr/share/zoneinfo'],
  ['path: /usr/share/zoneinfo/../../../etc/shadow', '/usr/share/zoneinfo'],
  ['path: /run/docker.sock', '/run'],
  ['path: /run/agent, type: Socket', '/run'],
  ['path: /dev/kmsg', '/dev'],
  ['path: /srv/disk, type: BlockDevice', '/srv'],
  ['path: /srv'],
] as const)
  test(`{${source}} is a decision if ${readable.join(' and ') || 'nothing'} may be read`, (t) => {
    t.is(assessReadable(source, ...readable), 'decided')
  })
