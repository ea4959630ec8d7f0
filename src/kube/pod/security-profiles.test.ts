import test from 'ava'
import type { Container } from '../../model.ts'
import { podFrom } from '../../testing.ts'
import { appArmorNameOf, isProfileName, profileField, seccompNameOf } from './security-profiles.ts'

test('annotation values and fields convert to each other', (t) => {
  const fields = {
    'runtime/default': { type: 'RuntimeDefault' },
    unconfined: { type: 'Unconfined' },
    'localhost/a/b.json': { type: 'Localhost', localhostProfile: 'a/b.json' },
  }
  for (const [name, field] of Object.entries(fields)) {
    t.deepEqual(profileField(name), field)
    const profile = JSON.stringify(field)
    const pod = podFrom(`{kind: Pod, spec: {securityContext: {seccompProfile: ${profile}}, containers: [{name: a}]}}`)
    t.is(seccompNameOf(pod), name)
  }
  t.deepEqual(profileField('docker/default'), { type: 'RuntimeDefault' })
  t.deepEqual(['docker/default', 'localhost/', 'RuntimeDefault', ''].map(isProfileName), [true, false, false, false])
})

test("a container's own field or annotation overrides the pod's", (t) => {
  const pod = podFrom(`
kind: Pod
metadata:
  annotations:
    seccomp.security.alpha.kubernetes.io/pod: docker/default
    container.seccomp.security.alpha.kubernetes.io/annotated: unconfined
    container.apparmor.security.beta.kubernetes.io/annotated: localhost/mine
    container.apparmor.security.beta.kubernetes.io/empty: ""
spec:
  securityContext: {appArmorProfile: {type: RuntimeDefault}}
  containers:
    - name: annotated
    - name: empty
    - {name: field, securityContext: {seccompProfile: {type: Localhost, localhostProfile: x}, appArmorProfile: {type: Unconfined}}}
`)
  t.is(seccompNameOf(pod), 'docker/default')
  const each = pod.containers.map((container: Container) => [
    seccompNameOf(pod, container),
    appArmorNameOf(pod, container),
  ])
  t.deepEqual(each, [
    ['unconfined', 'localhost/mine'],
    ['docker/default', 'runtime/default'],
    ['localhost/x', 'unconfined'],
  ])
})
