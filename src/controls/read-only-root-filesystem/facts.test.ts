import test from 'ava'
import type { ImageFacts, Pod } from '../../model.ts'
import { podFrom } from '../../testing.ts'
import { assessWith, facts, IMAGE, mountsIn, own, podOf } from './testing.ts'

test('paths of image facts get directories of their own, and /tmp with them', (t) => {
  const found = assessWith(podOf(''), facts({ writable: [{ path: '/var/cache/app' }, { path: '/run' }] }))
  t.deepEqual(mountsIn(found), [own('/run'), own('/var/cache/app'), own('/tmp')])
  t.is(found.confidence, 'likely')
  t.deepEqual(
    found.evidence?.map(({ source, text }) => `${source}: ${text}`),
    [
      'manifest: no readOnlyRootFilesystem in container "app"',
      `image-facts: ${IMAGE} writes to /run`,
      `image-facts: ${IMAGE} writes to /var/cache/app`,
    ],
  )
})

test('mounted paths, with any slashes, and paths below them are left alone', (t) => {
  const images = facts({ writable: [{ path: '/opt/app/etc' }, { path: '/data/cache' }, { path: '/var/run/app' }] })
  const pod = podOf(
    'volumeMounts: [{name: d, mountPath: /opt/app/etc/}, {name: d, mountPath: /data}, {name: d, mountPath: /run/app}, {name: d, mountPath: //tmp}]',
    'volumes: [{name: d, emptyDir: {}}],',
  )
  t.deepEqual(mountsIn(assessWith(pod, images)), [])
})

test('a directory below one that gets an empty directory gets one too, unless it is data or shipped with files', (t) => {
  const images = (more: object = {}) => facts({ writable: [{ path: '/tmp' }, { path: '/tmp/app', ...more }] })
  t.deepEqual(mountsIn(assessWith(podOf(''), images())), [own('/tmp'), own('/tmp/app')])
  for (const more of [{ data: true }, { seeded: true }, { file: true }] as const)
    t.deepEqual(mountsIn(assessWith(podOf(''), images(more))), [own('/tmp')])
  const mounted = podOf('volumeMounts: [{name: t, mountPath: /tmp}]', 'volumes: [{name: t, emptyDir: {}}],')
  t.deepEqual(mountsIn(assessWith(mounted, images())), [])
})

test('a path may have files of a ConfigMap mounted below it', (t) => {
  const pod = podOf(
    'volumeMounts: [{name: c, mountPath: /conf/a.conf, subPath: a}]',
    'volumes: [{name: c, configMap: {name: c}}],',
  )
  t.true(mountsIn(assessWith(pod, facts({ writable: [{ path: '/conf' }] }))).includes(own('/conf')))
})

test('nothing is mounted below a read-only volume, in which no mount point can be created', (t) => {
  const pod = podOf('volumeMounts: [{name: c, mountPath: /conf}]', 'volumes: [{name: c, configMap: {name: c}}],')
  t.deepEqual(mountsIn(assessWith(pod, facts({ writable: [{ path: '/conf/generated' }] }))), [own('/tmp')])
})

test('data that the manifest keeps on a narrower volume gets none above it', (t) => {
  const images = facts({ writable: [{ path: '/srv/app', data: true }] })
  const pod = podOf(
    'volumeMounts: [{name: d, mountPath: /srv/app/db}]',
    'volumes: [{name: d, persistentVolumeClaim: {claimName: d}}],',
  )
  t.deepEqual(mountsIn(assessWith(pod, images)), [own('/tmp')])
})

test('a condition of the facts is met by a mount at its path or below', (t) => {
  const images = facts({ writable: [{ path: '/etc/app/conf.d', whenMounted: '/etc/app/templates' }] })
  const at = (path: string) =>
    mountsIn(
      assessWith(
        podOf(`volumeMounts: [{name: c, mountPath: ${path}}]`, 'volumes: [{name: c, configMap: {name: c}}],'),
        images,
      ),
    )
  t.true(at('/etc/app/templates').includes(own('/etc/app/conf.d')))
  t.true(at('/etc/app/templates/a').includes(own('/etc/app/conf.d')))
  t.false(at('/etc/app').includes(own('/etc/app/conf.d')))
})

test('facts never lead to a volume over a folder of the system, but for /run', (t) => {
  for (const path of ['/', '/etc', '/usr', '/opt', '/var', '/home', '/root', '/var/lib/', '/usr/local']) {
    const found = assessWith(podOf(''), facts({ writable: [{ path }] }))
    t.deepEqual([found.objection?.cause, mountsIn(found)], ['evidence', [own('/tmp')]], path)
  }
})

test('files of the image at a written path are never hidden', (t) => {
  const found = assessWith(
    podOf(''),
    facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/plugins', seeded: true }] }),
  )
  t.deepEqual(found.objection?.reason, 'the image contains files where it writes, and an empty volume would hide them')
  t.is(found.objection?.evidence?.[0]?.text, `${IMAGE} writes to /opt/app/plugins`)
  t.deepEqual(mountsIn(found), [own('/tmp')])
  const file = assessWith(podOf(''), facts({ writable: [{ path: '/opt/app/app.conf', file: true }] }))
  t.is(file.objection?.cause, 'evidence')
})

test('log directories with links to the standard streams need no volume', (t) => {
  const found = assessWith(
    podOf(''),
    facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/logs', seeded: true }] }),
  )
  t.deepEqual([found.objection, mountsIn(found), found.confidence], [undefined, [own('/tmp')], 'likely'])
})

