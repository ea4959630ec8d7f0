import test from 'ava'
import { podFrom } from '../testing.ts'
import { findPortSysctl, lowestUnprivilegedPort } from './ports.ts'

const NAME = 'net.ipv4.ip_unprivileged_port_start'

const podWith = (fields: string) => podFrom(`{apiVersion: v1, kind: Pod, spec: {${fields}}}`)
const sysctl = (value: string) =>
  `securityContext: {sysctls: [{name: other, value: "1"}, {name: ${NAME}, value: "${value}"}]}`

test('the lowest port for any user is 1024 unless a sysctl of the pod sets another', (t) => {
  t.is(lowestUnprivilegedPort(podWith('')), 1024)
  t.is(lowestUnprivilegedPort(podWith(sysctl('80'))), 80)
  t.is(lowestUnprivilegedPort(podWith(sysctl('all'))), 1024)
})

test('a port below it needs one sysctl, or none if it is open already', (t) => {
  t.deepEqual(findPortSysctl(podWith(''), 80), { sysctl: { name: NAME, value: '80' } })
  t.deepEqual(findPortSysctl(podWith(''), 1024), {})
  t.deepEqual(findPortSysctl(podWith(sysctl('80')), 443), {})
})

test('hostNetwork and a value in the manifest prevent it', (t) => {
  const forbids = (fields: string) => {
    const access = findPortSysctl(podWith(fields), 80)
    return 'blockedBy' in access ? [access.blockedBy.text, access.blockedBy.at?.pointer] : undefined
  }
  t.deepEqual(forbids('hostNetwork: true'), ['hostNetwork: true', '/spec/hostNetwork'])
  t.deepEqual(forbids(sysctl('443')), [`${NAME}: 443`, '/spec/securityContext/sysctls/1/value'])
})
