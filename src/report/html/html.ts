import type { Held, Report, Skipped } from '../../model.ts'
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

/** Gives the SHA-256 of a text's UTF-8 bytes in Base64. */
export type Digest = (text: string) => string

const section = (id: string, title: string, ...content: (Markup | undefined)[]): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>\n`

const exemptionRow = ({ control, container, reason, line }: Held, { workload, id }: AnchoredWorkload): Markup =>
  html`<tr><th scope="row"><a href="#${id}">${nameMarkup(workload)}</a>${container === undefined ? '' : `, ${container}`}</th>
    <td><code>${control}</code></td><td>${reason}</td><td class="amount">${line}</td></tr>\n`

const exemptionsSection = (placed: readonly AnchoredWorkload[]): Markup | undefined => {
  const rows = placed.flatMap((one) =>
    one.workload.held.filter(({ cause }) => cause === 'exemption').map((entry) => exemptionRow(entry, one)),
  )
  if (rows.length === 0) return undefined
  const table = html`<table class="card"><thead><tr><th scope="col">Workload</th><th scope="col">Control</th>
    <th scope="col">Exemption</th><th scope="col" class="amount">Line</th></tr></thead><tbody>${rows}</tbody></table>`
  return section('exemptions', 'Exemptions', html`<p>What an exemption holds back.</p>`, table)
}

const skippedItem = ({ resource, document, reason }: Skipped): Markup =>
  html`<li>${nameMarkup({ resource })}, ${formatDocumentPlace({ document })}: ${reason}</li>\n`

const skippedSection = ({ skipped }: Report): Markup | undefined =>
  skipped.length === 0
    ? undefined
    : section(
        'skipped',
        'Skipped',
        html`<p>What looks like a workload and was left alone.</p>`,
        html`<ul class="card notices">${skipped.map(skippedItem)}</ul>`,
      )

const workloadsSection = (report: Report, placed: readonly AnchoredWorkload[]): Markup | undefined => {
  if (placed.length === 0) return undefined
  const link = linkControls(findUsedControls(report))
  const articles = placed.map((one) => workloadArticle(one, link))
  return section('workloads', 'Workloads', searchForm(report), workloadIndex(placed), ...articles)
}

const bodyOf = (report: Report): { main: Markup; parts: [string, string][] } => {
  if (report.error !== undefined) return { main: failureSection(report, report.error), parts: [] }
  const placed = groupWorkloads(report).map((workload, i): AnchoredWorkload => ({ workload, id: `w${i + 1}` }))
  const used = findUsedControls(report)
  const parts: [string, string, Markup | undefined][] = [
    ['summary', 'Summary', summarySection(report)],
    ['workloads', `Workloads (${placed.length})`, workloadsSection(report, placed)],
    ['exemptions', 'Exemptions', exemptionsSection(placed)],
    ['skipped', 'Skipped', skippedSection(report)],
    ['controls', 'Controls', controlsSection(used)],
  ]
  const there = parts.filter(([, , part]) => part !== undefined)
  return { main: html`${there.map(([, , part]) => part)}`, parts: there.map(([id, name]) => [id, name]) }
}

const contents = (parts: readonly [string, string][]): Markup | undefined =>
  parts.length === 0
    ? undefined
    : html`<nav aria-label="Parts of the report"><ul>${parts.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`

/** The text of an element for code, whose text nothing escapes: ours alone, and the policy names its hash. */
const code = (element: 'style' | 'script', text: string): Markup => new Markup(`<${element}>${text}</${element}>`)

/**
 * A report as one page, complete in itself: it loads nothing, and its policy lets nothing be loaded and no script run
 * but its own. Without the script all can be read. Nothing from the report can leave the element that it stands in.
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
