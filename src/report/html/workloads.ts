import { CONTROLS } from '../../controls/index.ts'
import { formatCount } from '../../lib/format.ts'
import type { Change, Edit, Report } from '../../model.ts'
import { verbOf } from '../format.ts'
import type { Workload } from '../workloads.ts'
import { type ControlLink, html, type Markup, noteEntry, verdictEntry } from './markup.ts'

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

/** A workload and the anchor of its article. */
export interface AnchoredWorkload {
  workload: Workload
  id: string
}

/** Formats the name of a workload, with its kind in an element of its own. */
export const nameMarkup = ({ resource: { kind, namespace, name } }: Pick<Workload, 'resource'>): Markup =>
  html`<span class="kind">${kind}</span> <span class="name">${namespace === undefined ? '' : `${namespace}/`}${name === '' ? '(no name)' : name}</span>`

/** Formats the place of a document. */
export const formatDocumentPlace = ({ document }: Pick<Workload, 'document'>): string => {
  if (document.new) return 'added by casehard'
  return document.file === undefined ? `line ${document.line}` : `${document.file}:${document.line}`
}

const levelsOf = ({ pods }: Workload): Markup[] => {
  const pairs = new Map(pods.map(({ level }) => [`${level.before} ${level.after}`, level]))
  return [...pairs.values()].map(({ before, after }) =>
    before === after
      ? html`<span class="level ${after}">${after}</span>`
      : html`<span class="level ${before}">${before}</span> <span class="to" aria-hidden="true">&rarr;</span><span class="unseen">to</span> <span class="level ${after}">${after}</span>`,
  )
}

const indexRow = ({ workload, id }: AnchoredWorkload): Markup => {
  const { changes, held, skipped } = workload
  const assumed = changes.filter(({ confidence }) => confidence === 'assumed').length
  return html`<tr><th scope="row"><a href="#${id}">${nameMarkup(workload)}</a></th>
    <td>${skipped.length > 0 ? 'skipped' : levelsOf(workload)}</td>
    <td class="amount">${changes.length}${assumed === 0 ? '' : html` <span class="dim note">(${assumed} assumed)</span>`}</td>
    <td class="amount">${held.length}</td></tr>\n`
}

/** Builds the table of workloads, with links to their articles. */
export const workloadIndex = (anchored: readonly AnchoredWorkload[]): Markup =>
  html`<table class="card" id="index"><caption class="unseen">Workloads, in the order of the input</caption>
    <thead><tr><th scope="col">Workload</th><th scope="col">Pod Security level</th>
    <th scope="col" class="amount">Changed</th><th scope="col" class="amount">Held</th></tr></thead>
    <tbody>${anchored.map(indexRow)}</tbody></table>`

/** Builds the article of a workload. */
export const workloadArticle = ({ workload, id }: AnchoredWorkload, link: ControlLink, verb: string): Markup => {
  const { changes, held, skipped, notices, pods, resource } = workload
  const entries = [
    ...changes.map((entry) => verdictEntry(entry, link, verb)),
    ...held.map((entry) => verdictEntry(entry, link, verb)),
    ...skipped.map(({ reason }) => noteEntry('skipped', reason)),
    ...notices.map(({ code, message, line }) =>
      noteEntry('notice', line === undefined ? message : `${message} (line ${line})`, code),
    ),
  ]
  const compliant = noteEntry('compliant', 'All checked fields meet the profile.')
  const counts = [
    ...(changes.length === 0 ? [] : [`${changes.length} ${verb}`]),
    ...(held.length === 0 ? [] : [`${held.length} held`]),
    ...(notices.length === 0 ? [] : [formatCount(notices.length, 'notice')]),
  ].join(', ')
  return html`<article class="card workload" id="${id}" aria-labelledby="${id}-name">
    <header><h3 id="${id}-name">${nameMarkup(workload)}</h3>
    <p>${pods.length === 0 ? undefined : html`${levelsOf(workload)} `}<span class="dim">${resource.apiVersion}, ${formatDocumentPlace(workload)}${counts === '' ? '' : `; ${counts}`}</span></p></header>
    ${entries.length === 0 ? compliant : entries}${diffDetails(changes)}</article>\n`
}

const option = (value: string): Markup => html`<option>${value}</option>`

const select = (id: string, label: string, values: readonly string[]): Markup =>
  html`<p><label for="${id}">${label}</label><select id="${id}"><option value="">any</option>${values.map(option)}</select></p>`

/** Builds the search form, which the script shows. */
export const searchForm = (report: Report): Markup => {
  const { changes, held, skipped, notices } = report
  const all = [...changes, ...held]
  const known = CONTROLS.map(({ id }) => id)
  const used = new Set(all.map(({ control }) => control))
  const controls = [...known.filter((id) => used.has(id)), ...[...used].filter((id) => !known.includes(id))]
  const verdicts = [
    ...(changes.length === 0 ? [] : [verbOf(report)]),
    ...(held.length === 0 ? [] : ['held']),
    ...(skipped.length === 0 ? [] : ['skipped']),
    ...(notices.length === 0 ? [] : ['notice']),
  ]
  const confidences = ['proven', 'likely', 'assumed'].filter((word) =>
    all.some(({ confidence }) => confidence === word),
  )
  return html`<form role="search" id="filter" class="card" aria-label="Search the workloads" hidden>
    <p class="text"><label for="words">Search</label><input id="words" type="search" autocomplete="off" spellcheck="false"></p>
    ${select('control', 'Control', controls)}${select('verdict', 'Verdict', verdicts)}${select('confidence', 'Confidence', confidences)}
    <p class="buttons"><button type="reset">Clear</button> <button type="button" id="unfold">Unfold all</button> <button type="button" id="fold">Fold all</button></p>
    <output id="found" for="words control verdict confidence"></output></form>`
}
