import { formatCount } from '../../lib/format.ts'
import type { Change, Held, PodEntry, PodSecurityLevel, Report, ReportError } from '../../model.ts'
import { formatStanceOption } from '../format.ts'
import { assumedControls } from '../text/text.ts'
import { findGeneralNotices } from '../workloads.ts'
import { CAUSES, CONFIDENCES, html, type Markup } from './markup.ts'

/** The levels from the strictest, as in the picture. */
const LEVELS: readonly PodSecurityLevel[] = ['restricted', 'baseline', 'privileged']

/** The dimensions of the picture in its own units, readable on the width of a phone. */
const ROW = 62
const TOP = 30
const FULL = 54
const LEFT = 112
const RIGHT = 288
const BAR = 12

interface Flow {
  from: number
  to: number
  pods: number
}

const flowsOf = (pods: readonly PodEntry[]): Flow[] =>
  LEVELS.flatMap((before, from) =>
    LEVELS.map((after, to) => ({
      from,
      to,
      pods: pods.filter(({ level }) => level.before === before && level.after === after).length,
    })),
  ).filter((flow) => flow.pods > 0)

const sum = (flows: readonly Flow[]): number => flows.reduce((all, flow) => all + flow.pods, 0)

const sides = [
  { key: 'from', word: 'before', bar: LEFT, label: LEFT - 10, anchor: 'end' },
  { key: 'to', word: 'after', bar: RIGHT - BAR, label: RIGHT + 10, anchor: 'start' },
] as const

const round = (number: number): number => Math.round(number * 10) / 10

/** Returns the upper edge of each flow at one side: the flows of a level are stacked around the middle of its row. */
const edges = (flows: readonly Flow[], key: 'from' | 'to', high: (pods: number) => number): number[] =>
  flows.map((flow, i) => {
    const own = flows.filter((other) => other[key] === flow[key])
    const above = flows.slice(0, i).filter((other) => other[key] === flow[key])
    return TOP + ROW * (flow[key] + 0.5) - high(sum(own)) / 2 + high(sum(above))
  })

const ribbons = (flows: readonly Flow[], high: (pods: number) => number): Markup[] => {
  const starts = edges(flows, 'from', high)
  const ends = edges(flows, 'to', high)
  const [x1, x2, middle] = [LEFT + BAR, RIGHT - BAR, (LEFT + RIGHT) / 2]
  return flows.map(({ to, pods }, i) => {
    const [y1, y2] = [round(starts[i] as number), round(ends[i] as number)]
    const [y3, y4] = [round(y2 + high(pods)), round(y1 + high(pods))]
    const path = `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}V${y3}C${middle} ${y3} ${middle} ${y4} ${x1} ${y4}Z`
    return html`<path class="ribbon ${LEVELS[to]}" d="${path}"/>`
  })
}

const columns = (flows: readonly Flow[], high: (pods: number) => number): Markup[] =>
  sides.flatMap(({ key, word, bar, label, anchor }) => [
    html`<text class="side" x="${label}" y="16" text-anchor="${anchor}">${word}</text>`,
    ...LEVELS.map((level, row) => {
      const pods = sum(flows.filter((flow) => flow[key] === row))
      const middle = TOP + ROW * (row + 0.5)
      const tall = round(Math.max(pods === 0 ? 1 : 3, high(pods)))
      return html`<rect class="${pods === 0 ? 'none' : level}" x="${bar}" y="${round(middle - tall / 2)}" width="${BAR}" height="${tall}" rx="1"/>
        <text class="number" x="${label}" y="${middle - 1}" text-anchor="${anchor}">${pods}</text>
        <text x="${label}" y="${middle + 16}" text-anchor="${anchor}">${level}</text>`
    }),
  ])

const formatFlow = ({ from, to, pods }: Flow): string =>
  from === to
    ? `${formatCount(pods, 'pod')} ${pods === 1 ? 'stays' : 'stay'} ${LEVELS[to]}`
    : `${formatCount(pods, 'pod')} from ${LEVELS[from]} to ${LEVELS[to]}`

/** Builds the figure of the Pod Security levels before and after: as a picture, as text and as a table. */
const levelsFigure = (pods: readonly PodEntry[]): Markup => {
  const flows = flowsOf(pods)
  const high = (number: number): number => (number / pods.length) * FULL
  const risen = pods.filter(({ level }) => LEVELS.indexOf(level.after) < LEVELS.indexOf(level.before)).length
  const rows = flows.map(
    ({ from, to, pods: number }) =>
      html`<tr><td>${LEVELS[from]}</td><td>${LEVELS[to]}</td><td class="amount">${number}</td></tr>`,
  )
  return html`<figure class="card levels">
    <figcaption><h3>Pod Security level</h3>
    <p>${risen === 0 ? 'No pod changes its level' : `${risen} of ${formatCount(pods.length, 'pod')} ${risen === 1 ? 'reaches' : 'reach'} a higher level`}.</p></figcaption>
    <svg viewBox="0 0 400 ${TOP + ROW * LEVELS.length}" role="img" aria-labelledby="levels-title levels-text">
    <title id="levels-title">Pod Security levels before and after</title>
    <desc id="levels-text">${flows.map(formatFlow).join('; ')}.</desc>
    ${ribbons(flows, high)}${columns(flows, high)}
    </svg>
    <details><summary>The levels as a table</summary>
    <table><thead><tr><th scope="col">Before</th><th scope="col">After</th><th scope="col" class="amount">Pods</th></tr></thead>
    <tbody>${rows}</tbody></table></details>
    </figure>`
}

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
