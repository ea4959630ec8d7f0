import test from 'ava'
import type { ImageFacts, Pod } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import control from './index.ts'
import { assessWith, assessWithTemporary, facts, IMAGE, mountsIn, own, podOf } from './testing.ts'

test('an explicit false is a decision, whatever facts prove', (t) => {
  const writable = 'securityContext: {readOnlyRootFilesystem: false}'
  const known: Partial<ImageFacts> = { readOnlyRoot: true, writable: [{ path: '/cache' }] }
  const images: Partial<ImageFacts>[] = [known, { ...known, status: 'unverified' }, { writable: [] }]
  for (const image of images) {
    const { state, objection } = assessWith(podOf(writable), facts(image))
    t.deepEqual([state, objection?.cause], ['decided', 'deviation'])
  }
  const seeded = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/p', seeded: true }] })
  t.is(assessWith(podOf(writable), seeded).objection?.cause, 'evidence')
})

test('images whose maintainers leave the root filesystem writable keep it', (t) => {
  const found = assessWith(podOf(''), facts({ readOnlyRoot: false }))
  t.is(found.objection?.evidence?.[0]?.text, `${IMAGE} runs with a writable root filesystem`)
})

test('web applications that write to their code are held, unless facts list the paths', (t) => {
  const judged = (image: string, fields = '', known: ImageFacts[] = []) =>
    control.assess(
      podFrom(
        `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: ${image}, ${fields}}]}}`,
      ),
      contextWith({}, known),
    )[0]?.objection?.cause
  t.is(judged('registry.example/shop/wordpress'), 'evidence')
  t.is(judged('registry.example/shop/nginx'), undefined)
  const known = (status: ImageFacts['status']): ImageFacts[] => [
    { image: 'registry.example/shop/wordpress', status, writable: [] },
  ]
  t.is(judged('registry.example/shop/wordpress', '', known('configured')), undefined)
  t.is(judged('registry.example/shop/wordpress', '', known('unverified')), 'evidence')
})

test('plugin downloads hold it', (t) => {
  t.regex(
    assessWith(podOf('command: [sh, -c, "search-plugin install x && app"]')).objection?.reason ?? '',
    /installs plugins/,
  )
  t.regex(assessWith(podOf('env: [{name: GF_INSTALL_PLUGINS, value: x}]')).objection?.reason ?? '', /installs plugins/)
  t.is(assessWith(podOf('env: [{name: GF_INSTALL_PLUGINS, value: x}]'), facts({ writable: [] })).objection, undefined)
})

test('a data directory that has to belong to its user is no emptyDir', (t) => {
  const images = facts({ ownsData: true, writable: [{ path: '/srv/db/data', data: true }] })
  const nonRoot = 'securityContext: {runAsUser: 999}'
  t.regex(assessWith(podOf(nonRoot), images).objection?.reason ?? '', /data directory/)
  t.is(assessWith(podOf(''), images).objection, undefined)
  t.is(assessWith(podOf(`${nonRoot}, command: [dump]`), images).objection, undefined)
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
    const found = assessWithTemporary(fields)
    t.deepEqual([mountsIn(found), found.objection], [paths.map(own), undefined], fields)
    t.is(found.confidence, 'likely', fields)
  }
})

test('options that write to directories of the image hold it', (t) => {
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
    t.is(assessWithTemporary(fields).objection?.cause, 'evidence', fields)
})

test('an inferred path is never a parent of a mount or of a path from facts', (t) => {
  const images = facts({ status: 'unverified', writable: [{ path: '/data/app/cache' }] })
  t.deepEqual(mountsIn(assessWithTemporary('env: [{name: DATA_DIR, value: /data/app}]', images)), [
    own('/data/app/cache'),
  ])
  const pod = podOf(
    'env: [{name: DATA_DIR, value: /data}], volumeMounts: [{name: d, mountPath: /data/db}, {name: d, mountPath: /tmp}]',
    'volumes: [{name: d, emptyDir: {}}],',
  )
  t.deepEqual(mountsIn(assessWith(pod)), [])
})

test('complete facts decide about the directories that they list', (t) => {
  const images = facts({ readOnlyRoot: true, writable: [{ path: '/opt/app/tmp' }] })
  t.deepEqual(mountsIn(assessWithTemporary('env: [{name: LOGS_PATH, value: /opt/app/logs}]', images)), [
    own('/opt/app/tmp'),
  ])
  t.deepEqual(mountsIn(assessWithTemporary('env: [{name: LOGS_PATH, value: /var/log/app}]', images)), [
    own('/opt/app/tmp'),
    own('/var/log/app'),
  ])
})

test('the volume has the size limit of the profile, unless it holds data', (t) => {
  const context = contextWith({}, facts({ writable: [{ path: '/srv/db', data: true }] }))
  context.settings.emptyDirSizeLimit = '1Gi'
  const volume = (pod: Pod) =>
    control.assess(pod, context)[0]?.operations?.find(({ path }) => path === '/spec/volumes') as
      | { value: object }
      | undefined
  t.deepEqual(volume(podOf(''))?.value, [{ name: 'casehard-writable', emptyDir: {} }])
  t.deepEqual(volume(podOf('command: [dump]'))?.value, [{ name: 'casehard-writable', emptyDir: { sizeLimit: '1Gi' } }])
})
