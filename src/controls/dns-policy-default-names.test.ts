import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { findClusterNames } from './dns-policy-default.ts'

const find = (fields: string, context = contextWith()) =>
  findClusterNames(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${fields}}]}}`),
    context,
  ).map(({ text }) => text)

test('Services in the input and cluster names are names that only the cluster DNS resolves', (t) => {
  const services = [objectFrom('{apiVersion: v1, kind: Service, metadata: {name: cart}}')]
  t.deepEqual(find('args: [--peer, "http://cart:80"]', contextWith({ services })), ['cart in args of container "app"'])
  t.deepEqual(find('args: [--peer, "cart:80"]', contextWith({ services })), ['cart in args of container "app"'])
  t.deepEqual(find('args: [--peer, "cart:80"]'), [])
  t.is(find('args: [a.b.svc]').length, 1)
  t.is(find('args: [a.b.cluster.local]').length, 1)
  t.deepEqual(find('args: [cart-x, a.b.svcs, example.com]', contextWith({ services })), [])
})

test('a host of a URL without a dot is a name that only the cluster completes', (t) => {
  for (const url of ['http://cart', 'https://cart:8443/v1?x=http://localhost/', 'tcp://cart,other', 'grpc://cart#x'])
    t.deepEqual(find(`args: ["--peer=${url}"]`), ['cart in args of container "app"'], url)
  for (const url of ['http://cart.example', 'http://localhost:80', 'http://127.0.0.1', 'http://$(HOST)', 'file://cart'])
    t.deepEqual(find(`args: ["--peer=${url}"]`), [], url)
})

test('databases and message brokers are taken to run in the cluster', (t) => {
  for (const fields of [
    'args: ["postgres://db/x"]',
    'args: ["--url=jdbc:mysql://db/x"]',
    'env: [{name: U, value: "amqps://q"}]',
    'env: [{name: APP_DATABASE_URL, valueFrom: {secretKeyRef: {name: s, key: u}}}]',
    'env: [{name: DB_HOST, value: db}]',
    'env: [{name: KAFKA_BROKERS, value: "a:9092"}]',
  ])
    t.is(find(fields).length, 1, fields)
  for (const fields of ['args: ["https://example.com"]', 'env: [{name: DB_NAME, value: x}, {name: HOST, value: y}]'])
    t.deepEqual(find(fields), [], fields)
})

test('pods of a StatefulSet find their peers by the name of its Service', (t) => {
  const pod = (kind: string) =>
    podFrom(
      `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: s}, spec: {serviceName: peers, template: {spec: {containers: [{name: app}]}}}}`,
    )
  t.deepEqual(
    findClusterNames(pod('StatefulSet'), contextWith()).map(({ text, at }) => [text, at?.pointer]),
    [['serviceName: peers', '/spec/serviceName']],
  )
  t.deepEqual(findClusterNames(pod('Deployment'), contextWith()), [])
})
