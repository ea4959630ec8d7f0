import test from 'ava'
import { gatherEvidence } from '../../evidence/gather.ts'
import type { Container, LockedImage } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findOpenShift, objectToAdditions, objectToIds, objectToUnknown } from './objections.ts'

const podOf = (metadata = '') =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p, ${metadata}}, spec: {containers: [{name: a}]}}`)

const contextOf = (...objects: string[]) => contextWith(gatherEvidence(objects.map((text) => objectFrom(text))))

const ROUTE = '{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: web}}'

test('an object, a mark or a role of OpenShift shows that the input is for it', (t) => {
  for (const [object, text] of [
    [ROUTE, 'Route "web" of route.openshift.io'],
    [
      '{apiVersion: apps.openshift.io/v1, kind: DeploymentConfig, metadata: {name: dc}}',
      'DeploymentConfig "dc" of apps.openshift.io',
    ],
    [
      '{apiVersion: security.openshift.io/v1, kind: SecurityContextConstraints, metadata: {name: s}}',
      'SecurityContextConstraints "s" of security.openshift.io',
    ],
    [
      '{apiVersion: v1, kind: Service, metadata: {name: s, annotations: {service.beta.openshift.io/serving-cert-secret-name: tls}}}',
      'service.beta.openshift.io/serving-cert-secret-name of Service "s"',
    ],
    [
      '{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: "system:openshift:scc:anyuid"}}',
      'RoleBinding "b" of the role "system:openshift:scc:anyuid"',
    ],
  ] as const)
    t.deepEqual(
      findOpenShift(podOf(), contextOf(object)).map((one) => one.text),
      [text],
    )
  const [own] = findOpenShift(podOf('annotations: {openshift.io/required-scc: restricted-v2}'), contextOf())
  t.deepEqual(
    [own?.text, own?.at?.pointer],
    ['openshift.io/required-scc of the pod', '/metadata/annotations/openshift.io~1required-scc'],
  )
})

test('what works on OpenShift too is no sign of it', (t) => {
  const role =
    '{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: [{apiGroups: [route.openshift.io], resources: [routes], verbs: [get]}]}'
  t.deepEqual(findOpenShift(podOf('annotations: {example.com/openshift.io: x}'), contextOf(role)), [])
})

test('the platform that the user names decides, whatever the input shows', (t) => {
  const named = (platform: 'kubernetes' | 'openshift', ...objects: string[]) => {
    const context = contextOf(...objects)
    return findOpenShift(podOf(), { ...context, settings: { ...context.settings, platform } }).map(({ text }) => text)
  }
  t.deepEqual(named('openshift'), ['platform: openshift'])
  t.deepEqual(named('kubernetes', ROUTE), [])
})

test('users, groups and most capabilities are refused there, and nothing elsewhere', (t) => {
  t.is(objectToIds(podOf(), contextOf(ROUTE))?.cause, 'evidence')
  t.is(objectToIds(podOf(), contextOf()), undefined)
  t.regex(objectToAdditions(podOf(), ['CHOWN', 'NET_BIND_SERVICE'], contextOf(ROUTE))?.reason ?? '', /to add CHOWN$/)
  t.is(objectToAdditions(podOf(), ['NET_BIND_SERVICE'], contextOf(ROUTE)), undefined)
  t.is(objectToAdditions(podOf(), ['CHOWN'], contextOf()), undefined)
})

test('the hint names images lock where the layers of the image would tell more', (t) => {
  const locked: LockedImage = {
    image: 'a:1',
    digest: 'sha256:ab',
    platform: 'linux/amd64',
    found: '2026-11-30',
    config: {},
  }
  const hintFor = (control: string, entries: LockedImage[] = [], image = 'image: "a:1"') => {
    const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, ${image}}]}}`)
    const context = contextWith({}, [], new Set())
    const catalog = { ...context.catalog, locked: () => entries }
    return objectToUnknown(control, pod, pod.containers[0] as Container, { ...context, catalog }, 'unknown', 'set it')
      ?.hint
  }
  const plain = 'set it, describe the image under images in the configuration, or pass --assume'
  const named =
    'set it, look the image up with casehard images lock, describe it under images in the configuration, or pass --assume'
  t.is(hintFor('run-as-non-root'), named)
  t.is(hintFor('run-as-non-root', [locked]), named)
  t.is(hintFor('run-as-non-root', [{ ...locked, files: { shell: true } }]), plain)
  t.is(hintFor('run-as-non-root', [], ''), plain)
  t.is(hintFor('default-resources'), plain)
})
