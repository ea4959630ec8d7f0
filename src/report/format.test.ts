import test from 'ava'
import { formatFieldPath } from './format.ts'

test('a pointer becomes a field path as in results of KRM functions', (t) => {
  const paths: [string, string][] = [
    ['/spec/template/spec/containers/0/image', 'spec.template.spec.containers[0].image'],
    ['/metadata/annotations/example.com~1key', 'metadata.annotations[example.com/key]'],
    ['/data/fail-on', 'data.fail-on'],
    ['/items/3', 'items[3]'],
    ['', ''],
  ]
  for (const [pointer, path] of paths) t.is(formatFieldPath(pointer), path)
})
