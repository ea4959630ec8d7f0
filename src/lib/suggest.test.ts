import test from 'ava'
import { editDistance, findNearest, suggest } from './suggest.ts'

test('the distance counts letters added, dropped, replaced and swapped', (t) => {
  t.is(editDistance('', 'abc'), 3)
  t.is(editDistance('drop', 'drop'), 0)
  t.is(editDistance('enfroce', 'enforce'), 1)
  t.is(editDistance('strikt', 'strict'), 1)
  t.is(editDistance('kitten', 'sitting'), 3)
})

test('a mistyped word finds the nearest candidate, and nonsense finds none', (t) => {
  t.is(findNearest('run-as-nonroot', ['run-as-non-root', 'no-root-group']), 'run-as-non-root')
  t.is(findNearest('Strict', ['audit', 'strict']), 'strict')
  t.is(findNearest('zzzzzz', ['audit', 'strict']), undefined)
  t.is(suggest('zz', ['audit', 'strict'], 'profiles'), 'legal profiles: audit, strict')
  t.is(suggest('audti', ['audit', 'strict'], 'profiles'), 'did you mean "audit"?')
})
