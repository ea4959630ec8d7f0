import test from 'ava'
import type { Container, ImageFacts } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'

const IMAGE = 'registry.example/store'
const FACTS: ImageFacts = {
  image: IMAGE,
  status: 'verified',
  imageUser: 0,
  anyUser: true,
  writable: [{ path: '/var/lib/store', data: true }],
}

const userOf = (fields: string, mountPath = '/var/lib/store'): number | undefined => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{name: d, emptyDir: {}}],
    containers: [{name: a, image: '${IMAGE}:1', volumeMounts: [{name: d, mountPath: '${mountPath}'}], ${fields}}]}}`)
  return contextWith({}, [FACTS]).requirementsOf(pod, pod.containers[0] as Container).user.user
}

test('an image for any user gets 65532 where its own program writes to volumes, with or without a command', (t) => {
  t.is(userOf(''), 65532)
  t.is(userOf('command: [/usr/local/bin/store], args: [--data-dir=/var/lib/store/data, --verbose]'), 65532)
})

test('it gets no user where a path is outside of the volumes, or the command starts another program', (t) => {
  t.is(userOf('', '/data'), undefined)
  t.is(userOf('args: [--data-dir=/data]'), undefined)
  t.is(userOf('env: [{name: DATA_DIR, value: /data}]'), undefined)
  t.is(userOf('command: [/start.sh]'), undefined)
})
