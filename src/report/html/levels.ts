import { formatCount } from '../../lib/format.ts'
import type { PodEntry, PodSecurityLevel } from '../../model.ts'
import { html, type Markup } from './markup.ts'

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
export const levelsFigure = (pods: readonly PodEntry[]): Markup => {
  const flows = flowsOf(pods)
  const high = (number: number): number => (number / pods.length) * FULL
  const risen = pods.filter(({ level }) => LEVELS.indexOf(level.after) < LEVELS.indexOf(level.before)).length
  const rows = flows.map(
    ({ from, to, pods: number }) =>
      html`<tr><td>${LEVELS[from]}</td><td>${LEVELS[to]}</td><td class="amount">${number}</td></tr>`,
  )
  return html`<figure class="card levels">
    <figcaption><h3>Pod Security level</h3>
    <p>${risen === 0 ? 'No pod changes its level' : `${risen} of ${formatCount(pods.length, 'pod')} reach a higher level`}.</p></figcaption>
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
