import { CONTROLS } from '../../controls/index.ts'
import type { Change, Held, Reference, Report, Skipped } from '../../model.ts'
import { verbOf } from '../format.ts'
import { groupWorkloads } from '../workloads.ts'
import { type ControlLink, html, Markup } from './markup.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'
import { failureSection, summarySection } from './summary.ts'
import {
  type AnchoredWorkload,
  formatDocumentPlace,
  nameMarkup,
  searchForm,
  workloadArticle,
  workloadIndex,
} from './workloads.ts'

/** A control with entries in a report. */
export interface UsedControl {
  control: string
  /** Anchor of its article. */
  id: string
  entries: (Change | Held)[]
}

/** Returns the controls with entries in a report, in the order in which they run; unknown controls come last. */
const findUsedControls = ({ changes, held }: Report): UsedControl[] => {
  const used = new Map<string, (Change | Held)[]>(CONTROLS.map(({ id }) => [id, []]))
  for (const entry of [...changes, ...held]) {
    const entries = used.get(entry.control)
    if (entries === undefined) used.set(entry.control, [entry])
    else entries.push(entry)
  }
  return [...used]
    .filter(([, entries]) => entries.length > 0)
    .map(([control, entries], i) => ({
      control,
      entries,
      id: /^[a-z][a-z0-9-]*$/.test(control) ? `control-${control}` : `control-${i}`,
    }))
}

/** Returns a function that links a control to its article. */
const linkControls = (used: readonly UsedControl[]): ControlLink => {
  const ids = new Map(used.map(({ control, id }) => [control, id]))
  return (control) => html`<a href="#${ids.get(control)}">Rationale, side effects and references</a>`
}

/** Returns the references of all entries without duplicates: a saved report may be of another version than the controls. */
const referencesOf = (entries: readonly (Change | Held)[]): Reference[] => {
  const found = new Map<string, Reference>()
  for (const { references } of entries)
    for (const one of references) found.set(JSON.stringify([one.standard, one.version, one.section, one.url]), one)
  return [...found.values()]
}

const referenceItem = ({ standard, version, section, url }: Reference): Markup => {
  const text = `${standard} ${version}, ${section}`
  return /^https?:\/\//i.test(url)
    ? html`<li><a href="${url}" rel="noreferrer">${text}</a></li>`
    : html`<li>${text} (${url})</li>`
}

const controlArticle = ({ control, id, entries }: UsedControl, verb: string): Markup => {
  const known = CONTROLS.find((one) => one.id === control)
  const held = entries.filter((entry) => 'cause' in entry).length
  const references = referencesOf(entries)
  const explained =
    known === undefined
      ? html`<p>This version of casehard does not know the control.</p>`
      : html`<p class="title">${known.title}.</p>
        <h4>Why</h4><p>${known.rationale}</p>
        <h4>What may stop working</h4><p>${known.breaks}</p>`
  return html`<article class="card control" id="${id}" aria-labelledby="${id}-name">
    <header><h3 id="${id}-name"><code>${control}</code></h3>
    <p class="dim">${entries.length - held} ${verb}, ${held} held</p></header>
    ${explained}
    ${references.length === 0 ? undefined : html`<h4>References</h4><ul>${references.map(referenceItem)}</ul>`}</article>\n`
}

/** Builds the section that explains the controls of a report. */
const controlsSection = (used: readonly UsedControl[], verb: string): Markup | undefined => {
  if (used.length === 0) return undefined
  return html`<section id="controls" aria-labelledby="controls-title"><h2 id="controls-title">Controls</h2>
    <p>The controls with changes or held changes in this report.</p>
    <div class="two">${used.map((one) => controlArticle(one, verb))}</div></section>`
}

/** Returns the SHA-256 of the UTF-8 bytes of a text in Base64. */
export type Digest = (text: string) => string

