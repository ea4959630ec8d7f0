import test from 'ava'
import { podFrom } from '../../testing.ts'
import { find, needsOf, securityContext } from './needs-testing.ts'

test('actions that need a privileged container hold it if its needs are unknown', (t) => {
  const change = 'command: [sysctl, -w, vm.max_map_count=262144]'
  t.regex(needsOf(change).objection?.reason ?? '', /^the container seems to need privileged: true/)
  t.is(needsOf(`${change}, ${securityContext('runAsUser: 7')}`).objection, undefined)
  t.is(needsOf(`${change}, ${securityContext('privileged: false, runAsUser: 0')}`).objection, undefined)
})

test('cron keeps the default capabilities of root', (t) => {
  const objectionTo = (spec: string) =>
    find(podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: ${spec}}`)).objection?.reason
  const cron = 'containers: [{name: a, image: i, command: [cron, -f]}]'
  t.regex(objectionTo(`{securityContext: {runAsUser: 0}, ${cron}}`) ?? '', /^the container runs cron/)
  t.regex(objectionTo(`{${cron}}`) ?? '', /^the container runs cron/)
  t.is(objectionTo(`{securityContext: {runAsUser: 1000}, ${cron}}`), undefined)
})
