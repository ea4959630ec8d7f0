import test from 'ava'
import { gatherEvidence } from '../../evidence/gather.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findServiceLinkReads } from './variables.ts'

const service = (name: string, spec = '') =>
  `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: {${spec}}}`

const evidence = (container: string, ...objects: string[]) => {
  const spec = `volumes: [{name: v, configMap: {name: c}}], containers: [{name: app, image: i, ${container}}]`
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec}}}`)
  const all = [service('my-redis'), ...objects].map((object, i) => objectFrom(object, i + 1))
  return findServiceLinkReads(pod, contextWith(gatherEvidence(all))).map(({ text }) => text)
}

const configMap = (data: Record<string, string>) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data })

const inFile = (text: string, ...objects: string[]) =>
  evidence('volumeMounts: [{name: v, mountPath: /c}]', configMap({ f: text }), ...objects)

test('every form of the variables of a Service counts, in arguments, environment, probes and ConfigMaps', (t) => {
  for (const name of [
    'MY_REDIS_SERVICE_HOST',
    'MY_REDIS_SERVICE_PORT',
    'MY_REDIS_SERVICE_PORT_METRICS',
    'MY_REDIS_PORT',
    'MY_REDIS_PORT_6379_TCP',
    'MY_REDIS_PORT_6379_TCP_ADDR',
    'MY_REDIS_PORT_6379_TCP_PORT',
    'MY_REDIS_PORT_6379_TCP_PROTO',
  ]) {
    t.deepEqual(evidence(`args: ["--redis=$(${name})"]`), [`${name} in args of container "app"`])
    t.deepEqual(evidence(`env: [{name: REDIS, value: "$(${name})"}]`), [`${name} in env REDIS of container "app"`])
    t.deepEqual(evidence(`livenessProbe: {exec: {command: [sh, -c, "nc $${name}"]}}`), [
      `${name} in livenessProbe of container "app"`,
    ])
    t.deepEqual(inFile(`host: "\${${name}}"`), [`${name} in f of ConfigMap "c"`])
    t.deepEqual(evidence(`args: ["$(${name.toLowerCase()})"]`), [], name)
  }
})

test('of a Service outside of the input only the host variable counts', (t) => {
  t.deepEqual(evidence('env: [{name: ETCD, value: "http://$(ETCD_GLOBAL_SERVICE_HOST):2379"}]'), [
    'ETCD_GLOBAL_SERVICE_HOST in env ETCD of container "app"',
  ])
  t.deepEqual(evidence('args: [$(QUERY__SERVICE_PORT), $(DB_PORT), $(DB_PORT_1_TCP)]'), [])
})

test('a Service without an address of its own has no variables', (t) => {
  const read = 'args: [$(DB_SERVICE_HOST), $(DB_PORT_1_TCP)]'
  t.is(evidence(read, service('db')).length, 2)
  t.deepEqual(evidence(read, service('db', 'clusterIP: None')), [])
  t.deepEqual(evidence(read, service('db', 'type: ExternalName')), [])
})

test('variables that a program reads and the container defines itself do not count, nor do mere settings of that name', (t) => {
  t.deepEqual(evidence('env: [{name: MY_REDIS_SERVICE_PORT, value: "1"}], args: [$(MY_REDIS_SERVICE_PORT)]'), [])
  t.deepEqual(evidence('env: [{name: CFG_QUERY__SERVICE_PORT, value: "1"}]', service('cfg-query-')), [])
  t.deepEqual(evidence('env: [{name: MY_REDIS_PORT, value: "1"}]'), [])
  t.truthy(evidence('env: [{name: MY_REDIS_SERVICE_HOST, value: $(MY_REDIS_SERVICE_HOST)}]').length)
  const python = inFile("url = os.environ['MY_REDIS_SERVICE_PORT']")
  t.is(python.length, 1)
})

test('an assignment of the variable is not a read', (t) => {
  for (const text of [
    'MY_REDIS_PORT: "6379"',
    'MY_REDIS_PORT=6379',
    '{"MY_REDIS_PORT": 6379}',
    'export MY_REDIS_PORT=1',
  ])
    t.deepEqual(inFile(text), [], text)
  t.deepEqual(inFile('MY_REDIS_SERVICE_HOST=redis\nping $MY_REDIS_SERVICE_HOST'), [])
  t.is(inFile('MY_REDIS_SERVICE_HOST=$' + '{MY_REDIS_SERVICE_HOST:-redis}').length, 1)
  t.deepEqual(inFile('# see $MY_REDIS_SERVICE_HOST\ntrue\n'), [])
})

test('the short form of a port may come from a Secret that is not read', (t) => {
  t.deepEqual(evidence('envFrom: [{secretRef: {name: s}}], args: [$(MY_REDIS_PORT)]'), [])
  t.deepEqual(evidence('envFrom: [{configMapRef: {name: unseen}}], args: [$(MY_REDIS_PORT)]'), [])
  t.is(evidence('envFrom: [{secretRef: {name: s}}], args: [$(MY_REDIS_PORT_6379_TCP)]').length, 1)
})

test('names that are made when the program runs count', (t) => {
  t.deepEqual(evidence('command: [sh, -c, "env | grep _SERVICE_HOST"]'), [
    '_SERVICE_HOST in command of container "app"',
  ])
  const script = 'v="$' + '{HOSTNAME^^}_SERVICE_PORT_REDIS"'
  t.deepEqual(inFile(script), [])
  t.deepEqual(inFile(script, service('p-0')), ['_SERVICE_PORT in f of ConfigMap "c"'])
})

test('the variables of the API server are always set', (t) => {
  t.deepEqual(
    evidence('args: [$(KUBERNETES_SERVICE_HOST), $(KUBERNETES_PORT_443_TCP_ADDR)]', service('kubernetes')),
    [],
  )
})

test('GET_HOSTS_FROM=env and similar settings select the environment', (t) => {
  t.deepEqual(evidence('env: [{name: GET_HOSTS_FROM, value: env}]'), ['env in env GET_HOSTS_FROM of container "app"'])
  t.is(evidence('env: [{name: SERVICE_DISCOVERY, value: environment}]').length, 1)
  t.is(evidence('env: [{name: DATABASE_SERVICE_NAME, value: my-redis}]').length, 1)
  t.deepEqual(evidence('env: [{name: GET_HOSTS_FROM, value: dns}]'), [])
  t.deepEqual(evidence('env: [{name: DATABASE_SERVICE_NAME, value: elsewhere}]'), [])
  t.deepEqual(evidence('env: [{name: OTEL_SERVICE_NAME, value: my-redis}]'), [])
})
