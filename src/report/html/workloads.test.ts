import test from 'ava'
import type { Change } from '../../model.ts'
import { change } from '../sample-testing.ts'
import { diffDetails } from './workloads.ts'

/** The words of a diff, with a bar behind each sign. */
const shownOf = (changes: Change[]): string =>
  (diffDetails(changes)?.text ?? '').replace(/<b>([+-] )<\/b>/g, '$1|').replace(/<[^>]+>/g, '')

const MARKS = [
  {
    name: 'lines after a line',
    edit: { line: 4, column: 9, endLine: 4, endColumn: 9, text: '\n  a: 1\n  b: 2' },
    shown: ['after line 4', '+ |  a: 1', '+ |  b: 2'],
  },
  {
    name: 'lines before a line',
    edit: { line: 4, column: 1, endLine: 4, endColumn: 1, text: 'a: 1\r\n' },
    shown: ['before line 4', '+ |a: 1'],
  },
  {
    name: 'words in a line',
    edit: { line: 4, column: 9, endLine: 4, endColumn: 9, text: ', a: 1' },
    shown: ['line 4, column 9', '+ |, a: 1'],
  },
  {
    name: 'a replaced word',
    edit: { line: 4, column: 9, endLine: 4, endColumn: 13, text: 'false' },
    shown: ['line 4, columns 9 to 12', '- |4 characters', '+ |false'],
  },
  {
    name: 'a removed line',
    edit: { line: 4, column: 1, endLine: 5, endColumn: 1, text: '' },
    shown: ['@@ line 4 @@', '- |the text here'],
  },
  {
    name: 'removed lines',
    edit: { line: 4, column: 1, endLine: 7, endColumn: 1, text: '' },
    shown: ['lines 4 to 6', '- |the text here'],
  },
  {
    name: 'a removed piece',
    edit: { line: 4, column: 3, endLine: 6, endColumn: 2, text: '' },
    shown: ['line 4, column 3 to line 6, column 2'],
  },
] as const

for (const { name, edit, shown } of MARKS)
  test(`the diff shows ${name} with its position`, (t) => {
    const diff = shownOf([change('no-privileged', 'nginx', { edits: [edit] })])
    for (const part of shown) t.true(diff.includes(part), diff)
  })

test('the diff is in the order of the text, and at one position in the order of the edits', (t) => {
  const at = (line: number, order: number, text: string) => ({
    line,
    column: 1,
    endLine: line,
    endColumn: 1,
    text,
    order,
  })
  const changes = [
    change('no-privileged', 'nginx', { edits: [at(9, 1, 'third\n'), at(4, 2, 'second\n')] }),
    change('no-host-ports', 'nginx', { edits: [at(4, 1, 'first\n')] }),
  ]
  t.regex(shownOf(changes), /first[\s\S]*second[\s\S]*third/)
})

test('changes without edits have no diff', (t) => {
  t.is(diffDetails([change('no-privileged', 'nginx', { edits: [] })]), undefined)
})
