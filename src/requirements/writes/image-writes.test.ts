import test from 'ava'
import type { Container } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { findImageWrites, findRootOwned } from './image-writes.ts'

const writes = (script: string, known: string[] = [], volume = 'data'): string[] => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {
    containers: [{name: app, image: i, command: [sh, -c, ${JSON.stringify(script)}],
      volumeMounts: [{name: ${volume}, mountPath: /data/}]}],
    volumes: [{name: ${volume}, emptyDir: {}}]}}`)
  return findImageWrites(pod, pod.containers[0] as Container, contextWith(), known).map(({ text }) => text)
}

test('writes of a command to its image are found with the command', (t) => {
  t.deepEqual(writes('touch /srv/ready; echo x > /etc/app.conf').length, 2)
  t.regex(writes('touch /srv/ready')[0] ?? '', /^touch \/srv\/ready in container "app"/)
})

test('a path on a volume, in /tmp or of a device is not in the image', (t) => {
  t.deepEqual(writes('touch /data/x /tmp/y; echo z > /dev/stderr'), [])
})

test('a mount that hardening has added changes nothing', (t) => {
  const added = writes('touch /data/ready /other/ready', [], 'casehard-writable')
  t.deepEqual(added.length, 2)
  t.is(writes('touch /data/ready /other/ready', [], 'other').length, 1)
})

test('a path that is known to be writable for any user is left out', (t) => {
  t.deepEqual(writes('touch /var/cache/app/x', ['/var/cache/app/']), [])
  t.is(writes('touch /var/cache/apples', ['/var/cache/app']).length, 1)
})

test('root owns what the image writes to, unless a volume is mounted there or the root filesystem becomes read-only', (t) => {
  const image = 'registry.example/shop/web'
  const facts = { image, status: 'verified' as const, writable: [{ path: '/var/cache/web', rootOwned: true as const }] }
  const known = { image, facts, proves: true, cite: (text: string) => ({ source: 'image-facts' as const, text }) }
  const owned = (fields: string, getsMounts: boolean, volumes: string[] = []) => {
    const pod = podFrom(`{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: "${image}:1"${fields}}]}}`)
    const [container] = pod.containers as [(typeof pod.containers)[number]]
    return findRootOwned(container, { ...known, facts: { ...facts, volumes } }, getsMounts).map(({ text }) => text)
  }
  const found = [`root owns /var/cache/web in ${image}, which writes to it`]
  t.deepEqual(owned('', true), [])
  t.deepEqual(owned('', false), found)
  const readOnly = ', securityContext: {readOnlyRootFilesystem: true}'
  t.deepEqual(owned(readOnly, false), [], 'nobody writes there')
  t.deepEqual(owned(readOnly, false, ['/var/cache']), found, 'the runtime makes volumes of the image writable')
  t.deepEqual(owned(', volumeMounts: [{name: v, mountPath: /var/cache/web}]', false), [])
  t.deepEqual(owned(', command: [other]', false), [])
})

test('an option that names a file of the image counts, unless a volume is mounted there', (t) => {
  const found = (argument: string): string[] => {
    const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{name: v, emptyDir: {}}],
      containers: [{name: a, image: i, args: ['${argument}'], volumeMounts: [{name: v, mountPath: /data}]}]}}`)
    return contextWith()
      .requirementsOf(pod, pod.containers[0] as Container)
      .imageWrites.map(({ text }) => text)
  }
  t.deepEqual(found('--log-file=/var/log/app.log'), ['--log-file /var/log/app.log in container "a"'])
  t.deepEqual(found('--log-file=/data/app.log'), [])
  t.deepEqual(found('--log-file=/var/log/app/app.log'), [], 'hardening mounts a volume there')
})
