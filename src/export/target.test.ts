import test from 'ava'
import type { Resource } from '../model.ts'
import { targetOf } from './target.ts'

const resource = (apiVersion: string, kind: string, name: string, namespace?: string): Resource => ({
  apiVersion,
  kind,
  name,
  ...(namespace === undefined ? {} : { namespace }),
})

const WEB = resource('apps/v1', 'Deployment', 'web')

test('a target has group, version, kind, and an escaped name', (t) => {
  const dotted = resource('apps/v1', 'Deployment', 'web.v1', 'shop')
  const target = { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web\\.v1', namespace: 'shop' }
  t.deepEqual(targetOf(dotted, [dotted]), target)
  const pod = resource('v1', 'Pod', 'web')
  t.deepEqual(targetOf(pod, [pod]), { version: 'v1', kind: 'Pod', name: 'web' })
})

test('an object without a namespace is in the default one if others differ only by namespace', (t) => {
  const other = resource('apps/v1', 'Deployment', 'web', 'shop')
  t.is(targetOf(WEB, [WEB, other])?.namespace, 'default')
  t.is(targetOf(other, [WEB, other])?.namespace, 'shop')
  t.is(targetOf(WEB, [WEB, resource('apps/v1', 'StatefulSet', 'web', 'shop')])?.namespace, undefined)
})

test('there is no target for one of two objects that Kustomize cannot distinguish', (t) => {
  t.is(targetOf(WEB, [WEB, WEB]), undefined)
  t.is(targetOf(WEB, [WEB, resource('apps/v1', 'Deployment', 'web', 'default')]), undefined)
  const account = resource('v1', 'ServiceAccount', 'web')
  t.is(targetOf(account, [account, resource('iam.example.com/v1', 'ServiceAccount', 'web')]), undefined)
  t.truthy(targetOf(account, [account, resource('iam.example.com/v2', 'ServiceAccount', 'web')]))
})
