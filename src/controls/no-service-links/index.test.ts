import test from 'ava'
import { gatherEvidence } from '../../evidence/gather.ts'
import type { Assessment } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import control from './index.ts'

const SERVICE = '{apiVersion: v1, kind: Service, metadata: {name: my-redis}}'

const assess = (container: string, spec = '', ...objects: string[]): Assessment => {
  const text = `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, image: i, ${container}}]}}`
  const context = contextWith(gatherEvidence([SERVICE, ...objects].map((object, i) => objectFrom(object, i + 1))))
  return control.assess(podFrom(text), context)[0] as Assessment
}

const evidenceOf = (container: string, ...objects: string[]) =>
  assess(container, '', ...objects).objection?.evidence?.map(({ text }) => text)

test('unset and true are open and likely to work, false is compliant', (t) => {
  const { state, operations, confidence, objection } = assess('')
  t.deepEqual([state, confidence, objection], ['open', 'likely', undefined])
  t.deepEqual(operations, [{ op: 'add', path: '/spec/enableServiceLinks', value: false }])
  t.is(assess('', 'enableServiceLinks: true,').state, 'open')
  t.is(assess('', 'enableServiceLinks: null,').operations?.[0]?.op, 'replace')
  t.is(assess('', 'enableServiceLinks: false,').state, 'compliant')
})

test('variables of a Service in the input keep the links', (t) => {
  t.deepEqual(evidenceOf('args: ["--redis=$(MY_REDIS_SERVICE_HOST):$(MY_REDIS_SERVICE_PORT_TCP)"]'), [
    'MY_REDIS_SERVICE_HOST in args of container "app"',
    'MY_REDIS_SERVICE_PORT_TCP in args of container "app"',
  ])
  t.deepEqual(evidenceOf('command: [sh, -c, "nc $MY_REDIS_PORT_6379_TCP_ADDR"]'), [
    'MY_REDIS_PORT_6379_TCP_ADDR in command of container "app"',
  ])
})

test('of a Service outside of the input only the host variable counts', (t) => {
  t.deepEqual(evidenceOf('env: [{name: ETCD, value: "http://$(ETCD_SERVICE_HOST):2379"}]'), [
    'ETCD_SERVICE_HOST in env ETCD of container "app"',
  ])
  t.is(evidenceOf('args: [QUERY__SERVICE_PORT, DB_PORT_1_TCP]'), undefined)
})

test('variables that the container defines or that are always set do not count', (t) => {
  t.is(evidenceOf('env: [{name: MY_REDIS_SERVICE_HOST, value: redis}], args: [$(MY_REDIS_SERVICE_HOST)]'), undefined)
  t.is(evidenceOf('args: [$(KUBERNETES_SERVICE_HOST), $(KUBERNETES_PORT_443_TCP_ADDR)]'), undefined)
  t.is(evidenceOf('args: [XMY_REDIS_SERVICE_HOSTS, my_redis_service_host]'), undefined)
  t.truthy(evidenceOf('env: [{name: MY_REDIS_SERVICE_HOST, value: $(MY_REDIS_SERVICE_HOST)}]'))
})

test('a ConfigMap that defines the variable is no reader of it', (t) => {
  const map = (data: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: ${data}}`
  const from = 'envFrom: [{configMapRef: {name: c}}], args: [$(HUB_SERVICE_HOST)]'
  t.is(evidenceOf(from, map('{HUB_SERVICE_HOST: hub}')), undefined)
  t.deepEqual(evidenceOf(from, map('{OTHER: $(HUB_SERVICE_HOST)}'))?.length, 2)
})

test('the guestbook selects the environment by a variable', (t) => {
  t.deepEqual(evidenceOf('env: [{name: GET_HOSTS_FROM, value: env}]'), ['env in env GET_HOSTS_FROM of container "app"'])
  t.is(evidenceOf('env: [{name: GET_HOSTS_FROM, value: dns}]'), undefined)
})
