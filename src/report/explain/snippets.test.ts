import test from 'ava'
import type { ExplainedVerdict } from '../../model/explanation.ts'
import { exemptionLines, imageLines } from './snippets.ts'
import { changed, workload } from './testing.ts'

test('snippets quote ambiguous words, and omit empty fields', (t) => {
  const of = (name: string) => exemptionLines([{ ...changed, exemption: { controls: ['a'], match: { name } } }])[3]
  t.is(of('web'), '      match: {name: web}')
  for (const name of ['on', 'NULL', '12', '1e3', 'a b', 'web-*', 'x: y', '"', '- a'])
    t.is(of(name), `      match: {name: ${JSON.stringify(name)}}`)
  t.is(of(''), '      match: {}')
  t.deepEqual(exemptionLines([{ ...changed, confidence: 'likely' }]), [])
})

test('lists of paths are in the format of the configuration', (t) => {
  const alternatives = [{ ...changed.alternatives[0], fact: { writable: [{ path: '/a' }, { path: '/b' }] } }]
  const lines = imageLines({ ...workload, verdicts: [{ ...changed, alternatives } as ExplainedVerdict] })
  t.deepEqual(lines.slice(2), ['    - image: docker.io/library/web', '      writable: [/a, /b]'])
})
