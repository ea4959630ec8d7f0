import test from 'ava'
import { isKindName } from './kind-names.ts'

test('a kind goes by its name in any case, its plural and its short name', (t) => {
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

test('another kind does not answer to it', (t) => {
  for (const word of ['deployment2', 'dep', 'ds', '', 'constructor']) t.false(isKindName(word, 'Deployment'), word)
})
