import test from 'ava'
import fc from 'fast-check'
import { InputError } from './errors.ts'
import { parseSlice } from './parse.ts'
import { splitStream } from './split.ts'
import { tapes } from './testing/tape-testing.ts'
import { yamlText } from './testing/yaml-testing.ts'

const refusal = (text: string): InputError => {
  try {
    parseSlice(text)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new TypeError('the text was read')
}

const NESTED = 20_000
for (const [what, text] of [
  ['lists', '- '.repeat(NESTED)],
  ['mappings', Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  ['brackets', '['.repeat(NESTED)],
  ['braces', '{a: '.repeat(NESTED)],
  ['brackets that close', '['.repeat(NESTED) + ']'.repeat(NESTED)],
  ['braces that close', `${'{"a":'.repeat(NESTED)}1${'}'.repeat(NESTED)}`],
  ['explicit keys', '? '.repeat(NESTED)],
  ['a mixture', '- [{a: '.repeat(NESTED)],
] as const)
  test(`${what} that nest too deep are refused`, (t) => {
    t.regex(refusal(text).message, /500 levels|not YAML/)
  })

test('aliases of exponential size are refused after bounded work', (t) => {
  const lines = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`)
  t.is(refusal(['a0: &a0 [x, x, x]', ...lines].join('\n')).code, 'alias')
})

test('merges of exponential size are refused after bounded work', (t) => {
  const lines = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} {x: *a${i}, <<: [*a${i}, *a${i}]}`)
  t.is(refusal(['a0: &a0 {y: 1}', ...lines].join('\n')).code, 'alias')
})

const BITS = [' ', '  ', '\n', ':', ': ', '-', '- ', '"', "'", '{', '}', '[', ']', ',', '#', ' #', '&a ', '*a', '<<: ']
const ODD = ['|', '>', '\t', '~', '---\n', '...\n', '!!str ', '? ', '%', '\r', '\u0085', '\u00e9', '\ud83d\ude00', '\\']

/** A document with some places overwritten, or any characters at all. */
const rough = fc.oneof(
  tapes.map((tape) => {
    let text = yamlText(tape)
    for (let count = 1 + tape.below(4); count > 0; count--) {
      const at = tape.below(text.length + 1)
      text = text.slice(0, at) + tape.pick([...BITS, ...ODD]) + text.slice(at + tape.below(3))
    }
    return text
  }),
  fc.array(fc.constantFrom(...BITS, ...ODD, 'a'), { maxLength: 40 }).map((bits) => bits.join('')),
  fc.string({ unit: 'binary' }),
)

test('any text is read, or refused at a position inside it', (t) => {
  let refused = 0
  fc.assert(
    fc.property(rough, (text) => {
      for (const slice of splitStream(text))
        try {
          parseSlice(slice.text, slice.line)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          refused++
          t.true(error.line >= slice.line && error.column >= 1, error.message)
          t.true(error.line <= slice.line + slice.text.split('\n').length, error.message)
        }
    }),
    { numRuns: 10_000 },
  )
  t.log(`${refused} were refused`)
})
