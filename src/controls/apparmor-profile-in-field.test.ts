import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './apparmor-profile-in-field.ts'

const assess = ([annotation = '', container = '', pod = '']: readonly string[]) =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/${annotation}}},
      spec: {${pod} containers: [{name: a, ${container}}]}}`),
    contextWith(),
  )

const AT = '/spec/containers/0/securityContext'

test('the profile of an annotation is set in the field, and the annotation stays', (t) => {
  for (const [annotation, profile] of [
    ['runtime/default', { type: 'RuntimeDefault' }],
    ['localhost/team/web', { type: 'Localhost', localhostProfile: 'team/web' }],
  ] as const) {
    t.deepEqual(assess([`a: ${annotation}`])[0]?.operations, [
      { op: 'add', path: AT, value: { appArmorProfile: profile } },
    ])
    t.deepEqual(assess([`a: ${annotation}`, 'securityContext: {privileged: false}'])[0]?.operations, [
      { op: 'add', path: `${AT}/appArmorProfile`, value: profile },
    ])
  }
})

for (const [what, ...given] of [
  ['an annotation that switches AppArmor off', 'a: unconfined'],
  ['an empty annotation', "a: ''"],
  ['one that names no profile', 'a: localhost/'],
  ['one that is no text', 'a: 7'],
  ['one of another container', 'b: runtime/default'],
  ['one beside a field', 'a: runtime/default', 'securityContext: {appArmorProfile: {type: RuntimeDefault}}'],
  ['one of a Windows pod', 'a: runtime/default', '', 'os: {name: windows},'],
])
  test(`${what} is not brought to the field`, (t) => {
    t.deepEqual(assess(given), [{ container: 'a', path: `${AT}/appArmorProfile`, state: 'compliant' }])
  })
