import test from 'ava'
import type { JsonObject, Stance } from '../../model.ts'
import { EXEMPT, EXEMPT_REASON, readAnnotations } from './annotations.ts'

const controls: Record<string, Stance> = { 'no-privileged': 'default', 'no-host-path': 'off' }
const CONTAINERS = ['php', 'metrics']

const read = (annotations: JsonObject, inherited?: string, exemptionAnnotations = true) =>
  readAnnotations(annotations, inherited, CONTAINERS, { controls, exemptionAnnotations })

const problems = (annotations: JsonObject): string[] => read(annotations).problems

test('each control, or control of a container, is an exemption with the reason', (t) => {
  t.deepEqual(read({ [EXEMPT]: ' no-privileged/php,no-host-path, ', [EXEMPT_REASON]: ' loads a module ' }), {
    exemptions: [
      { controls: ['no-privileged'], match: { container: 'php' }, reason: 'loads a module' },
      { controls: ['no-host-path'], match: {}, reason: 'loads a module' },
    ],
    problems: [],
  })
})

test('nothing is asked for without the annotation, not even by what objects inherit', (t) => {
  t.deepEqual(read({}), { exemptions: [], problems: [] })
  t.deepEqual(read({ [EXEMPT_REASON]: 'so' }), { exemptions: [], problems: [] })
})

test('annotations count only where the configuration allows it', (t) => {
  const refused = read({ [EXEMPT]: 'no-privileged', [EXEMPT_REASON]: 'so' }, undefined, false)
  t.deepEqual(refused, {
    exemptions: [],
    problems: ['does not count: set "exemptionAnnotations: true" in the configuration'],
  })
})

test('a reason is needed, and a pod may leave it to the object around it', (t) => {
  t.deepEqual(problems({ [EXEMPT]: 'no-privileged' }), ['does not count without a reason: add casehard.dev/reason'])
  t.deepEqual(problems({ [EXEMPT]: 'no-privileged', [EXEMPT_REASON]: ' ' }).length, 1)
  t.is(read({ [EXEMPT]: 'no-privileged' }, 'so').exemptions[0]?.reason, 'so')
})

test('a control or container that is not there is named with the nearest, and the others count', (t) => {
  const asked = read({ [EXEMPT]: 'no-privilege, no-host-path/phq, no-privileged', [EXEMPT_REASON]: 'so' })
  t.deepEqual(asked.problems, [
    'names "no-privilege", which is no control; did you mean "no-privileged"?',
    'names "phq", which is no container here; did you mean "php"?',
  ])
  t.is(asked.exemptions.length, 1)
  t.deepEqual(problems({ [EXEMPT]: 'no-privileged/a/b', [EXEMPT_REASON]: 'so' }), [
    'names "a/b", which is no container here; legal containers: php, metrics',
  ])
})

test('an annotation that says nothing is told', (t) => {
  for (const nothing of ['', ' , ', null, true])
    t.regex(problems({ [EXEMPT]: nothing, [EXEMPT_REASON]: 'so' })[0] ?? '', /^names no control: say control, or/)
})
