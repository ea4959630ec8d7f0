import test from 'ava'
import { gatherEvidence } from '../evidence/gather.ts'
import { contextWith, objectFrom } from '../testing.ts'
import { SECTIONS } from './nsa.ts'
import { findIn } from './testing.ts'

const GOOD = 'allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, readOnlyRootFilesystem: true'
const LIMITS = 'resources: {limits: {cpu: "1", memory: 1Gi}}'
const spec = (context: string, more = '', container = LIMITS): string =>
  `{automountServiceAccountToken: false, securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}},
  ${more} containers: [{name: a, ${container}, securityContext: {${context}}}]}`
const IN = '/spec/containers/0'
const POD_SECURITY = 'Pod security enforcement'

const CASES: readonly [string, string[]][] = [
  [spec(GOOD), []],
  [spec(`${GOOD}, runAsUser: 0`), [`Non-root containers ${IN}/securityContext/runAsNonRoot`]],
  [
    spec(GOOD.replace('Filesystem: true', 'Filesystem: false')),
    [`Immutable container file systems ${IN}/securityContext/readOnlyRootFilesystem`],
  ],
  [spec(`${GOOD}, privileged: true`), [`${POD_SECURITY} ${IN}/securityContext/privileged`]],
  [spec(GOOD, 'hostIPC: true,'), [`${POD_SECURITY} /spec/hostIPC`]],
  [spec(GOOD, 'volumes: [{name: v, hostPath: {path: /}}],'), [`${POD_SECURITY} /spec/volumes/0/hostPath`]],
  [spec(GOOD, '', `ports: [{hostPort: 1}], ${LIMITS}`), [`${POD_SECURITY} ${IN}/ports/0/hostPort`]],
  [
    spec(GOOD.replace('Escalation: false', 'Escalation: true')),
    [`${POD_SECURITY} ${IN}/securityContext/allowPrivilegeEscalation`],
  ],
  [
    spec(GOOD.replace('{drop', '{add: [NET_BIND_SERVICE, CHOWN], drop')),
    [`${POD_SECURITY} ${IN}/securityContext/capabilities/add/1`],
  ],
  [
    spec(GOOD).replace('Token: false', 'Token: true'),
    ['Protecting Pod service account tokens /spec/automountServiceAccountToken'],
  ],
  [
    spec(`${GOOD}, seccompProfile: {type: Unconfined}`),
    [`Hardening container environments ${IN}/securityContext/seccompProfile`],
  ],
  [spec(GOOD, '', 'resources: {limits: {cpu: "1"}}'), [`Resource policies ${IN}/resources/limits/memory`]],
]
for (const [pod, wanted] of CASES) {
  test(`the NSA guide finds ${wanted[0] ?? 'nothing in a hardened pod'}`, (t) => {
    t.deepEqual(findIn('nsa', pod), wanted)
  })
}

test('a LimitRange of the input limits containers without limits', (t) => {
  const range = objectFrom(
    '{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, default: {memory: 1Gi}}]}}',
  )
  t.deepEqual(findIn('nsa', spec(GOOD, '', 'image: x'), '', contextWith(gatherEvidence([range]))), [
    `Resource policies ${IN}/resources/limits/cpu`,
  ])
})

test('each section of the guide has rules or a reason why not', (t) => {
  for (const { title, rules, why } of SECTIONS) t.true((rules.length === 0) !== (why === undefined), title)
})
