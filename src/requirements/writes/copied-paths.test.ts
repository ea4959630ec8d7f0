import test from 'ava'
import type { Container, Pod } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { findCopiedPaths } from './copied-paths.ts'

const podWith = (script: string, mounts: string, init = '', image = 'r.example/app:1') =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {
    volumes: [{name: e, emptyDir: {}}, {name: c, configMap: {name: c}}],
    initContainers: [{name: prepare, image: 'r.example/app:1', command: [sh, -c, ${JSON.stringify(script)}], volumeMounts: [${mounts}], ${init}}],
    containers: [{name: app, image: '${image}'}]}}`)

const copiedIn = (pod: Pod) => findCopiedPaths(pod, pod.containers[1] as Container, contextWith())

const EMPTY = '{name: e, mountPath: /emptydir}'

const copies = (script: string, mounts = EMPTY, init = '') =>
  copiedIn(podWith(script, mounts, init))
    .filter(({ made }) => !made)
    .map(({ source, volume, subPath }) => `${source} ${volume}:${subPath}`)

test('a copy is found where cp writes it', (t) => {
  const cases: [string, string[]][] = [
    ['cp -r --preserve=mode /opt/app/plugins /emptydir/plugins-dir', ['/opt/app/plugins e:plugins-dir']],
    ['cp -r /opt/app/plugins/ /emptydir/plugins-dir', ['/opt/app/plugins e:plugins-dir']],
    ['cp -r /opt/app/plugins /emptydir', ['/opt/app/plugins e:plugins']],
    ['mkdir -p /emptydir/d; cp -r /opt/app/plugins /emptydir/d', ['/opt/app/plugins e:d/plugins']],
    ['cp -r /opt/app/plugins /emptydir/d/', ['/opt/app/plugins e:d/plugins']],
    ['cp -r /opt/app/conf/* /emptydir/d', ['/opt/app/conf e:d']],
    ['cp -a /opt/app/conf/. /emptydir', ['/opt/app/conf e:']],
    ['cp /opt/app/a.conf /opt/app/b.conf /emptydir/d', ['/opt/app/a.conf e:d/a.conf', '/opt/app/b.conf e:d/b.conf']],
    ['cd /opt/app; cp a.conf /emptydir/b.conf', ['/opt/app/a.conf e:b.conf']],
  ]
  for (const [script, found] of cases) t.deepEqual(copies(script), found, script)
})

test('the sub path of the mount is part of the place', (t) => {
  t.deepEqual(copies('cp -r /etc/ssl/certs/* /certs', '{name: e, mountPath: /certs/, subPath: ssl}'), [
    '/etc/ssl/certs e:ssl',
  ])
})

test('copies from volumes, into other volumes and of computed paths are none', (t) => {
  t.deepEqual(copies('cp -r "$PLUGINS"/* /emptydir; cp /opt/a /srv/b; cp /opt/a "$X"'), [])
  t.deepEqual(copies('cp /c/a.conf /emptydir/a.conf', `${EMPTY}, {name: c, mountPath: /c}`), [])
  t.deepEqual(copies('cp /opt/a /emptydir/a', '{name: e, mountPath: /emptydir, readOnly: true}'), [])
  t.deepEqual(copies('cp /opt/a /c/a', '{name: c, mountPath: /c}'), [])
})

test('a sidecar is no init container that has ended', (t) => {
  t.deepEqual(copies('cp /opt/a /emptydir/a', EMPTY, 'restartPolicy: Always'), [])
})

test('files that an init container creates in a volume are found with their mount', (t) => {
  const made = copiedIn(
    podWith('ln -s /dev/stdout /opt/app/logs/app.log', '{name: e, mountPath: /opt/app/logs, subPath: logs}'),
  )
  t.deepEqual(
    made.map(({ source, subPath, evidence }) => [source, subPath, evidence.text]),
    [
      ['/opt/app/logs/app.log', 'logs/app.log', 'init container "prepare" fills /opt/app/logs/app.log in volume "e"'],
      ['/opt/app/logs', 'logs', 'init container "prepare" fills /opt/app/logs in volume "e"'],
    ],
  )
})

test('copies count for containers of the same image, whatever its tag', (t) => {
  const found = (image: string) => copiedIn(podWith('cp /opt/a /emptydir/a', EMPTY, '', image)).length
  t.true(found('r.example/app@sha256:0') > 0)
  t.is(found('r.example/other:1'), 0)
})
