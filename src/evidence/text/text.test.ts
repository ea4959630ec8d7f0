import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findInPod } from './text.ts'

const pod = (spec: string) =>
  podFrom(`apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
${spec.replace(/^/gm, '  ')}`)

const configMap = (name: string, data: string, namespace = '') =>
  objectFrom(
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${namespace && `, namespace: ${namespace}`}}, data: ${data}}`,
    3,
  )

const find = (spec: string, configMaps: ReturnType<typeof configMap>[] = [], words = /needle/) =>
  findInPod(pod(spec), contextWith({ configMaps }), words)

test('environment, command, args, probes and lifecycle are read, each with its pointer', (t) => {
  const evidence = find(`containers:
  - name: app
    image: i
    command: [run, needle]
    args: [--needle]
    env: [{name: needle, value: x}, {name: X, value: a needle}]
    livenessProbe: {exec: {command: [needle]}}
    readinessProbe: {httpGet: {path: /needle, port: 80}}
    lifecycle: {preStop: {exec: {command: [needle]}}}`)
  t.deepEqual(
    evidence.map(({ text, at }) => [text, at?.pointer.replace('/spec/containers/0', '')]),
    [
      ['needle in env of container "app"', '/env/0/name'],
      ['needle in env X of container "app"', '/env/1/value'],
      ['needle in command of container "app"', '/command/1'],
      ['needle in args of container "app"', '/args/0'],
      ['needle in livenessProbe of container "app"', '/livenessProbe/exec/command/0'],
      ['needle in readinessProbe of container "app"', '/readinessProbe/httpGet/path'],
      ['needle in lifecycle of container "app"', '/lifecycle/preStop/exec/command/0'],
    ],
  )
})

test('text that may be a secret is searched and never quoted', (t) => {
  const evidence = find(`containers:
  - name: app
    image: i
    args: [--password=needle, --api-token, needle, DB_SECRET=needle, --db-pwd, needle, --dbpass=needle, --verbose, needle]
    env: [{name: SIGNING_KEY, value: needle}]`)
  t.deepEqual(
    evidence.map(({ text }) => text),
    [
      'env SIGNING_KEY of container "app"',
      'args of container "app"',
      'args of container "app"',
      'args of container "app"',
      'args of container "app"',
      'args of container "app"',
      'needle in args of container "app"',
    ],
  )
})

test('ConfigMaps are read if a container mounts them or takes variables from them', (t) => {
  const spec = `volumes:
  - {name: whole, configMap: {name: whole}}
  - {name: part, projected: {sources: [{configMap: {name: part, items: [{key: a, path: a}]}}]}}
  - {name: unmounted, configMap: {name: unmounted}}
containers:
  - name: app
    image: i
    volumeMounts: [{name: whole, mountPath: /a}, {name: part, mountPath: /b}]
    envFrom: [{prefix: X_, configMapRef: {name: from}}]
    env: [{name: N, valueFrom: {configMapKeyRef: {name: one, key: b}}}]
  - {name: twin, image: i, volumeMounts: [{name: whole, mountPath: /a}]}`
  const data = '{a: needle, b: needle, c.d/e: 1}'
  const maps = ['whole', 'part', 'unmounted', 'from', 'one', 'other'].map((name) => configMap(name, data))
  t.deepEqual(
    find(spec, maps).map(({ text, at }) => `${text} ${at?.document} ${at?.pointer}`),
    [
      'needle in a of ConfigMap "whole" 3 /data/a',
      'needle in b of ConfigMap "whole" 3 /data/b',
      'needle in a of ConfigMap "part" 3 /data/a',
      'needle in a of ConfigMap "from" 3 /data/a',
      'needle in b of ConfigMap "from" 3 /data/b',
      'needle in b of ConfigMap "one" 3 /data/b',
    ],
  )
})

test('a ConfigMap of another namespace is not read', (t) => {
  const text = `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: i, envFrom: [{configMapRef: {name: c}}]}]}}`
  const given = podFrom(text)
  given.resource.namespace = 'shop'
  const found = (namespace: string) =>
    findInPod(given, contextWith({ configMaps: [configMap('c', '{a: needle}', namespace)] }), /needle/).length
  t.deepEqual([found('shop'), found('bank'), found('')], [1, 0, 1])
})

test('a variable with an envFrom prefix counts by its full name', (t) => {
  const spec = 'containers: [{name: app, image: i, envFrom: [{prefix: RAILS_, configMapRef: {name: c}}]}]'
  t.deepEqual(
    find(spec, [configMap('c', '{ENV: production}')], /^RAILS_ENV$/).map(({ text }) => text),
    ['RAILS_ENV in ENV of ConfigMap "c"'],
  )
})

test('malformed containers are read without errors', (t) => {
  t.deepEqual(find('volumes: {a: b}\ncontainers: [{name: app, env: x, envFrom: [1], args: {a: 1}, command: null}]'), [])
})
