import test from 'ava'
import type { Container } from '../model.ts'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { findRawSockets } from './capability-uses.ts'

const find = (fields: string, pod = '', context = contextWith()) => {
  const view = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${pod} containers: [{name: app, ${fields}}]}}`,
  )
  return findRawSockets(view, view.containers[0] as Container, context).map(({ text }) => text)
}

const sysctl = (name: string, value: string) => `securityContext: {sysctls: [{name: ${name}, value: "${value}"}]},`

test('pings, captures and traces are raw sockets, wherever the container runs them', (t) => {
  for (const [fields, text] of [
    ['command: [ping, -c1, db]', '"ping" in command of container "app"'],
    ['args: [sh, -c, "fping -c1 db"]', '"fping" in args of container "app"'],
    ['args: [tcpdump, -i, any]', '"tcpdump" in args of container "app"'],
    ['livenessProbe: {exec: {command: [sh, -c, "traceroute db"]}}', '"traceroute" in livenessProbe of container "app"'],
  ] as const)
    t.deepEqual(find(fields), [text])
})

test('a configuration that probes with ICMP is one too', (t) => {
  const text = 'kind: ConfigMap, metadata: {name: c}, data: {probes.yml: "modules: {up: {prober: icmp}}"}'
  const context = contextWith({ configMaps: [objectFrom(`{apiVersion: v1, ${text}}`)] })
  const mounted = 'volumeMounts: [{name: v, mountPath: /c}]'
  t.deepEqual(find(mounted, 'volumes: [{name: v, configMap: {name: c}}],', context), [
    'icmp in probes.yml of ConfigMap "c"',
  ])
  t.deepEqual(find('env: []', '', context), [])
})

test('commands of clients that are called ping, and words that hold icmp, are none', (t) => {
  for (const fields of ['args: [redis-cli, ping]', 'args: [mysqladmin, ping, -h, db]', 'args: [--no-icmpv6-filter-x]'])
    t.deepEqual(find(fields), [], fields)
})

test('a sysctl that lets groups ping answers pings, not captures', (t) => {
  const open = sysctl('net.ipv4.ping_group_range', '0 2147483647')
  t.deepEqual(find('args: [sh, -c, "ping db"]', open), [])
  t.is(find('args: [sh, -c, "ping db; tcpdump"]', open).length, 1)
  for (const closed of [sysctl('net.ipv4.ping_group_range', '1 0'), sysctl('net.ipv4.ip_local_port_range', '0 9')])
    t.is(find('args: [sh, -c, "ping db"]', closed).length, 1)
})
