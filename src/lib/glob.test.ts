import test from 'ava'
import fc from 'fast-check'
import { matchesGlob } from './words.ts'

test('a star matches any characters and a question mark one', (t) => {
  t.true(matchesGlob('web-*', 'web-'))
  t.true(matchesGlob('web-*', 'web-front'))
  t.true(matchesGlob('*-v?', 'api-v-v2'))
  t.true(matchesGlob('*', ''))
  t.false(matchesGlob('web-*', 'a-web-b'))
  t.false(matchesGlob('v?', 'v'))
  t.false(matchesGlob('a.c', 'abc'))
})

test('the pattern matches what its regular expression matches', (t) => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
  const words = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
  fc.assert(
    fc.property(letters, words, (pattern, word) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
      return matchesGlob(pattern, word) === expression.test(word)
    }),
  )
  t.pass()
})

test('many stars do not slow matching down', (t) => {
  t.false(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(5000)))
})
