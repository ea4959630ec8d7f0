import test from 'ava'
import fc from 'fast-check'
import { splitStream } from './split.ts'

/** Index, line and whether there is content, of each slice. */
const outline = (stream: string): string =>
  splitStream(stream)
    .map(({ index, line, hasContent }) => `${index}@${line}${hasContent ? '' : ' empty'}`)
    .join(', ')

for (const [what, stream, expected] of [
  ['one document', 'a: 1\n', '0@1'],
  ['one document behind its marker', '---\na: 1\n', '0@1'],
  ['two documents', 'a: 1\n---\nb: 2\n', '0@1, 1@2'],
  [
    'comments above the first marker, which are no document',
    '# Source: a\n\n---\na: 1\n---\nb: 2\n',
    '-1@1 empty, 0@3, 1@5',
  ],
  ['blank lines above the first marker', '\n\n---\na: 1\n', '-1@1 empty, 0@3'],
  ['directives above the first marker', '%YAML 1.1\n---\na: 1\n', '-1@1 empty, 0@2'],
  [
    'empty documents and those of comments, which count',
    '---\n---\n# only\n---\na: 1\n---\n',
    '0@1 empty, 1@2 empty, 2@4, 3@6 empty',
  ],
  ['a marker at the very end', 'a: 1\n---', '0@1, 1@2 empty'],
  ['markers with comments and blanks', 'a: 1\n--- # b\nb: 2\n---  \nc: 3\n---\t\nd: 4', '0@1, 1@2, 2@4, 3@6'],
  ['a value beside the marker', 'a: 1\n--- {b: 2}\n--- |\n  c\n', '0@1, 1@2, 2@3'],
  ['CRLF', '# c\r\n---\r\na: 1\r\n---\r\n---\r\nb: 2', '-1@1 empty, 0@2, 1@4 empty, 2@5'],
  ['a byte order mark', '\uFEFF---\na: 1\n', '0@1'],
  ['a byte order mark and comments', '\uFEFF# c\n---\na: 1\n', '-1@1 empty, 0@2'],
  ['document ends', 'a: 1\n...\n---\nb: 2\n...\n', '0@1, 1@3'],
  ['a document end alone', '...\n---\na: 1\n', '-1@1 empty, 0@2'],
  ['the dashes of a PEM block', 'a: |\n  -----BEGIN X-----\n-----END X-----\n---b\n', '0@1'],
  ['an indented marker within a block scalar', 'a: |\n  b\n  ---\n  c\n', '0@1'],
  ['no content at all', '', '-1@1 empty'],
  ['comments alone', '# a\n', '-1@1 empty'],
] as const)
  test(`a stream is split and its documents numbered: ${what}`, (t) => {
    t.is(outline(stream), expected)
  })

test('slices start with their markers and concatenate to the stream', (t) => {
  t.deepEqual(
    splitStream('# c\r\n---\r\na: 1\r\n--- # d\r\nb: 2').map(({ text }) => text),
    ['# c\r\n', '---\r\na: 1\r\n', '--- # d\r\nb: 2'],
  )
})

test('slices of any text concatenate to it, with their lines and consecutive numbers', (t) => {
  const part = fc.constantFrom(
    '\n',
    '\r\n',
    '\r',
    '---',
    '--- ',
    '----',
    '...',
    '# c',
    'a: 1',
    ' ',
    '\t',
    '%X',
    '\uFEFF',
    '|',
  )
  const text = fc.oneof(
    fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(text, (stream) => {
      const slices = splitStream(stream)
      t.is(slices.map((slice) => slice.text).join(''), stream)
      let at = 0
      let index = slices[0]?.index ?? 0
      for (const slice of slices) {
        t.is(slice.line, stream.slice(0, at).split('\n').length)
        t.is(slice.index, index)
        index++
        at += slice.text.length
      }
    }),
    { numRuns: 10_000 },
  )
})
