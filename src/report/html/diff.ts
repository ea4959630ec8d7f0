import { formatCount } from '../../lib/format.ts'
import type { Change, Edit } from '../../model.ts'
import { html, type Markup } from './markup.ts'

interface Hunk {
  edit: Edit
  control: string
}

const isInsertion = ({ line, column, endLine, endColumn }: Edit): boolean => line === endLine && column === endColumn

/** Formats the place of an edit for a reader without the text: whole lines by their neighbour, else columns. */
const placeOf = (edit: Edit): string => {
  const { line, column, endLine, endColumn, text } = edit
  if (isInsertion(edit)) {
    if (/^\r?\n/.test(text)) return `after line ${line}`
    if (column === 1 && text.endsWith('\n')) return `before line ${line}`
    return `line ${line}, column ${column}`
  }
  if (column === 1 && endColumn === 1) return endLine === line + 1 ? `line ${line}` : `lines ${line} to ${endLine - 1}`
  if (line === endLine) return `line ${line}, columns ${column} to ${endColumn - 1}`
  return `line ${line}, column ${column} to line ${endLine}, column ${endColumn}`
}

/** Returns the lines that an edit adds, without the line breaks that separate them from their neighbours. */
const linesOf = ({ text }: Edit): string[] => {
  if (text === '') return []
  return text
    .replace(/^\r?\n/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
}

const removedOf = (edit: Edit): Markup | undefined => {
  if (isInsertion(edit)) return undefined
  const { line, column, endLine, endColumn } = edit
  const removed = line === endLine ? formatCount(endColumn - column, 'character') : 'the text here'
  return html`<del><b>- </b>${removed} (the report does not contain the input)</del>\n`
}

const hunk = ({ edit, control }: Hunk): Markup =>
  html`<span class="at">@@ ${placeOf(edit)} @@ ${control}${edit.masked ? ' (… is a secret)' : ''}</span>\n${removedOf(edit)}${linesOf(edit).map((line) => html`<ins><b>+ </b>${line}</ins>\n`)}`

/** Formats the edits of one object in the order of its lines; undefined without edits. */
export const diffDetails = (changes: readonly Change[]): Markup | undefined => {
  const hunks = changes
    .flatMap(({ edits, control }) => edits.map((edit): Hunk => ({ edit, control })))
    .sort(({ edit: a }, { edit: b }) => a.line - b.line || a.column - b.column || (a.order ?? 1) - (b.order ?? 1))
  if (hunks.length === 0) return undefined
  return html`<details class="diff"><summary>Diff of the text</summary>
    <pre>${hunks.map(hunk)}</pre></details>`
}
