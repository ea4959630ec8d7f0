import test from 'ava'
import type { ImageFacts } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { imageOf } from '../image/facts.ts'
import { lowPortsOf } from './listening-ports.ts'

const IMAGE = 'registry.example/team/web'

const ask = (fields: string, services: string[] = [], facts: Partial<ImageFacts> = {}): [number, string][] => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {labels: {app: web}},
    spec: {containers: [{name: a, image: ${IMAGE}, ${fields}}]}}`)
  const images: ImageFacts[] = [{ image: IMAGE, status: 'verified', ...facts }]
  const context = contextWith({ services: services.map((text) => objectFrom(text)) }, images)
  return pod.containers
    .flatMap((container) => lowPortsOf(pod, container, imageOf(pod, container, context), context))
    .map(({ port, evidence }) => [port, evidence.text])
}

const service = (selector: string, port: string): string =>
  `{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {${selector}}, ports: [{${port}}]}}`

test('ports below 1024 are found in ports, probes, arguments, environment, Services and facts', (t) => {
  t.deepEqual(ask('ports: [{containerPort: 80}, {containerPort: 8080}]'), [[80, 'containerPort 80']])
  t.deepEqual(ask('readinessProbe: {httpGet: {port: 443}}'), [[443, 'port 443 of the readinessProbe']])
  t.deepEqual(ask('livenessProbe: {tcpSocket: {port: http}}'), [])
  t.deepEqual(ask('env: [{name: PORT, value: "80"}]'), [[80, '80 in env PORT of container "a"']])
  t.deepEqual(ask('env: [{name: LISTEN, value: "0.0.0.0:81"}]'), [[81, '0.0.0.0:81 in env LISTEN of container "a"']])
  t.deepEqual(ask('', [service('app: web', 'port: 8080, targetPort: 80')]), [[80, 'Service "s" sends to port 80']])
  t.deepEqual(ask('', [service('app: web', 'port: 80')]), [[80, 'Service "s" sends to port 80']])
  t.deepEqual(ask('', [], { lowPorts: [53] }), [[53, `${IMAGE} listens on port 53`]])
})

test('flags for a port or listen address count, with their value after a space or an equals sign', (t) => {
  for (const args of [
    '["--port=80"]',
    '["--port", "80"]',
    '["--http-port=80"]',
    '["-listen", "0.0.0.0:80"]',
    '["--web.listen-address=:80"]',
    '["sh", "-c", "exec server --bind 127.0.0.1:80"]',
    '["--addr=[::]:80"]',
  ])
    t.deepEqual(
      ask(`args: ${args}`).map(([port]) => port),
      [80],
      args,
    )
  for (const args of [
    '["--port=8080"]',
    '["--port", "--80"]',
    '["--db-host=x:80"]',
    '["80"]',
    '["--report=80"]',
    '["--port"]',
  ])
    t.deepEqual(ask(`args: ${args}`), [], args)
})

test('ports of other workloads do not count', (t) => {
  t.deepEqual(ask('env: [{name: SMTP_PORT, value: "25"}, {name: DB_PORT, value: "80"}]'), [])
  t.deepEqual(
    ask('', [
      service('app: other', 'port: 80'),
      service('', 'port: 80'),
      service('app: web', 'port: 80, targetPort: http'),
    ]),
    [],
  )
})

test("ports of netcat and of busybox's web server are found by their options", (t) => {
  const of = (command: string) => ask(`command: ${command}`)
  t.deepEqual(of('[nc, -l, -p, "80"]'), [[80, 'nc on port 80 in container "a"']])
  t.deepEqual(of('[nc, -lk, -p80]'), [[80, 'nc on port 80 in container "a"']])
  t.deepEqual(of('[nc, -lkp80]'), [[80, 'nc on port 80 in container "a"']])
  t.deepEqual(of('[sh, -c, "nc -lk 0.0.0.0 443"]'), [[443, 'nc on port 443 in container "a"']])
  t.deepEqual(of('[httpd, -f, -h, /www]'), [[80, 'httpd on port 80 in container "a"']])
  for (const command of ['[nc, -z, db, "80"]', '[nc, -lk, -w, "3", "8080"]', '[httpd, -f, -p, "8080"]', '[httpd]'])
    t.deepEqual(of(command), [], command)
})
