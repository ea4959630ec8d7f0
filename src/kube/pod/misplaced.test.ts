import test from 'ava'
import { podFrom } from '../../testing.ts'
import { misplacedFields } from './misplaced.ts'

const found = (spec: string): string[][] =>
  misplacedFields(podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: ${spec}}`)).map((entry) => [
    entry.pointer,
    entry.field,
    entry.expected,
  ])
const container = (fields: string): string => `{containers: [{name: a, image: b, ${fields}}]}`

const cases: [string, string, string, string][] = [
  [
    'a container field on the pod',
    '{securityContext: {readOnlyRootFilesystem: true}}',
    '/spec/securityContext/readOnlyRootFilesystem',
    '/spec/containers/*/securityContext/readOnlyRootFilesystem',
  ],
  [
    'a field of the security context on the pod',
    '{runAsNonRoot: true}',
    '/spec/runAsNonRoot',
    '/spec/securityContext/runAsNonRoot',
  ],
  [
    'a field of the security context on the container',
    container('runAsUser: 1000'),
    '/spec/containers/0/runAsUser',
    '/spec/containers/0/securityContext/runAsUser',
  ],
  [
    'a pod field on a container',
    container('securityContext: {fsGroup: 1}'),
    '/spec/containers/0/securityContext/fsGroup',
    '/spec/securityContext/fsGroup',
  ],
  [
    'the token beside a container',
    container('automountServiceAccountToken: false'),
    '/spec/containers/0/automountServiceAccountToken',
    '/spec/automountServiceAccountToken',
  ],
  [
    'service links in a security context',
    '{securityContext: {enableServiceLinks: false}}',
    '/spec/securityContext/enableServiceLinks',
    '/spec/enableServiceLinks',
  ],
  [
    'a participle',
    container('securityContext: {allowPrivilegedEscalation: false}'),
    '/spec/containers/0/securityContext/allowPrivilegedEscalation',
    '/spec/containers/0/securityContext/allowPrivilegeEscalation',
  ],
  [
    'another case',
    container('securityContext: {readOnlyRootFileSystem: true}'),
    '/spec/containers/0/securityContext/readOnlyRootFileSystem',
    '/spec/containers/0/securityContext/readOnlyRootFilesystem',
  ],
  [
    'another case on the pod',
    '{securityContext: {runAsNonroot: true}}',
    '/spec/securityContext/runAsNonroot',
    '/spec/securityContext/runAsNonRoot',
  ],
  [
    'a plural',
    '{automountServiceAccountTokens: false}',
    '/spec/automountServiceAccountTokens',
    '/spec/automountServiceAccountToken',
  ],
  [
    'a misspelling on the wrong level',
    '{securityContext: {allowPrivilegedEscalation: false}}',
    '/spec/securityContext/allowPrivilegedEscalation',
    '/spec/containers/*/securityContext/allowPrivilegeEscalation',
  ],
  ['a misspelt context', '{securitycontext: {}}', '/spec/securitycontext', '/spec/securityContext'],
]
for (const [title, spec, pointer, should] of cases) {
  test(`${title} is found with its right place`, (t) => {
    t.deepEqual(found(spec), [[pointer, pointer.slice(pointer.lastIndexOf('/') + 1), should]])
  })
}

test('fields at the right level are not reported', (t) => {
  const spec = `{hostNetwork: true, hostname: a, hostAliases: [], serviceAccountName: a, os: {name: linux}, volumes: [],
    securityContext: {fsGroup: 1, sysctls: [], runAsUser: 1, supplementalGroups: [1]},
    containers: [{name: a, image: b, ports: [], resources: {}, restartPolicy: Always, resizePolicy: [],
      securityContext: {privileged: false, capabilities: {}, procMount: Default, runAsGroup: 1}}]}`
  t.deepEqual(found(spec), [])
})

test('keys that do not resemble a hardening field are not reported', (t) => {
  t.deepEqual(found('{runAs: 1, secret: 1, x: 1, privilegedContainersAreAllowedHere: 1}'), [])
})
