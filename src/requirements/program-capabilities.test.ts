import test from 'ava'
import type { Container } from '../model.ts'
import { podFrom } from '../testing.ts'
import { findInitOwnership, findProgramCapabilities } from './capability-uses.ts'

const first = (fields: string, list = 'containers') => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${list}: [{name: app, ${fields}}]}}`)
  return [pod, pod.containers[0] as Container] as const
}

test('programs and ports show which capabilities they need as root', (t) => {
  for (const [fields, names] of [
    ['args: [sh, -c, "chown 7 /a"]', ['CHOWN', 'DAC_OVERRIDE', 'FOWNER']],
    ['args: [gosu, app]', ['SETGID', 'SETUID']],
    ['args: [chroot, /jail]', ['SYS_CHROOT']],
    ['ports: [{containerPort: 22}]', ['AUDIT_WRITE', 'SYS_CHROOT']],
    ['args: [serve]', []],
  ] as const) {
    const found = findProgramCapabilities(...first(fields))
    t.deepEqual([found.names, found.evidence.length], [names, names.length === 0 ? 0 : 1], fields)
  }
})

test('an init container that gives files another owner or mode is one, a container or sidecar that does so is none', (t) => {
  const chown = 'command: [sh, -c, "chown 7 /a"]'
  t.deepEqual(findInitOwnership(...first(chown, 'initContainers'))?.names, ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'])
  t.is(findInitOwnership(...first('command: [copy]', 'initContainers')), undefined)
  t.is(findInitOwnership(...first(`${chown}, restartPolicy: Always`, 'initContainers')), undefined)
  t.is(findInitOwnership(...first(chown)), undefined)
})
