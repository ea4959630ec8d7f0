import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { SCC } from './scc.ts'

const NAMESPACE = '{apiVersion: v1, kind: Namespace, metadata: {name: shop'

const check = (constraint: string, spec: string, annotations = ''): string[] => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: ${spec}}`)
  const placed = { ...pod, resource: { ...pod.resource, namespace: 'shop' } }
  const context = contextWith({ namespaces: [objectFrom(`${NAMESPACE}, annotations: {${annotations}}}}`)] })
  const standard = SCC.find(({ name }) => name === `scc:${constraint}`)
  return (standard?.checkerFor('4').checkPod(placed, context) ?? []).map(({ check: id, pointer }) => `${id} ${pointer}`)
}

const container = (fields: string): string => `containers: [{name: a, ${fields}}]`
const context = (fields: string): string => `{${container(`securityContext: {${fields}}`)}}`
const AT = '/spec/containers/0/securityContext'

test('what OpenShift sets itself may be unset, and a user namespace must be chosen for restricted-v3', (t) => {
  t.deepEqual(check('restricted-v2', `{${container('image: i')}}`), [])
  t.deepEqual(check('restricted-v3', `{${container('image: i')}}`), ['userNamespaceLevel /spec/hostUsers'])
  t.deepEqual(check('restricted-v3', `{hostUsers: false, ${container('image: i')}}`), [])
})

test('both refuse what reaches the node, added capabilities, escalation, other profiles and other volumes', (t) => {
  for (const [spec, found] of [
    [context('privileged: true'), `allowPrivilegedContainer ${AT}/privileged`],
    [context('allowPrivilegeEscalation: true'), `allowPrivilegeEscalation ${AT}/allowPrivilegeEscalation`],
    [context('capabilities: {add: [CHOWN]}'), `allowedCapabilities ${AT}/capabilities/add`],
    [context('seccompProfile: {type: Unconfined}'), `seccompProfiles ${AT}/seccompProfile`],
    [`{hostNetwork: true, ${container('image: i')}}`, 'allowHost /spec/hostNetwork'],
    [`{${container('ports: [{hostPort: 80}]')}}`, 'allowHostPorts /spec/containers/0/ports/0/hostPort'],
    [`{volumes: [{name: v, hostPath: {path: /}}], ${container('image: i')}}`, 'volumes /spec/volumes/0/hostPath'],
    [`{volumes: [{name: v, nfs: {server: s}}], ${container('image: i')}}`, 'volumes /spec/volumes/0/nfs'],
  ] as const)
    for (const constraint of ['restricted-v2', 'restricted-v3'])
      t.true(check(constraint, spec).includes(found), `${constraint} ${spec}`)
  t.deepEqual(check('restricted-v2', context('capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}')), [])
  t.deepEqual(check('restricted-v2', context('seccompProfile: {type: RuntimeDefault}')), [])
  t.deepEqual(check('restricted-v2', `{volumes: [{name: v, emptyDir: {}}], ${container('image: i')}}`), [])
})

test('explicit ids must be in the range of the namespace, or from 1000 to 65534 in a user namespace', (t) => {
  const ids = '{hostUsers: false, securityContext: {runAsUser: 1000, fsGroup: 65534}, containers: []}'
  const found = ['runAsUser /spec/securityContext/runAsUser', 'fsGroup /spec/securityContext/fsGroup']
  t.deepEqual(check('restricted-v2', ids), found)
  for (const range of ['1000/64535', '1000-65534'])
    t.deepEqual(check('restricted-v2', ids, `openshift.io/sa.scc.uid-range: ${range}`), [])
  t.deepEqual(check('restricted-v2', ids, 'openshift.io/sa.scc.uid-range: 1000/2'), [found[1]])
  t.deepEqual(check('restricted-v3', ids), [])
  t.is(
    check('restricted-v3', '{hostUsers: false, securityContext: {supplementalGroups: [5]}, containers: []}').length,
    1,
  )
  t.deepEqual(check('restricted-v2', context('runAsUser: 101')), [`runAsUser ${AT}/runAsUser`])
})
