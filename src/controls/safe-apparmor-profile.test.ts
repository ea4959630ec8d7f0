import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './safe-apparmor-profile.ts'

const KEY = 'container.apparmor.security.beta.kubernetes.io'
const AT = '/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1'

const assess = (annotations: string, pod = '', container = '') =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {annotations: {${annotations}}},
      spec: {${pod} containers: [{name: a, ${container}}]}}`),
    contextWith(),
  )

test('no profile, the runtime default and a local one are compliant', (t) => {
  for (const [annotation, type] of [
    ['runtime/default', 'RuntimeDefault'],
    ['localhost/x', 'Localhost'],
  ])
    t.deepEqual(
      assess(`${KEY}/a: ${annotation}`, `securityContext: {appArmorProfile: {type: ${type}}},`).map((j) => j.state),
      ['compliant'],
    )
  t.deepEqual(
    assess(`${KEY}/a: ''`).map((j) => j.state),
    ['compliant'],
  )
})

test('unconfined is a decision, and the field and the annotation of a container change together', (t) => {
  const [pod, container] = assess(`${KEY}/a: unconfined`, '', 'securityContext: {appArmorProfile: {type: Unconfined}}')
  t.is(pod?.state, 'compliant')
  t.deepEqual([container?.state, container?.objection?.cause], ['decided', 'deviation'])
  t.deepEqual(container?.operations, [
    { op: 'replace', path: '/spec/containers/0/securityContext/appArmorProfile/type', value: 'RuntimeDefault' },
    { op: 'replace', path: `${AT}a`, value: 'runtime/default' },
  ])
})

test('the field of the pod and annotations of containers that are not there belong to the pod', (t) => {
  const [pod, ...others] = assess(`${KEY}/b: unconfined`, 'securityContext: {appArmorProfile: {type: Unconfined}},')
  t.deepEqual(
    [pod?.operations?.map(({ path }) => path), others],
    [['/spec/securityContext/appArmorProfile/type', `${AT}b`], []],
  )
})

test('on Windows the decision is held for good', (t) => {
  const container = assess(`${KEY}/a: unconfined`, 'os: {name: windows},')[1]
  t.deepEqual([container?.state, container?.operations], ['decided', undefined])
})
