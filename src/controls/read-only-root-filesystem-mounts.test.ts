import test from 'ava'
import type { ImageFacts, Judgement, Pod } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'
import control from './read-only-root-filesystem.ts'

const IMAGE = 'registry.example/team/app'

const facts = (fields: Partial<ImageFacts>): ImageFacts[] => [{ image: IMAGE, status: 'verified', ...fields }]

const podOf = (fields: string, spec = ''): Pod =>
  podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, image: '${IMAGE}:1', ${fields}}]}}`,
  )

const judge = (pod: Pod, images: ImageFacts[] = [], container = 'app'): Judgement =>
  control.judge(pod, contextWith({}, images)).find((one) => one.container === container) as Judgement

/** The mounts that a judgement adds, as `VOLUME:SUBPATH PATH`. */
const mounts = ({ operations = [] }: Judgement): string[] =>
  operations
    .filter(({ path }) => path.includes('/volumeMounts'))
    .flatMap((operation) => ('value' in operation ? [operation.value].flat() : []))
    .map((value) => {
      const { name, subPath = '', mountPath } = value as Record<string, string>
      return `${name}:${subPath} ${mountPath}`
    })

const own = (path: string) => `casehard-writable:app${path} ${path}`

/** A mount at `/tmp`, so that only the others are added. */
const TMP = 'volumeMounts: [{name: t, mountPath: /tmp}]'
const TMP_VOLUME = 'volumes: [{name: t, emptyDir: {}}],'

const withTemporary = (fields: string, images: ImageFacts[] = []) =>
  judge(podOf(`${TMP}, ${fields}`, TMP_VOLUME), images)

test('paths of image facts get directories of their own, and /tmp with them', (t) => {
  const found = judge(podOf(''), facts({ writable: [{ path: '/var/cache/app' }, { path: '/run' }] }))
  t.deepEqual(mounts(found), [own('/run'), own('/var/cache/app'), own('/tmp')])
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

test('a path that is mounted, whatever its slashes, and what lies below one are left alone', (t) => {
  const images = facts({ writable: [{ path: '/opt/app/etc' }, { path: '/data/cache' }, { path: '/var/run/app' }] })
  const pod = podOf(
    'volumeMounts: [{name: d, mountPath: /opt/app/etc/}, {name: d, mountPath: /data}, {name: d, mountPath: /run/app}, {name: d, mountPath: //tmp}]',
    'volumes: [{name: d, emptyDir: {}}],',
  )
  t.deepEqual(mounts(judge(pod, images)), [])
})

test('a path may have files of a ConfigMap mounted below it', (t) => {
  const pod = podOf(
    'volumeMounts: [{name: c, mountPath: /conf/a.conf, subPath: a}]',
    'volumes: [{name: c, configMap: {name: c}}],',
  )
  t.true(mounts(judge(pod, facts({ writable: [{ path: '/conf' }] }))).includes(own('/conf')))
})

test('nothing is mounted below a read-only volume, where its mount point could not be made', (t) => {
  const pod = podOf('volumeMounts: [{name: c, mountPath: /conf}]', 'volumes: [{name: c, configMap: {name: c}}],')
  t.deepEqual(mounts(judge(pod, facts({ writable: [{ path: '/conf/generated' }] }))), [own('/tmp')])
})

test('data that the manifest keeps on a narrower volume gets none above it', (t) => {
  const images = facts({ writable: [{ path: '/srv/app', data: true }] })
  const pod = podOf(
    'volumeMounts: [{name: d, mountPath: /srv/app/db}]',
    'volumes: [{name: d, persistentVolumeClaim: {claimName: d}}],',
  )
  t.deepEqual(mounts(judge(pod, images)), [own('/tmp')])
})

test('a condition of the facts holds where something is mounted at its path or below', (t) => {
  const images = facts({ writable: [{ path: '/etc/app/conf.d', whenMounted: '/etc/app/templates' }] })
  const at = (path: string) =>
    mounts(
      judge(
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
    const found = judge(podOf(''), facts({ writable: [{ path }] }))
    t.deepEqual([found.against?.cause, mounts(found)], ['evidence', [own('/tmp')]], path)
  }
})

test('what the image ships at a path that it writes to is never hidden', (t) => {
  const found = judge(podOf(''), facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/plugins', seeded: true }] }))
  t.deepEqual(found.against?.reason, 'the image ships files where it writes, which an empty volume would hide')
  t.is(found.against?.evidence?.[0]?.text, `${IMAGE} writes to /opt/app/plugins`)
  t.deepEqual(mounts(found), [own('/tmp')])
  const file = judge(podOf(''), facts({ writable: [{ path: '/opt/app/app.conf', file: true }] }))
  t.is(file.against?.cause, 'evidence')
})

test('folders of logs that ship links to the standard streams need no volume', (t) => {
  const found = judge(podOf(''), facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/logs', seeded: true }] }))
  t.deepEqual([found.against, mounts(found), found.confidence], [undefined, [own('/tmp')], 'likely'])
})

const prepared = (script: string, mount: string, fields = ''): Pod =>
  podOf(
    fields,
    `volumes: [{name: e, emptyDir: {}}], initContainers: [{name: prepare, image: '${IMAGE}:1', command: [sh, -c, ${JSON.stringify(script)}], volumeMounts: [{name: e, ${mount}}]}],`,
  )

const COPY = prepared('cp -r --preserve=mode /opt/app/plugins /emptydir/plugins-dir', 'mountPath: /emptydir')

test('where an init container copies what the image ships, its volume and sub path are wired', (t) => {
  const images = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/plugins', seeded: true }, { path: '/tmp' }] })
  const found = judge(COPY, images)
  t.deepEqual(mounts(found), [own('/tmp'), 'e:plugins-dir /opt/app/plugins'])
  t.is(found.confidence, 'proven')
  t.true(found.evidence?.some(({ text }) => text === 'init container "prepare" copies /opt/app/plugins to volume "e"'))
})

test('a copy that nobody mounts is meant for the container with the same image, even where nothing is known of it', (t) => {
  const found = judge(COPY)
  t.deepEqual([mounts(found), found.confidence], [['e:plugins-dir /opt/app/plugins', own('/tmp')], 'assumed'])
  const other = podFrom(JSON.stringify(COPY.object).replace(`"${IMAGE}:1","name":"app"`, '"x","name":"app"'))
  ;(other.spec.containers as { image: string }[])[0] = { name: 'app', image: 'registry.example/other' } as never
  t.deepEqual(mounts(judge(podFrom(JSON.stringify(other.object)))), [own('/tmp')])
})

test('a copy that another container uses is left to it', (t) => {
  const object = structuredClone(COPY.object) as { spec: { containers: object[] } }
  object.spec.containers.push({ name: 'web', image: 'w', volumeMounts: [{ name: 'e', mountPath: '/www' }] })
  t.deepEqual(mounts(judge(podFrom(JSON.stringify(object)))), [own('/tmp')])
})

test('a file is wired where an init container makes one of its name, and a folder that it fills', (t) => {
  const file = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/config/app.properties', file: true }] })
  const made = judge(prepared('sed s/a/b/ /in > /config/app.properties', 'mountPath: /config'), file)
  t.deepEqual([mounts(made)[0], made.confidence], ['e:app.properties /opt/app/config/app.properties', 'likely'])
  const folder = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/logs', seeded: true }] })
  const filled = judge(prepared('ln -sf /dev/stdout /opt/app/logs/l', 'mountPath: /opt/app/logs, subPath: l'), folder)
  t.is(mounts(filled)[0], 'e:l /opt/app/logs')
})

test('an init container with a command of its own gets what that writes, and not what the image would', (t) => {
  const images = facts({
    readOnlyRoot: true,
    writable: [{ path: '/opt/app/conf' }, { path: '/opt/app/p', seeded: true }],
  })
  const found = judge(COPY, images, 'prepare')
  t.deepEqual(
    [mounts(found), found.against, found.confidence],
    [['casehard-writable:prepare/tmp /tmp'], undefined, 'likely'],
  )
})

test('proven needs facts that prove it, all paths mounted and the command of the image', (t) => {
  const known: Partial<ImageFacts> = { readOnlyRoot: true, writable: [{ path: '/cache' }] }
  const confidence = (fields: string, change: Partial<ImageFacts>) =>
    judge(podOf(fields), facts({ ...known, ...change })).confidence
  t.is(confidence('', {}), 'proven')
  t.is(confidence('', { status: 'observed' }), 'proven')
  t.is(confidence('', { status: 'unverified' }), 'likely')
  t.is(confidence('command: [app]', {}), 'likely')
  t.is(confidence('args: [--data-dir=/srv/app/data]', {}), 'likely')
  t.is(judge(podOf(''), facts({ writable: [] })).confidence, 'likely')
  t.is(judge(podOf(''), facts({})).confidence, 'assumed')
  const mirrored = podFrom(JSON.stringify(podOf('').object).replace('registry.example', 'mirror.example'))
  t.is(judge(mirrored, facts(known)).confidence, 'likely')
})

test('an explicit false stays a decision unless facts prove that it need not be', (t) => {
  const writable = 'securityContext: {readOnlyRootFilesystem: false}'
  const known: Partial<ImageFacts> = { readOnlyRoot: true, writable: [{ path: '/cache' }] }
  const proven = judge(podOf(writable), facts(known))
  t.deepEqual([proven.state, proven.against, proven.confidence], ['open', undefined, 'proven'])
  t.is(judge(podOf(writable), facts({ ...known, status: 'unverified' })).against?.cause, 'deviation')
  t.is(judge(podOf(writable), facts({ writable: [] })).against?.cause, 'deviation')
  const seeded = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/p', seeded: true }] })
  t.is(judge(podOf(writable), seeded).against?.cause, 'evidence')
})

test('images whose maintainers leave the root filesystem writable keep it', (t) => {
  const found = judge(podOf(''), facts({ readOnlyRoot: false }))
  t.is(found.against?.evidence?.[0]?.text, `${IMAGE} runs with a writable root filesystem`)
})

test('web applications that write beside their code keep it, unless facts tell where they write', (t) => {
  const judged = (image: string, fields = '', known: ImageFacts[] = []) =>
    control.judge(
      podFrom(
        `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: ${image}, ${fields}}]}}`,
      ),
      contextWith({}, known),
    )[0]?.against?.cause
  t.is(judged('registry.example/shop/wordpress'), 'evidence')
  t.is(judged('registry.example/shop/nginx'), undefined)
  const known = (status: ImageFacts['status']): ImageFacts[] => [
    { image: 'registry.example/shop/wordpress', status, writable: [] },
  ]
  t.is(judged('registry.example/shop/wordpress', '', known('configured')), undefined)
  t.is(judged('registry.example/shop/wordpress', '', known('unverified')), 'evidence')
})

test('plug-in downloads keep it writable', (t) => {
  t.regex(
    judge(podOf('command: [sh, -c, "search-plugin install x && app"]')).against?.reason ?? '',
    /installs plug-ins/,
  )
  t.regex(judge(podOf('env: [{name: GF_INSTALL_PLUGINS, value: x}]')).against?.reason ?? '', /installs plug-ins/)
  t.is(judge(podOf('env: [{name: GF_INSTALL_PLUGINS, value: x}]'), facts({ writable: [] })).against, undefined)
})

test('a data directory that has to belong to its user is no emptyDir', (t) => {
  const images = facts({ ownsData: true, writable: [{ path: '/srv/db/data', data: true }] })
  const nonRoot = 'securityContext: {runAsUser: 999}'
  t.regex(judge(podOf(nonRoot), images).against?.reason ?? '', /data directory/)
  t.is(judge(podOf(''), images).against, undefined)
  t.is(judge(podOf(`${nonRoot}, command: [dump]`), images).against, undefined)
})

test('options, variables and commands that write get directories', (t) => {
  const cases: [string, string[]][] = [
    ['args: [--data-dir=/models/store]', ['/models/store']],
    ['args: [--log-dir, /var/log/app]', ['/var/log/app']],
    ['args: [--pidfile=/run/app/app.pid]', ['/run/app']],
    ['env: [{name: CACHE_DIR, value: /app/cache}]', ['/app/cache']],
    ['env: [{name: HOME, value: /data}]', ['/data']],
    ['env: [{name: HOME, value: /home/app}]', []],
    ['env: [{name: DATA_DIR, value: /usr/share/geo}]', []],
    ['env: [{name: TMPDIR, value: /tmp/x}]', []],
    ['command: [sh, -c, "mkdir -p /models/a && touch /models/a/x"]', ['/models/a']],
    ['command: [sh, -c, "date > /cache/x"]', ['/cache']],
    ['lifecycle: {postStart: {exec: {command: [touch, /var/lib/app/up]}}}', ['/var/lib/app']],
    ['livenessProbe: {exec: {command: [sh, -c, "tee /run/app/x"]}}', ['/run/app']],
    ['workingDir: /data, command: [sh, -c, "touch x"]', ['/data']],
    ['command: [sh, -c, "mkdir -p /data/a; touch /data/b"]', ['/data']],
  ]
  for (const [fields, paths] of cases) {
    const found = withTemporary(fields)
    t.deepEqual([mounts(found), found.against], [paths.map(own), undefined], fields)
    t.is(found.confidence, 'likely', fields)
  }
})

test('what is told to write where the image has its files is held', (t) => {
  for (const fields of [
    'args: [--log-dir=/var/log]',
    'args: [--pidfile=/var/run/app.pid]',
    'env: [{name: LOG_DIR, value: /opt/app}]',
    'env: [{name: TMPDIR, value: /home}]',
    'workingDir: /app, command: [sh, -c, "touch x"]',
    'command: [sh, -c, "mkdir -p /opt/app/plugins"]',
    'command: [sh, -c, "mkdir /models/x"]',
    'command: [sh, -c, "sed -i s/a/b/ /data/x"]',
    'command: [sh, -c, "chmod +x /data/x"]',
  ])
    t.is(withTemporary(fields).against?.cause, 'evidence', fields)
})

test('a guess is no parent of what is mounted or of what facts name', (t) => {
  const images = facts({ status: 'unverified', writable: [{ path: '/data/app/cache' }] })
  t.deepEqual(mounts(withTemporary('env: [{name: DATA_DIR, value: /data/app}]', images)), [own('/data/app/cache')])
  const pod = podOf(
    'env: [{name: DATA_DIR, value: /data}], volumeMounts: [{name: d, mountPath: /data/db}, {name: d, mountPath: /tmp}]',
    'volumes: [{name: d, emptyDir: {}}],',
  )
  t.deepEqual(mounts(judge(pod)), [])
})

test('facts that tell all that is written answer for the folders that they know', (t) => {
  const images = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/tmp' }] })
  t.deepEqual(mounts(withTemporary('env: [{name: LOGS_PATH, value: /opt/app/logs}]', images)), [own('/opt/app/tmp')])
  t.deepEqual(mounts(withTemporary('env: [{name: LOGS_PATH, value: /var/log/app}]', images)), [
    own('/opt/app/tmp'),
    own('/var/log/app'),
  ])
})

test('the volume has the size limit of the profile, unless it holds data', (t) => {
  const context = contextWith({}, facts({ writable: [{ path: '/srv/db', data: true }] }))
  context.settings.emptyDirSizeLimit = '1Gi'
  const volume = (pod: Pod) =>
    control.judge(pod, context)[0]?.operations?.find(({ path }) => path === '/spec/volumes') as
      | { value: object }
      | undefined
  t.deepEqual(volume(podOf(''))?.value, [{ name: 'casehard-writable', emptyDir: {} }])
  t.deepEqual(volume(podOf('command: [dump]'))?.value, [{ name: 'casehard-writable', emptyDir: { sizeLimit: '1Gi' } }])
})
