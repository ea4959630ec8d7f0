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

test('without the annotation there is no exemption, not even from inherited properties', (t) => {
  t.deepEqual(read({}), { exemptions: [], problems: [] })
  t.deepEqual(read({ [EXEMPT_REASON]: 'so' }), { exemptions: [], problems: [] })
})

test('annotations apply only if the configuration allows them', (t) => {
  const refused = read({ [EXEMPT]: 'no-privileged', [EXEMPT_REASON]: 'so' }, undefined, false)
  t.deepEqual(refused, {
    exemptions: [],
    problems: ['is ignored; set "exemptionAnnotations: true" in the configuration'],
  })
})

test('a reason is required, which a pod may inherit from its object', (t) => {
  t.deepEqual(problems({ [EXEMPT]: 'no-privileged' }), ['is ignored because it has no reason; add casehard.dev/reason'])
  t.deepEqual(problems({ [EXEMPT]: 'no-privileged', [EXEMPT_REASON]: ' ' }).length, 1)
  t.is(read({ [EXEMPT]: 'no-privileged' }, 'so').exemptions[0]?.reason, 'so')
})

test('an unknown control or container is reported with a suggestion, and the others apply', (t) => {
  const asked = read({ [EXEMPT]: 'no-privilege, no-host-path/phq, no-privileged', [EXEMPT_REASON]: 'so' })
  t.deepEqual(asked.problems, [
    'names the unknown control "no-privilege"; did you mean "no-privileged"?',
    'names the unknown container "phq"; did you mean "php"?',
  ])
  t.is(asked.exemptions.length, 1)
  t.deepEqual(problems({ [EXEMPT]: 'no-privileged/a/b', [EXEMPT_REASON]: 'so' }), [
    'names the unknown container "a/b"; legal containers: php, metrics',
  ])
})

test('an empty annotation is reported', (t) => {
  for (const nothing of ['', ' , ', null, true])
    t.regex(problems({ [EXEMPT]: nothing, [EXEMPT_REASON]: 'so' })[0] ?? '', /^names no control; write CONTROL or/)
})
