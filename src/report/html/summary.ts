import { formatCount } from '../../lib/format.ts'
import type { Change, Held, PodEntry, Report, ReportError } from '../../model.ts'
import { formatStanceOption } from '../format.ts'
import { assumedControls } from '../text/text.ts'
import { findGeneralNotices } from '../workloads.ts'
import { CAUSES, CONFIDENCES } from './entry.ts'
import { levelsFigure } from './levels.ts'
import { html, type Markup } from './markup.ts'

const tile = (number: number, name: string, look: string, note?: string): Markup =>
  html`<div class="card tile ${look}"><dt>${name}</dt><dd><b>${number}</b>${note === undefined ? undefined : html` <span>${note}</span>`}</dd></div>\n`

const assumedOf = (changes: readonly Change[]): number =>
  changes.filter(({ confidence }) => confidence === 'assumed').length

const tiles = ({ summary, changes, check }: Report): Markup => {
  const assumed = assumedOf(changes)
  return html`<dl class="tiles">
    ${tile(summary.pods, 'Pods', '', formatCount(summary.containers, 'container'))}
    ${tile(summary.changed, check ? 'Would change' : 'Changed', 'changed', assumed === 0 ? undefined : `${assumed} assumed`)}
    ${tile(summary.held, 'Held', 'held')}
    ${tile(summary.compliant, 'Compliant', '')}
    ${tile(summary.skipped, 'Skipped', '')}
    </dl>`
}

/** Builds a table of words with their meaning, their number in the report and a bar. */
const bars = (
  title: string,
  words: Readonly<Record<string, string>>,
  found: readonly (string | undefined)[],
): Markup | undefined => {
  if (found.length === 0) return undefined
  const rows = Object.entries(words).map(([word, meaning]) => {
    const number = found.filter((one) => one === word).length
    return number === 0
      ? undefined
      : html`<tr><th scope="row">${word}<span class="dim">${meaning}</span></th>
      <td class="bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="8"/><rect class="${word}" width="${Math.round((1000 * number) / found.length) / 10}" height="8"/></svg></td>
      <td class="amount">${number}</td></tr>`
  })
  return html`<div class="card"><h3>${title}</h3><table class="bars"><tbody>${rows}</tbody></table></div>`
}

const isRestricted = (when: 'before' | 'after') => (pod: PodEntry) => pod.level[when] === 'restricted'

/** Formats the summary in one sentence. */
const formatLede = ({ pods, summary }: Report): string => {
  if (pods.length === 0) return `The input (${formatCount(summary.documents, 'document')}) contains no pod.`
  const [before, after] = [pods.filter(isRestricted('before')).length, pods.filter(isRestricted('after')).length]
  const then = before === after ? ', as before' : `; ${before} did before`
  return `${after} of ${formatCount(pods.length, 'pod')} ${after === 1 ? 'meets' : 'meet'} the Pod Security level restricted${then}.`
}

const notices = (report: Report): Markup | undefined => {
  const items = findGeneralNotices(report).map(({ code, message, file, line }) => {
    const place = [file, line].filter((part) => part !== undefined).join(':')
    return html`<li><code>${code}</code> ${place === '' ? '' : `${place}: `}${message}</li>`
  })
  return items.length === 0 ? undefined : html`<h3>Notices</h3><ul class="card notices">${items}</ul>`
}

/** Builds the summary section. */
export const summarySection = (report: Report): Markup => {
  const { changes, held, pods, profile } = report
  const assumed = assumedOf(changes)
  const { flag, setting } = formatStanceOption('cautious', profile, assumedControls(changes))
  return html`<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>
    <p class="lede">${formatLede(report)}</p>
    ${tiles(report)}
    ${assumed === 0 ? undefined : html`<p class="card assumption"><span class="badge assumed">assumed</span> ${formatCount(assumed, 'change')} ${assumed === 1 ? 'is' : 'are'} assumed to work: there is no evidence for or against ${assumed === 1 ? 'it' : 'them'}. <code>${flag ?? setting}</code> holds such changes.</p>`}
    <div class="two">${pods.length === 0 ? undefined : levelsFigure(pods)}
    <div class="stack">${bars(
      'Confidence of the changes',
      CONFIDENCES,
      changes.map(({ confidence }) => confidence),
    )}
    ${bars(
      'Causes of held changes',
      CAUSES,
      held.map(({ cause }: Held) => cause),
    )}</div></div>
    ${notices(report)}</section>`
}

/** Builds the section of a failed run. */
export const failureSection = (report: Report, error: ReportError): Markup => {
  const { code, message, line, column } = error
  const place = line === undefined ? undefined : `line ${line}${column === undefined ? '' : `, column ${column}`}`
  return html`<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">The run failed</h2>
    <div class="card failure">${message.split(/\r?\n/).map((text) => html`<p>${text}</p>`)}
    <p class="dim"><code>${code}</code>${place === undefined ? '' : `, ${place} of the input`}</p></div>
    <p>Nothing was changed. The message gives the next step.</p>${notices(report)}</section>`
}
