import test from 'ava'
import { parse } from 'yaml'
import { looksLikePodTemplate } from './unknown.ts'

test('the first mapping with named images as containers looks like a pod', (t) => {
  const text = `
spec:
  sets:
  - {containers: [{name: a}]}
  - containers: [{name: a, image: b}]
  last: {containers: [{name: c, image: d}]}
`
  t.is(looksLikePodTemplate(parse(text)), '/spec/sets/1')
})

test('steps of the pointer are escaped', (t) => {
  t.is(looksLikePodTemplate({ 'a/b~c': { containers: [{ name: 'a', image: 'b' }] } }), '/a~1b~0c')
})

test('lists without containers do not look like a pod', (t) => {
  for (const text of ['containers: []', 'containers: [a]', 'containers: 3', 'containers: [{name: 1, image: b}]', 'a'])
    t.is(looksLikePodTemplate(parse(text)), undefined)
})

test('a wide and a deep value do not crash the search', (t) => {
  t.is(looksLikePodTemplate(Array.from({ length: 300_000 }, () => 1)), undefined)
  const deep = Array.from({ length: 50_000 }).reduce<object>((inner) => ({ a: inner }), {})
  t.is(looksLikePodTemplate(deep as never), undefined)
})
