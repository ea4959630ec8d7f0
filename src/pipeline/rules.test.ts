import test from 'ava'
import { optionsWith } from '../../test/support/hardening.ts'
import { RULE_IDS } from '../generate/ids.ts'
import { GENERATORS, RULES } from '../generate/index.ts'
import { harden } from '../harden.ts'
import { ALL_RULES } from './all-rules.ts'
import { missingIn, USUAL_RULES } from './rules.ts'

test('what a start knows of rules by their ids is what there is, in the same order', (t) => {
  t.deepEqual(
    RULE_IDS.map(({ id }) => id),
    RULES.map(({ id }) => id),
  )
  t.deepEqual(
    RULE_IDS.filter(({ generates }) => generates).map(({ id }) => id),
    GENERATORS.map(({ id }) => id),
  )
})

test('every rule is among all of them, and the usual ones lack those that are off unless they are asked for', (t) => {
  const { configuration } = optionsWith()
  const on = Object.fromEntries(RULES.map(({ id }) => [id, 'default' as const]))
  t.deepEqual(missingIn(ALL_RULES, { ...configuration, controls: on }), [])
  const lacking = missingIn(USUAL_RULES, { ...configuration, controls: on })
  t.deepEqual(lacking, ['pod-security-policy', ...GENERATORS.map(({ id }) => id)])
  t.deepEqual(missingIn(USUAL_RULES, configuration), [])
})

test('a configuration that asks for a rule whose code is not there is a bug, never a run without it', (t) => {
  const { configuration, ...options } = optionsWith()
  const asking = { ...configuration, controls: { ...configuration.controls, 'limit-range': 'default' as const } }
  const files = [{ name: 'stdin', text: '' }]
  const run = () => harden(files, { ...options, configuration: asking }, USUAL_RULES)
  t.throws(run, { message: 'asked for, and not loaded: limit-range' })
  t.notThrows(() => harden(files, { ...options, configuration: asking }, ALL_RULES))
})
