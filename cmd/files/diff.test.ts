import test from 'ava'
import fc from 'fast-check'
import type { Edit } from '../../src/model.ts'
import { diffHunks, diffText } from './diff.ts'

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i}\n`).join('')

const insert = (line: number, column: number, text: string, order?: number): Edit => ({
  ...{ line, column, endLine: line, endColumn: column, text },
  ...(order === undefined ? {} : { order }),
})

const CASES: [title: string, text: string, edits: Edit[], diff: string][] = [
  ['nothing', lines(1, 9), [], ''],
  [
    'an insertion at the end of a line adds lines and removes none',
    lines(1, 9),
    [insert(5, 2, '\na')],
    '@@ -3,6 +3,7 @@\n 3\n 4\n 5\n+a\n 6\n 7\n 8\n',
  ],
  ['at the top there is less context', lines(1, 9), [insert(1, 1, 'a\n')], '@@ -1,3 +1,4 @@\n+a\n 1\n 2\n 3\n'],
  ['behind the last line', lines(1, 4), [insert(5, 1, 'a\n')], '@@ -2,3 +2,4 @@\n 2\n 3\n 4\n+a\n'],
  [
    'two edits at one place stand in their order',
    '1\n',
    [insert(1, 2, '\nb', 2), insert(1, 2, '\na', 1)],
    '@@ -1 +1,3 @@\n 1\n+a\n+b\n',
  ],
  [
    'edits on neighbouring lines are one hunk, far ones are two, and the second is shifted by the first',
    lines(1, 20),
    [insert(2, 2, '\na'), insert(8, 2, '\nb'), { line: 19, column: 1, endLine: 20, endColumn: 1, text: '' }],
    '@@ -1,11 +1,13 @@\n 1\n 2\n+a\n 3\n 4\n 5\n 6\n 7\n 8\n+b\n 9\n 10\n 11\n@@ -16,5 +18,4 @@\n 16\n 17\n 18\n-19\n 20\n',
  ],
  [
    'a last line without a newline is listed',
    '1\n2',
    [insert(2, 2, '\n3')],
    '@@ -1,2 +1,3 @@\n 1\n-2\n\\ No newline at end of file\n+2\n+3\n\\ No newline at end of file\n',
  ],
  [
    'it is listed of context, too',
    '1\n2',
    [insert(1, 2, 'x')],
    '@@ -1,2 +1,2 @@\n-1\n+1x\n 2\n\\ No newline at end of file\n',
  ],
  ['CRLF stays', '1\r\n2\r\n', [insert(1, 2, '\r\na')], '@@ -1,2 +1,3 @@\n 1\r\n+a\r\n 2\r\n'],
  [
    'what goes is shown, with the lines that it stood on',
    lines(1, 5),
    [{ line: 2, column: 1, endLine: 4, endColumn: 2, text: 'x' }],
    '@@ -1,5 +1,3 @@\n 1\n-2\n-3\n-4\n+x\n 5\n',
  ],
]

for (const [title, text, edits, diff] of CASES)
  test(`of edits a diff is made: ${title}`, (t) => {
    t.is(diffText(diffHunks(text, edits)), diff)
  })

/** Applies a diff by its own words only: the line numbers and the signs. */
const patched = (text: string, diff: string): string => {
  const before = text.match(/[^\n]*\n|[^\n]+/g) ?? []
  const after: string[] = []
  let at = 0
  let wasRemoved = false
  for (const line of diff.match(/[^\n]*\n/g) ?? []) {
    const start = /^@@ -(\d+)(?:,(\d+))?/.exec(line)
    if (start !== null) {
      const first = start[2] === '0' ? Number(start[1]) : Number(start[1]) - 1
      after.push(...before.slice(at, first))
      at = first
    } else if (line.startsWith('\\')) {
      if (!wasRemoved) after.push((after.pop() ?? '').slice(0, -1))
    } else if (line.startsWith('+')) after.push(line.slice(1))
    else at++
    if (line.startsWith(' ')) after.push(line.slice(1))
    wasRemoved = line.startsWith('-')
  }
  return [...after, ...before.slice(at)].join('')
}

test('applying a diff gives the same text as its edits', (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\n', '\r\n', 'é'), maxLength: 60 })
  const cuts = fc.array(fc.tuple(fc.nat(100), fc.nat(4), fc.string({ unit: fc.constantFrom('x', '\n') })), {
    maxLength: 5,
  })
  const proof = () =>
    fc.assert(
      fc.property(text, cuts, (before, spots) => {
        const position = (offset: number) => {
          const above = before.slice(0, offset).split('\n')
          return { line: above.length, column: (above.at(-1) as string).length + 1 }
        }
        const edits: Edit[] = []
        let after = ''
        let at = 0
        for (const [start, length, added] of [...spots].sort((a, b) => a[0] - b[0])) {
          if (start < at || start > before.length || (edits.length > 0 && start === at)) continue
          const end = Math.min(before.length, start + length)
          after += before.slice(at, start) + added
          at = end
          const [from, to] = [position(start), position(end)]
          edits.push({ ...from, endLine: to.line, endColumn: to.column, text: added })
        }
        after += before.slice(at)
        return patched(before, diffText(diffHunks(before, edits))) === after
      }),
      { seed: 5, numRuns: 3000 },
    )
  t.notThrows(proof)
})
