import test from 'ava'
import { parseHardening } from '../../config/parse.ts'
import { CONTROLS } from '../../controls/index.ts'
import type { ExplainedVerdict, ExplainedWorkload } from '../../model/explanation.ts'
import { imageLines } from '../../report/explain/snippets.ts'
import { conditionsFor } from './conditions.ts'

/** What a reader would paste if a fact made a difference. */
const snippetOf = (fact: NonNullable<ExplainedVerdict['alternatives'][number]['fact']>): string => {
  const verdict = { alternatives: [{ verdict: 'changed', if: 'so', fact }] } as unknown as ExplainedVerdict
  const images = [{ container: 'app', image: 'app:1', repository: 'registry.example/app', line: 1 }]
  return imageLines({ verdicts: [verdict], images } as unknown as ExplainedWorkload).join('\n')
}

test('the configuration accepts every fact that is tried, as the snippet writes it', (t) => {
  const facts = conditionsFor([], 'restricted').flatMap(({ fact }) => (fact === undefined ? [] : [fact]))
  t.true(facts.length > 0)
  for (const fact of facts) {
    const text = `apiVersion: casehard.dev/v1\nkind: Hardening\n${snippetOf(fact)}\n`
    const { spec } = parseHardening('casehard.yaml', text, { controls: CONTROLS, profiles: ['restricted'] })
    t.deepEqual(Object.keys(spec.images?.[0] ?? {}), ['image', ...Object.keys(fact)], text)
  }
})

test('stances are tried for the given controls, one at a time', (t) => {
  const [first, second] = CONTROLS
  const own = conditionsFor(CONTROLS.slice(0, 2), 'restricted').flatMap(({ control }) => control ?? [])
  t.deepEqual(own, [first?.id, first?.id, first?.id, second?.id, second?.id, second?.id])
})

test('a profile that differs only in stance is named only for the profile that it differs from', (t) => {
  const wordsUnder = (profile: string) =>
    conditionsFor(CONTROLS.slice(0, 1), profile).map((condition) => condition.if('no-privileged'))
  const flags = wordsUnder('restricted').filter((words) => words.startsWith('--profile '))
  t.deepEqual(flags, [
    '--profile cautious, or no-privileged: cautious in casehard.yaml',
    `--profile strict, or ${CONTROLS[0]?.id}: enforce in casehard.yaml`,
  ])
  const others = wordsUnder('psp.yaml')
  t.deepEqual(
    others.filter((words) => words.includes('--profile')),
    [],
  )
  for (const words of flags) t.true(others.includes(words.split(', or ')[1] ?? ''), words)
})