const prepared = (script: string, mount: string, fields = ''): Pod =>
  podOf(
    fields,
    `volumes: [{name: e, emptyDir: {}}], initContainers: [{name: prepare, image: '${IMAGE}:1', command: [sh, -c, ${JSON.stringify(script)}], volumeMounts: [{name: e, ${mount}}]}],`,
  )

const COPY = prepared('cp -r --preserve=mode /opt/app/plugins /emptydir/plugins-dir', 'mountPath: /emptydir')

test('copies that an init container makes are mounted with their volume and sub path', (t) => {
  const images = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/plugins', seeded: true }, { path: '/tmp' }] })
  const found = assessWith(COPY, images)
  t.deepEqual(mountsIn(found), [own('/tmp'), 'e:plugins-dir /opt/app/plugins'])
  t.is(found.confidence, 'proven')
  t.true(found.evidence?.some(({ text }) => text === 'init container "prepare" copies /opt/app/plugins to volume "e"'))
})

test('a copy without a mount is for the container with the same image, even without facts', (t) => {
  const found = assessWith(COPY)
  t.deepEqual([mountsIn(found), found.confidence], [['e:plugins-dir /opt/app/plugins', own('/tmp')], 'assumed'])
  const other = podFrom(JSON.stringify(COPY.object).replace(`"${IMAGE}:1","name":"app"`, '"x","name":"app"'))
  ;(other.spec.containers as { image: string }[])[0] = { name: 'app', image: 'registry.example/other' } as never
  t.deepEqual(mountsIn(assessWith(podFrom(JSON.stringify(other.object)))), [own('/tmp')])
})

test('a copy that another container uses is left to it', (t) => {
  const object = structuredClone(COPY.object) as { spec: { containers: object[] } }
  object.spec.containers.push({ name: 'web', image: 'w', volumeMounts: [{ name: 'e', mountPath: '/www' }] })
  t.deepEqual(mountsIn(assessWith(podFrom(JSON.stringify(object)))), [own('/tmp')])
})

test('a file that an init container creates by name is mounted, and so is a directory that it fills', (t) => {
  const file = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/config/app.properties', file: true }] })
  const made = assessWith(prepared('sed s/a/b/ /in > /config/app.properties', 'mountPath: /config'), file)
  t.deepEqual([mountsIn(made)[0], made.confidence], ['e:app.properties /opt/app/config/app.properties', 'likely'])
  const folder = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/logs', seeded: true }] })
  const filled = assessWith(
    prepared('ln -sf /dev/stdout /opt/app/logs/l', 'mountPath: /opt/app/logs, subPath: l'),
    folder,
  )
  t.is(mountsIn(filled)[0], 'e:l /opt/app/logs')
})

test('an init container with its own command gets mounts for its writes, not for those of the image', (t) => {
  const images = facts({
    readOnlyRoot: true,
    writable: [{ path: '/opt/app/conf' }, { path: '/opt/app/p', seeded: true }],
  })
  const found = assessWith(COPY, images, 'prepare')
  t.deepEqual(
    [mountsIn(found), found.objection, found.confidence],
    [['casehard-writable:prepare/tmp /tmp'], undefined, 'likely'],
  )
})

const started = (fields: string, list = 'initContainers'): Pod =>
  list === 'containers' ? podOf(fields) : podOf('', `${list}: [{name: first, image: '${IMAGE}:1', ${fields}}],`)

test('facts do not apply to an init container whose arguments start with a program, but with options they do', (t) => {
  const images = facts({ readOnlyRoot: true, writable: [{ path: '/var/log' }] })
  const program = 'args: [/opt/app/install.sh, /host]'
  const found = assessWith(started(program), images, 'first')
  t.deepEqual([found.objection, found.confidence], [undefined, 'likely'])
  t.is(assessWith(started('args: [--install]'), images, 'first').objection?.cause, 'evidence')
  t.is(assessWith(started(program, 'containers'), images).objection?.cause, 'evidence')
})

test('observed facts apply to all containers of an image, other facts only to its own entrypoint', (t) => {
  const waits = started('command: [sh, -c, "until nc -z db 5432; do sleep 1; done"]')
  const cause = (status: ImageFacts['status'], readOnlyRoot: boolean) =>
    assessWith(waits, facts({ status, readOnlyRoot }), 'first').objection?.cause
  t.deepEqual(
    [cause('observed', false), cause('verified', false), cause('observed', true)],
    ['evidence', undefined, undefined],
  )
})

test('proven needs facts that prove it, all paths mounted and the command of the image', (t) => {
  const known: Partial<ImageFacts> = { readOnlyRoot: true, writable: [{ path: '/cache' }] }
  const confidence = (fields: string, change: Partial<ImageFacts>) =>
    assessWith(podOf(fields), facts({ ...known, ...change })).confidence
  t.is(confidence('', {}), 'proven')
  t.is(confidence('', { status: 'observed' }), 'proven')
  t.is(confidence('', { status: 'unverified' }), 'likely')
  t.is(confidence('command: [app]', {}), 'likely')
  t.is(confidence('args: [--data-dir=/srv/app/data]', {}), 'likely')
  t.is(assessWith(podOf(''), facts({ writable: [] })).confidence, 'likely')
  t.is(assessWith(podOf(''), facts({})).confidence, 'assumed')
  const mirrored = podFrom(JSON.stringify(podOf('').object).replace('registry.example', 'mirror.example'))
  t.is(assessWith(mirrored, facts(known)).confidence, 'likely')
})