const section = (id: string, title: string, ...content: (Markup | undefined)[]): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>\n`

const exemptionRow = ({ control, container, reason, line }: Held, { workload, id }: AnchoredWorkload): Markup =>
  html`<tr><th scope="row"><a href="#${id}">${nameMarkup(workload)}</a>${container === undefined ? '' : `, ${container}`}</th>
    <td><code>${control}</code></td><td>${reason}</td><td class="amount">${line}</td></tr>\n`

const exemptionsSection = (anchored: readonly AnchoredWorkload[]): Markup | undefined => {
  const rows = anchored.flatMap((one) =>
    one.workload.held.filter(({ cause }) => cause === 'exemption').map((entry) => exemptionRow(entry, one)),
  )
  if (rows.length === 0) return undefined
  const table = html`<table class="card"><thead><tr><th scope="col">Workload</th><th scope="col">Control</th>
    <th scope="col">Exemption</th><th scope="col" class="amount">Line</th></tr></thead><tbody>${rows}</tbody></table>`
  return section('exemptions', 'Exemptions', html`<p>Changes held by exemptions.</p>`, table)
}

const skippedItem = ({ resource, document, reason }: Skipped): Markup =>
  html`<li>${nameMarkup({ resource })}, ${formatDocumentPlace({ document })}: ${reason}</li>\n`

const skippedSection = ({ skipped }: Report): Markup | undefined =>
  skipped.length === 0
    ? undefined
    : section(
        'skipped',
        'Skipped',
        html`<p>Objects that look like workloads and were skipped.</p>`,
        html`<ul class="card notices">${skipped.map(skippedItem)}</ul>`,
      )

const workloadsSection = (report: Report, anchored: readonly AnchoredWorkload[]): Markup | undefined => {
  if (anchored.length === 0) return undefined
  const link = linkControls(findUsedControls(report))
  const articles = anchored.map((one) => workloadArticle(one, link, verbOf(report)))
  return section('workloads', 'Workloads', searchForm(report), workloadIndex(anchored), ...articles)
}

const bodyOf = (report: Report): { main: Markup; parts: [string, string][] } => {
  if (report.error !== undefined) return { main: failureSection(report, report.error), parts: [] }
  const anchored = groupWorkloads(report).map((workload, i): AnchoredWorkload => ({ workload, id: `w${i + 1}` }))
  const used = findUsedControls(report)
  const parts: [string, string, Markup | undefined][] = [
    ['summary', 'Summary', summarySection(report)],
    ['workloads', `Workloads (${anchored.length})`, workloadsSection(report, anchored)],
    ['exemptions', 'Exemptions', exemptionsSection(anchored)],
    ['skipped', 'Skipped', skippedSection(report)],
    ['controls', 'Controls', controlsSection(used, verbOf(report))],
  ]
  const present = parts.filter(([, , part]) => part !== undefined)
  return { main: html`${present.map(([, , part]) => part)}`, parts: present.map(([id, name]) => [id, name]) }
}

const contents = (parts: readonly [string, string][]): Markup | undefined =>
  parts.length === 0
    ? undefined
    : html`<nav aria-label="Parts of the report"><ul>${parts.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`

/** Builds a style or script element, whose text is not escaped: it is a constant, and the policy contains its hash. */
const code = (element: 'style' | 'script', text: string): Markup => new Markup(`<${element}>${text}</${element}>`)

/**
 * Formats a report as one self-contained page. It loads nothing, and its Content-Security-Policy allows only its own style
 * and script; the page is complete without the script. Text of the report is escaped.
 */
export const reportHtml = (report: Report, digest: Digest): string => {
  const { casehard, profile, configuration, error } = report
  const policy = `default-src 'none'; style-src 'sha256-${digest(STYLE)}'; script-src 'sha256-${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`
  const { main, parts } = bodyOf(report)
  const title = error === undefined ? 'Hardening report' : 'Hardening failed'
  const facts: [string, string][] = [
    ['Profile', profile],
    ['Configuration', configuration ?? 'none'],
    ['Version', `casehard ${casehard}`],
  ]
  return html`<!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>${title}: ${profile}</title>
    ${code('style', STYLE)}
    </head>
    <body>
    <a class="skip" href="#main">Skip to the report</a>
    <header class="page"><div><p class="brand">casehard</p><h1>${title}</h1>
    <dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${contents(parts)}</div></header>
    <main id="main" tabindex="-1">
    ${main}
    </main>
    <footer><p>Written by casehard ${casehard}. Lines are those of the input.</p></footer>
    ${code('script', SCRIPT)}
    </body>
    </html>\n`.text
}
