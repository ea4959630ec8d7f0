import test from 'ava'
import { isKindName } from './kind-names.ts'

test('a kind is matched in any case, in the plural and by its short name', (t) => {
  for (const word of ['Deployment', 'deployment', 'DEPLOYMENTS', 'deploy']) t.true(isKindName(word, 'Deployment'), word)
  for (const [word, kind] of [
    ['sts', 'StatefulSet'],
    ['ds', 'DaemonSet'],
    ['po', 'Pod'],
    ['cj', 'CronJob'],
    ['sa', 'ServiceAccount'],
    ['ingresses', 'Ingress'],
    ['policies', 'Policy'],
    ['gateways', 'Gateway'],
    ['kafkas', 'Kafka'],
  ] as const)
    t.true(isKindName(word, kind), word)
})

test('another kind is not matched', (t) => {
  for (const word of ['deployment2', 'dep', 'ds', '', 'constructor']) t.false(isKindName(word, 'Deployment'), word)
})
