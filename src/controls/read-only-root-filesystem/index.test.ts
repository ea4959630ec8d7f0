import test from 'ava'
import type { Assessment, Pod } from '../../model.ts'
import { applyOperations } from '../../patch/apply.ts'
import { contextWith, podFrom } from '../../testing.ts'
import control from './index.ts'
import { EVICTION_ANNOTATION } from './mounts.ts'

const podOf = (containers: string, spec = '', metadata = ''): Pod =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p, ${metadata}}, spec: {${spec} containers: [${containers}]}}`)

const assess = (container: string, spec = ''): Assessment =>
  control.assess(podOf(`{name: app, ${container}}`, spec), contextWith())[0] as Assessment

const reason = (container: string, spec = '') => assess(container, spec).objection?.reason

const hardened = (pod: Pod): Pod => {
  const open = control
    .assess(pod, contextWith())
    .find(({ state, objection }) => state === 'open' && objection === undefined)
  if (open === undefined) return pod
  const object = applyOperations(structuredClone(pod.object), open.operations ?? [])
  return hardened(podFrom(JSON.stringify(object)))
}

test('mount, volume, annotation and flag are one change', (t) => {
  const { state, operations, confidence } = assess('')
  t.deepEqual([state, confidence], ['open', 'assumed'])
  t.deepEqual(operations, [
    {
      op: 'add',
      path: '/spec/containers/0/volumeMounts',
      value: [{ name: 'casehard-writable', mountPath: '/tmp', subPath: 'app/tmp' }],
    },
    { op: 'add', path: '/spec/volumes', value: [{ name: 'casehard-writable', emptyDir: {} }] },
    { op: 'add', path: '/metadata/annotations', value: { [EVICTION_ANNOTATION]: 'casehard-writable' } },
    { op: 'add', path: '/spec/containers/0/securityContext', value: { readOnlyRootFilesystem: true } },
  ])
})

test('containers share the volume and not the directory, and then nothing is left to do', (t) => {
  const pod = podOf(
    '{name: a, image: i}, {name: b, image: i, volumeMounts: null}',
    'initContainers: [{name: c, image: i}], volumes: null,',
  )
  const done = hardened(pod)
  const sub = done.containers.map(({ value }) => value.volumeMounts)
  t.deepEqual(
    sub,
    ['c', 'a', 'b'].map((subPath) => [{ name: 'casehard-writable', mountPath: '/tmp', subPath: `${subPath}/tmp` }]),
  )
  t.deepEqual(done.spec.volumes, [{ name: 'casehard-writable', emptyDir: {} }])
  t.deepEqual(done.metadata.annotations, { [EVICTION_ANNOTATION]: 'casehard-writable' })
  t.true(control.assess(done, contextWith()).every(({ state }) => state === 'compliant'))
})

test('a name that is taken by another volume or a claim is passed over', (t) => {
  const name = (spec: string) => JSON.stringify(assess('', spec).operations?.[0])
  t.regex(name('volumes: [{name: casehard-writable, emptyDir: {medium: Memory}}],'), /"casehard-writable-2"/)
  t.regex(
    name('volumes: [{name: casehard-writable, secret: {secretName: s}}, {name: casehard-writable-2, emptyDir: {}}],'),
    /"casehard-writable-2"/,
  )
  t.regex(name('volumeClaimTemplates: [{metadata: {name: casehard-writable}}],'), /"casehard-writable-2"/)
})

test('the volume joins those that the annotation names already', (t) => {
  const pod = podOf('{name: a, image: i}', '', `annotations: {${EVICTION_ANNOTATION}: "z,a"}`)
  t.deepEqual(hardened(pod).metadata.annotations, { [EVICTION_ANNOTATION]: 'z,a,casehard-writable' })
})

test('metadata that is absent or not kept does not stop the change', (t) => {
  const template =
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: [{name: a, image: i}]}}}}'
  const pod = podFrom(template)
  const operations = (given: Pod) => control.assess(given, contextWith())[0]?.operations
  t.deepEqual(operations(pod)?.[2], {
    op: 'add',
    path: '/spec/template/metadata',
    value: { annotations: { [EVICTION_ANNOTATION]: 'casehard-writable' } },
  })
  const { metadataPointer, ...rest } = pod
  t.is(metadataPointer, '/spec/template/metadata')
  t.is(operations(rest)?.length, 3)
})

test('a mount at /tmp or above it needs the flag alone', (t) => {
  const flag = [{ op: 'add', path: '/spec/containers/0/securityContext', value: { readOnlyRootFilesystem: true } }]
  for (const mountPath of ['/tmp', '/tmp/', '//tmp', '/']) {
    const { operations, confidence } = assess(
      `volumeMounts: [{name: t, mountPath: ${mountPath}}]`,
      'volumes: [{name: t, emptyDir: {}}],',
    )
    t.deepEqual([operations, confidence], [flag as never, 'likely'])
  }
  t.is(
    assess('volumeMounts: [{name: t, mountPath: /tmp}]', 'volumes: [{name: t, hostPath: {path: /x}}],').confidence,
    'assumed',
  )
  t.is(assess('volumeMounts: [{name: t, mountPath: /tmp/cache}]').operations?.length, 4)
})

test('writes to the working directory of the image keep the filesystem writable', (t) => {
  const unknown = /a program that writes to directories of its image$/
  for (const fields of [
    'command: [wget], args: ["web:80"]',
    'args: ["cp /etc/a ."]',
    'command: [sh, -c, "git clone x:y"]',
  ]) {
    t.regex(reason(`image: busybox, ${fields}`) ?? '', unknown)
    t.is(reason(`image: busybox, workingDir: /tmp, ${fields}`), undefined)
  }
})

test('true is compliant, and so is Windows', (t) => {
  t.is(assess('securityContext: {readOnlyRootFilesystem: true}').state, 'compliant')
  t.is(assess('', 'os: {name: windows},').state, 'compliant')
})

test('an explicit false is a decision that enforce overrides', (t) => {
  const { state, objection, operations } = assess('securityContext: {readOnlyRootFilesystem: false}')
  t.deepEqual([state, objection?.cause, operations?.length], ['decided', 'deviation', 4])
})

test('Ruby keeps its writable filesystem, unless /tmp is mounted already', (t) => {
  const ruby = /^Ruby/
  t.regex(reason('image: docker.io/library/ruby:3.3') ?? '', ruby)
  t.regex(reason('image: registry.ruby.example/team/my-rails-app') ?? '', ruby)
  t.regex(reason('env: [{name: RAILS_ENV, value: production}]') ?? '', ruby)
  t.regex(reason('env: [{name: BUNDLE_PATH, value: /b}]') ?? '', ruby)
  t.regex(reason('command: [bundle, exec, app]') ?? '', ruby)
  t.regex(reason('args: [sh, -c, "exec /app/bin/rails server"]') ?? '', ruby)
  t.is(reason('image: registry.ruby.example/team/app:ruby'), undefined)
  t.is(reason('image: ruby, volumeMounts: [{name: t, mountPath: /tmp}]'), undefined)
})

test('package installs keep the filesystem writable', (t) => {
  t.regex(reason('command: [sh, -c, "apt-get -y install curl && app"]') ?? '', /installs packages/)
  t.regex(reason('command: [apk, add, --no-cache, curl]') ?? '', /installs packages/)
  t.regex(reason('args: [pip install -r requirements.txt]') ?? '', /installs packages/)
  t.is(reason('args: [--mode, install]'), undefined)
})

test('writes to the image hold it, and the evidence shows where', (t) => {
  const { objection } = assess(
    'command: [sh, -c], args: ["echo $X > /etc/app.conf; touch /var/x; cp /a /opt/b/; sed -i s/a/b/ /srv/c"]',
  )
  t.deepEqual(
    objection?.evidence?.map(({ text }) => text),
    [
      '> /etc/app.conf in container "app"',
      'touch /var/x in container "app"',
      'cp /opt/b in container "app"',
      'sed -i /srv/c in container "app"',
    ],
  )
  t.is(objection?.evidence?.[0]?.at?.pointer, '/spec/containers/0/args/0')
  t.regex(reason('livenessProbe: {exec: {command: [touch, /healthy]}}') ?? '', /without a volume/)
})

test('writes to mounts, /tmp and devices do not matter', (t) => {
  t.is(
    reason(
      'args: ["app > /dev/null 2>&1; touch /tmp/ready; mkdir -p /data/x"], volumeMounts: [{name: d, mountPath: /data/}]',
    ),
    undefined,
  )
  t.is(reason('args: ["a -> /b", "a >= /c", "echo /d > e", "cat /f"]'), undefined)
})

test('ephemeral containers get no mounts', (t) => {
  const judged = (container: string) =>
    control.assess(
      podOf(
        '{name: a, image: i, securityContext: {readOnlyRootFilesystem: true}}',
        `ephemeralContainers: [{name: e, image: i, ${container}}],`,
      ),
      contextWith(),
    )[1]
  t.deepEqual([judged('')?.objection?.cause, judged('')?.operations], ['api-rule', undefined])
  t.is(judged('volumeMounts: [{name: t, mountPath: /tmp}]')?.operations?.length, 1)
})

test('a kind that keeps no volumes is held, and one that keeps no annotations is not', (t) => {
  const pod = podOf('{name: a, image: i}')
  const judged = (...writable: string[]) =>
    control.assess({ ...pod, shape: { ...pod.shape, writable } }, contextWith())[0]
  t.is(judged('/containers/*/securityContext/**')?.objection?.cause, 'api-rule')
  t.is(judged('/containers/**', '/volumes/**')?.objection, undefined)
})
