import test from 'ava'
import fc from 'fast-check'
import { API_WORDS, MENTIONS_KUBERNETES, SELECTS_KUBERNETES } from './api-access.ts'

/** What a bracket that opens at `start` encloses, up to the index behind it. */
const behind = (source: string, start: number): number => {
  let depth = 0
  for (let i = start; i < source.length; i++) {
    if (source[i] === '\\') i++
    else if (source[i] === '(') depth++
    else if (source[i] === ')' && --depth === 0) return i + 1
  }
  return source.length
}

/** A pattern without what looks around, of which it can be said what it matches by itself. */
const withoutLooks = (source: string): string => {
  const start = source.search(/\(\?<?[!=]/)
  return start < 0
    ? source.replaceAll('\\b', '')
    : withoutLooks(source.slice(0, start) + source.slice(behind(source, start)))
}

test('every text that may contain a word of the API is searched', (t) => {
  for (const words of [API_WORDS, SELECTS_KUBERNETES]) {
    const pattern = new RegExp(withoutLooks(words.source), words.flags.replace('g', ''))
    fc.assert(
      fc.property(fc.stringMatching(new RegExp(pattern.source)), (text) => {
        t.regex(text, pattern)
        t.regex(text, MENTIONS_KUBERNETES)
      }),
      { numRuns: 3000 },
    )
  }
})

test('unrelated text is skipped', (t) => {
  for (const text of ['--config=/etc/app.yaml', 'http://web:8080', 'WATCHDOG', 'operator@example.com'])
    t.notRegex(text, MENTIONS_KUBERNETES)
})
