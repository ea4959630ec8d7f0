import test from 'ava'
import { gatherEvidence } from '../../evidence/gather.ts'
import type { InputObject } from '../../model.ts'
import { contextWith, objectFrom } from '../../testing.ts'
import { findNameUse } from './accounts.ts'

const naming = (text: string) => {
  const objects = ['{apiVersion: v1, kind: ServiceAccount, metadata: {name: web}}', text].map((one, i) =>
    objectFrom(one, i),
  )
  const context = contextWith(gatherEvidence(objects))
  return findNameUse(context.input.serviceAccounts[0] as InputObject, context)
}

const configMap = (value: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "${value}"}}`

test('an account is named by a word of its own', (t) => {
  t.deepEqual(naming(configMap('account: web;')), {
    source: 'manifest',
    text: '"web" in ConfigMap "c"',
    at: { document: 1, pointer: '/data/a' },
  })
  t.truthy(naming(configMap('system:serviceaccount:shop:web')))
  t.is(naming(configMap('web-config, my-web, webs')), undefined)
})

test('names and labels of an object do not name accounts, its annotations do', (t) => {
  t.is(naming('{apiVersion: v1, kind: ConfigMap, metadata: {name: web, labels: {app: web}}}'), undefined)
  t.truthy(naming('{apiVersion: v1, kind: ConfigMap, metadata: {name: c, annotations: {runs-as: web}}}'))
})

test('annotations of Kustomize and kpt do not name accounts', (t) => {
  const noting = (key: string) =>
    naming(`{apiVersion: v1, kind: ConfigMap, metadata: {name: c, annotations: {${key}: "web"}}}`)
  t.is(noting('internal.config.kubernetes.io/previousNames'), undefined)
  t.is(noting('kustomize.config.k8s.io/id'), undefined)
  t.is(noting('config.kubernetes.io/path'), undefined)
  t.is(noting('config.k8s.io/id'), undefined)
  t.truthy(noting('config.example.io/id'))
})
