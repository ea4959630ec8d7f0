import test from 'ava'
import { formatCount, formatResource } from './format.ts'

test('a noun takes its plural for every number but one', (t) => {
  t.deepEqual(
    [0, 1, 2].map((count) => formatCount(count, 'pod')),
    ['0 pods', '1 pod', '2 pods'],
  )
})

test('a resource is formatted with its kind, namespace and name', (t) => {
  t.is(formatResource({ kind: 'Deployment', namespace: 'shop', name: 'web' }), 'Deployment shop/web')
  t.is(formatResource({ kind: 'Deployment', name: 'web' }), 'Deployment web')
  t.is(formatResource({ kind: 'Pod', namespace: 'shop', name: '' }), 'Pod shop/(no name)')
})
