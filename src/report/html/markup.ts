import { printable } from '../../lib/printable.ts'
import type { Cause, Change, Confidence, Held, Operation, ReportedEvidence } from '../../model.ts'
import { formatFieldPath } from '../format.ts'

/** HTML that needs no escaping. Only `html` creates it, so that all other content of a page is escaped. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A value in a template: markup is inserted as it is, other values are escaped, lists by item; `undefined` is empty. */
export type Content = Markup | string | number | undefined | readonly Content[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes a text for elements and quoted attributes; invisible characters are written as escapes. */
export const escapeHtml = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (char) => ENTITIES[char] as string)

const textOf = (content: Content): string => {
  if (content === undefined) return ''
  if (content instanceof Markup) return content.text
  return typeof content === 'object' ? content.map(textOf).join('') : escapeHtml(String(content))
}

const unindented = new WeakMap<TemplateStringsArray, readonly string[]>()

/** Returns the fixed parts of a template without the indentation of the source code. */
const partsOf = (strings: TemplateStringsArray): readonly string[] => {
  const known = unindented.get(strings)
  if (known !== undefined) return known
  const parts = strings.map((part) => part.replace(/\n\s*/g, '\n'))
  unindented.set(strings, parts)
  return parts
}

/** Builds HTML from a template; values are escaped unless they are markup. Attributes must be quoted. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup => {
  const parts = partsOf(strings)
  return new Markup(parts.map((part, i) => (i === 0 ? part : `${textOf(values[i - 1])}${part}`)).join(''))
}

/** The meaning of each confidence, the highest first. */
export const CONFIDENCES: Readonly<Record<Confidence, string>> = {
  proven: 'evidence shows that it works',
  likely: 'evidence suggests that it works',
  assumed: 'there is no evidence for or against it',
}

/** The meaning of each cause of a held change. */
export const CAUSES: Readonly<Record<Cause, string>> = {
  evidence: 'the workload needs the present state',
  unknown: 'nothing shows whether the workload starts with the change',
  deviation: 'the manifest sets it explicitly',
  'api-rule': 'the API server would refuse the change',
  exemption: 'an exemption covers it',
  stance: 'the stance only reports, or holds assumed changes',
}

/** Links to the article of a control. */
export type ControlLink = (control: string) => Markup

const LONG_VALUE = 60

const writtenValue = (operation: Operation): Markup | undefined => {
  if (operation.op === 'remove') return undefined
  const short = JSON.stringify(operation.value)
  if (short.length <= LONG_VALUE) return html`: <code>${short}</code>`
  const lines = JSON.stringify(operation.value, null, 2).split('\n')
  return html`:<pre>${lines.map((line, i) => html`${i === 0 ? '' : html`\n`}${line}`)}</pre>`
}

const operationItem = (operation: Operation): Markup =>
  html`<li>${operation.op} <code>${operation.path === '' ? 'the whole document' : formatFieldPath(operation.path)}</code>${writtenValue(operation)}</li>`

/** Formats evidence with its source and line. */
const evidenceItem = ({ source, text, line, file }: ReportedEvidence): Markup => {
  const place = line === undefined ? '' : `, ${file === undefined ? 'line ' : `${file}:`}${line}`
  return html`<li><span class="source">${source}${place}</span> <q>${text}</q></li>`
}

const row = (name: string, content: Markup | string | undefined): Markup | undefined =>
  content === undefined || content === '' ? undefined : html`<dt>${name}</dt><dd>${content}</dd>`

const list = (items: readonly Markup[]): Markup | undefined =>
  items.length === 0 ? undefined : html`<ul>${items}</ul>`

/** Formats a change or a held change as a line that can be unfolded. */
export const verdictEntry = (entry: Change | Held, link: ControlLink, verb: string): Markup => {
  const { control, container, path, line, reason, evidence, operations = [], confidence } = entry
  const isHeld = 'cause' in entry
  const verdict = isHeld ? 'held' : 'changed'
  const badges = [
    'immutable' in entry ? html`<span class="badge immutable">immutable</span> ` : undefined,
    'known' in entry && entry.known ? html`<span class="badge">known</span> ` : undefined,
    'expected' in entry ? html`<span class="badge">expected</span> ` : undefined,
    isHeld
      ? html`<span class="badge">${entry.cause}</span>`
      : html`<span class="badge ${confidence}">${confidence}</span>`,
  ]
  const immutable =
    'immutable' in entry ? 'an upgrade of an installed release is refused: delete the object first' : undefined
  return html`<details class="entry" data-control="${control}" data-verdict="${isHeld ? verdict : verb}" data-confidence="${confidence}">
    <summary><span class="verdict ${verdict}">${isHeld ? verdict : verb}</span> <code class="control">${control}</code>
    <span class="what">${container === undefined ? undefined : html`<span class="container">${container}</span>: `}${reason}</span>
    <span class="badges">${badges}</span></summary>
    <dl>${row('What to do', isHeld ? entry.hint : undefined)}
    ${row('Evidence', list(evidence.map(evidenceItem)))}
    ${row('Field', html`<code>${formatFieldPath(path)}</code>, line ${line}`)}
    ${row(isHeld ? 'Operations if made' : 'Operations', list(operations.map(operationItem)))}
    ${row('Cause', isHeld ? `${entry.cause}: ${CAUSES[entry.cause]}` : undefined)}
    ${row('Confidence', confidence === undefined ? undefined : `${confidence}: ${CONFIDENCES[confidence]}`)}
    ${row('Immutable', immutable)}
    ${row('Control', link(control))}</dl></details>\n`
}

/** Formats an entry of a workload without a verdict of a control. */
export const noteEntry = (kind: 'skipped' | 'notice' | 'compliant', text: string, code?: string): Markup =>
  html`<div class="entry remark" data-control="" data-verdict="${kind}" data-confidence=""><span class="verdict ${kind}">${kind}</span>
    <code class="control">${code}</code> <span class="what">${text}</span></div>\n`
