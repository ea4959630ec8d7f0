import test from 'ava'
import type { Container } from '../model.ts'
import { podFrom } from '../testing.ts'
import { listenPorts } from './listen-ports.ts'

const find = (fields: string) => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${fields}}]}}`)
  return listenPorts(pod, pod.containers[0] as Container).map(({ port, clue }) => [port, clue.text, clue.at?.pointer])
}

const ports = (fields: string) => find(fields).map(([port]) => port)

test('the ports of a container are where its manifest says that it listens', (t) => {
  t.deepEqual(find('ports: [{containerPort: 80}, {containerPort: 8080}]'), [
    [80, 'containerPort 80', '/spec/containers/0/ports/0/containerPort'],
    [8080, 'containerPort 8080', '/spec/containers/0/ports/1/containerPort'],
  ])
  t.deepEqual(find('args: [serve, --port, "443"], env: [{name: PORT, value: "80"}]'), [
    [443, '--port 443 in container "app"', '/spec/containers/0/args/1'],
    [80, 'PORT=80 in container "app"', '/spec/containers/0/env/0/value'],
  ])
})

test('flags and variables tell a port alone or behind an address', (t) => {
  for (const flag of [
    '--port=80',
    '-port=80',
    '--listen=:80',
    '--bind=0.0.0.0:80',
    '--http-port=80',
    '--web.listen=80',
    '--server-addr=[::]:80',
    '--bind-address=*:80',
    '--listen=tcp://0.0.0.0:80',
  ])
    t.deepEqual(ports(`args: ["${flag}"]`), [80], flag)
  for (const [name, value] of [
    ['LISTEN', ':80'],
    ['APP_LISTEN_ADDR', '0.0.0.0:80'],
    ['BIND_ADDRESS', '*:80'],
    ['HTTP_PORT', '80'],
    ['NGINX_HTTP_PORT_NUMBER', '80'],
    ['ASPNETCORE_HTTP_PORTS', '80'],
    ['SERVER_PORT', '80'],
    ['ASPNETCORE_URLS', 'http://+:80'],
  ])
    t.deepEqual(ports(`env: [{name: ${name}, value: "${value}"}]`), [80], name)
})

test('ports of other servers, numbers that are no ports and what comes from elsewhere are not meant', (t) => {
  for (const fields of [
    'args: [--db-port=3306, --smtp-port, "25", --upstream, "http://web:80", --transport=80, -p, "755", --server-addr=db:80, --report, "80"]',
    'args: [--port=0, --port, --listen=/run/app.sock, --address=10.0.0.1]',
    'env: [{name: MAIL_SERVER_PORT, value: "25"}, {name: SMTP_PORT, value: "25"}, {name: LDAP_PORT, value: "389"}, {name: REDIS_URL, value: "redis:80"}]',
    'env: [{name: PORT, value: tcp://10.0.0.1:x}, {name: PORT, valueFrom: {fieldRef: {fieldPath: x}}}]',
    'ports: [{name: x}], args: {a: --port=80}, env: [PORT]',
    'livenessProbe: {exec: {command: [probe, --port=80]}}',
  ])
    t.deepEqual(ports(fields), [], fields)
})
