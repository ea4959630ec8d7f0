import test from 'ava'
import type { Container } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { findForeignModes } from './written-paths.ts'

const evidence = (fields: string, inits = ''): number => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {
    initContainers: [${inits}], containers: [{name: app, image: i, ${fields}}],
    volumes: [{name: own, emptyDir: {}}, {name: disk, persistentVolumeClaim: {claimName: c}}]}}`)
  return findForeignModes(pod, pod.containers.at(-1) as Container, contextWith()).length
}

const MOUNTS = 'volumeMounts: [{name: own, mountPath: /certs}, {name: disk, mountPath: /data}]'
const runs = (script: string, inits = '', mounts = MOUNTS): number =>
  evidence(`command: [sh, -ec, ${JSON.stringify(script)}], ${mounts}`, inits)

test('a container may chmod its own files on an emptyDir or in /tmp', (t) => {
  for (const script of [
    'cp /raw/* /certs/ && chmod 600 /certs/tls.key',
    'chmod -R g+w /certs/a /certs/b',
    'chmod -x /certs/a',
    'cd /certs; chmod 600 *.key',
    'D=/certs; cp x $D/y; chmod 0600 $D/y',
    'chmod +x /tmp/run.sh',
  ])
    t.is(runs(script), 0, script)
  t.is(evidence(`command: [chmod, "600", /certs/tls.key], ${MOUNTS}`), 0)
})

test('files of the image, of a persistent volume or with an unknown path may have another owner', (t) => {
  for (const script of [
    'chmod 600 /data/key',
    'chmod 700 /certs',
    'chmod 600 /certs/a /etc/b',
    'chmod 600 "$FILE"',
    'chmod 600 /certs/../etc/b',
    'find /certs -exec chmod 600 {} +',
    'chmod 600 /certs/a; xargs chmod 600 < list',
    'chmod --reference=/x /certs/a',
    'chmod 600',
  ])
    t.is(runs(script), 1, script)
  t.is(runs('chmod 600 /tmp/a', '', 'volumeMounts: [{name: disk, mountPath: /tmp}]'), 1)
})

test('an emptyDir that another user writes or reads may have files of another owner', (t) => {
  const init = (image: string, more = '') =>
    `{name: first, image: ${image}, volumeMounts: [{name: own, mountPath: /x}], ${more}}`
  t.is(runs('chmod 600 /certs/a', init('other')), 1)
  t.is(runs('chmod 600 /certs/a', init('i')), 0)
  const user = 'securityContext: {runAsUser: 7}'
  t.is(runs('chmod 600 /certs/a', init('other', user), `${MOUNTS}, ${user}`), 0)
  t.is(runs('chmod 600 /certs/a', init('other', user)), 1)
  t.is(runs('chmod 600 /certs/a', init('i', user)), 1)
})

test('without chmod there is no evidence', (t) => {
  t.is(runs('cp /raw/* /data'), 0)
})
