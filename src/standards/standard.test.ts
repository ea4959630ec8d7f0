import test from 'ava'
import { reasonAt } from './standard.ts'

const SPEC = {
  hostPID: true,
  securityContext: { seccompProfile: { type: 'Unconfined' }, sysctls: [{ name: 'kernel.msgmax', value: '1' }] },
  volumes: [{ name: 'v', hostPath: { path: '/' } }],
  containers: [
    {
      name: 'a',
      securityContext: { capabilities: { add: ['KILL'], drop: [] }, runAsUser: 0, seLinuxOptions: { role: '' } },
      livenessProbe: { httpGet: { host: 'b' } },
    },
  ],
}
const OBJECT = { spec: { template: { metadata: { annotations: { 'a.example/b': 'c' } }, spec: SPEC } } }

const CASES: readonly [string, string][] = [
  ['/spec/hostPID', 'hostPID: true; x'],
  ['/spec/securityContext', 'securityContext is set; x'],
  ['/spec/containers/0/securityContext', 'securityContext is set; x'],
  ['/spec/securityContext/seccompProfile', 'seccompProfile.type: Unconfined; x'],
  ['/spec/securityContext/sysctls/0', 'sysctls: kernel.msgmax; x'],
  ['/spec/volumes/0/hostPath', 'volumes.hostPath is set; x'],
  ['/spec/containers/0/securityContext/capabilities/add/0', 'capabilities.add: KILL; x'],
  ['/spec/containers/0/securityContext/capabilities/add', 'capabilities.add: KILL; x'],
  ['/spec/containers/0/securityContext/capabilities/drop', 'capabilities.drop is empty; x'],
  ['/spec/containers/0/securityContext/runAsUser', 'runAsUser: 0; x'],
  ['/spec/containers/0/securityContext/runAsNonRoot', 'runAsNonRoot is not set; x'],
  ['/spec/containers/0/securityContext/seLinuxOptions/role', 'seLinuxOptions.role: ""; x'],
  ['/spec/containers/0/livenessProbe/httpGet/host', 'livenessProbe.httpGet.host: b; x'],
  ['/metadata/annotations/a.example~1b', 'a.example/b: c; x'],
]
for (const [pointer, reason] of CASES) {
  test(`at ${pointer}: ${reason}`, (t) => {
    t.is(reasonAt(OBJECT, '/items/1', `/items/1/spec/template${pointer}`, 'x'), reason)
  })
}
