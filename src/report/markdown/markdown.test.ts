import test from 'ava'
import fc from 'fast-check'
import type { Held } from '../../model.ts'
import { held, sample, web } from '../sample-testing.ts'
import { htmlText, markdownText, reportMarkdown, shorten } from './markdown.ts'

const SPAN = /(?<!`)(`+)(?!`)((?:(?!\1(?!`))[\s\S]|`(?=`*\1))*?[^`])\1(?!`)/g

test('words are text, and everything that could be markup is code', (t) => {
  for (const [text, wanted] of [
    ['the root filesystem was writable', 'the root filesystem was writable'],
    ['runAsUser: 0 (line 3); set it', 'runAsUser: 0 (line 3); set it'],
    ['ask @octocat or see #12', 'ask `@octocat` or see `#12`'],
    ['a|b', '`a\\|b`'],
    ['`x`', '`` `x` ``'],
    ['see https://evil.example/ now', 'see `https://evil.example/` now'],
    ['www.evil.example', '`www.evil.example`'],
    ['commit deadbeef1 GH-12', 'commit `deadbeef1 GH-12`'],
    ['<b>bold</b> **x** _y_ ~z~ $m$ :tada:', '`<b>bold</b> **x** _y_ ~z~ $m$ :tada:`'],
    ['two\nlines', '`two\\u{a}lines`'],
    ['', ''],
  ] as const)
    t.is(markdownText(text), wanted)
})

test('outside of code there are only words and punctuation, and the words are those of the text', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab9 `|\\@#<>[]()*_~$&!\n:/.w-') }), (text) => {
      const outside = markdownText(text).replace(SPAN, '')
      t.regex(outside, /^[ab9w .,;:!()/-]*$/, text)
      t.notRegex(markdownText(text), /(?<!\\)\|/)
    }),
    { numRuns: 2_000 },
  )
})

test('texts in HTML have no markup, and long ones are shortened between characters', (t) => {
  t.is(htmlText('<a href="x">&\u202e\''), '&#60;a href=&#34;x&#34;&#62;&#38;\\u{202e}&#39;')
  t.is(shorten('ab', 2), 'ab')
  t.is(shorten('a😀b', 2), 'a…')
  t.is(shorten('😀😀😀', 2), '😀…')
})

const many = (count: number, more: Partial<Held> = {}): Held[] =>
  Array.from({ length: count }, (_, i) =>
    held({ document: { index: i, line: i + 1 }, resource: { ...web, name: `web-${i}` }, ...more }),
  )

test('the text fits into a comment, and gives the number of omitted workloads', (t) => {
  for (const { entries, says } of [
    {
      entries: many(100, { reason: 'x '.repeat(2_000) }),
      says: /size limit: details of workloads: \d+\./,
    },
    { entries: many(2_000), says: /size limit: workloads: \d+\..*\n[\s\S]*details of workloads: \d+\./ },
    { entries: many(1).flatMap((entry) => Array(3_000).fill(entry)), says: /details of workloads: 1\./ },
    { entries: many(1, { resource: { ...web, name: 'long'.repeat(50_000) } }), says: /shop\/long[long]*…/ },
  ]) {
    const text = reportMarkdown(sample({ changes: [], skipped: [], pods: [], notices: [], held: entries }))
    t.true(text.length <= 61_000, `${text.length}`)
    t.regex(text, says)
    t.is(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length)
  }
})

test('every row of a table has as many cells as its head', (t) => {
  const cells = (line: string): number => line.split(/(?<!\\)\|/).length
  const evil = held({ reason: 'a | b \\| c', hint: '|', evidence: [{ source: 'manifest', text: '||', line: 1 }] })
  let width = 0
  for (const line of reportMarkdown(sample({ held: [evil] })).split('\n')) {
    if (!line.startsWith('|')) width = 0
    else if (width === 0) width = cells(line)
    else t.is(cells(line), width, line)
  }
  t.pass()
})
