import test from 'ava'
import { stableField } from './entry.ts'

for (const [pointer, container, field, positioned] of [
  ['/spec/template/spec/dnsPolicy', undefined, 'spec.template.spec.dnsPolicy'],
  ['/spec/containers/1/securityContext/privileged', 'app', 'spec.containers[app].securityContext.privileged'],
  ['/spec/initContainers/0/resources', 'app', 'spec.initContainers[app].resources'],
  [
    '/items/3/spec/containers/0/ports/2/name',
    'a',
    'spec.containers[a].ports[*].name',
    'spec.containers[a].ports[2].name',
  ],
  ['/items/3/spec/hostNetwork', undefined, 'spec.hostNetwork'],
  ['/spec/volumes/12/hostPath', undefined, 'spec.volumes[*].hostPath', 'spec.volumes[12].hostPath'],
  ['/spec/containers/1/image', undefined, 'spec.containers[*].image', 'spec.containers[1].image'],
  ['/spec/containers/1/ports/0', 'a.b', 'spec.containers[a.b].ports[*]', 'spec.containers[a.b].ports[0]'],
  ['/metadata/annotations/example.com~1key', undefined, 'metadata.annotations[example.com/key]'],
  ['', undefined, ''],
] as const)
  test(`${pointer || 'the root'} of ${container ?? 'no container'} is the field ${field || 'without a name'}`, (t) => {
    t.deepEqual(stableField(pointer, container), { field, positioned: positioned ?? field })
  })
