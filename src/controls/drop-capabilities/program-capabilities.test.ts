import test from 'ava'
import type { Container } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { findCapabilityNeeds } from './needs.ts'
import { findInitOwnership, findProgramCapabilities } from './uses.ts'

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

test('cron keeps the default capabilities of root', (t) => {
  const objectionTo = (spec: string) => {
    const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: ${spec}}`)
    return findCapabilityNeeds(pod, pod.containers[0] as Container, contextWith()).objection?.reason
  }
  const cron = 'containers: [{name: a, image: i, command: [cron, -f]}]'
  t.regex(objectionTo(`{securityContext: {runAsUser: 0}, ${cron}}`) ?? '', /^the container runs cron/)
  t.regex(objectionTo(`{${cron}}`) ?? '', /^the container runs cron/)
  t.is(objectionTo(`{securityContext: {runAsUser: 1000}, ${cron}}`), undefined)
})
