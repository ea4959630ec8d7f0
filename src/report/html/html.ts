import type { Held, Report, Skipped } from '../../model.ts'
import { verbOf } from '../format.ts'
import { groupWorkloads } from '../workloads.ts'
import { controlsSection, findUsedControls, linkControls } from './controls.ts'
import { html, Markup } from './markup.ts'
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
