import { formatCount } from '../../src/lib/format.ts'
import type { Change, Held, PodEntry } from '../../src/model.ts'
import type { Workload } from '../../src/report/workloads.ts'
import { type Decision, keyOf } from '../engine/decisions.ts'
import type { View, ViewRequest } from '../engine/view.ts'
import { type Child, element, refill, shortened } from './elements.ts'

/** What a reader does with verdicts. */
export interface Actions {
  isDecided(key: string): boolean
  decide(decision: Decision): void
  undo(key: string): void
  goTo(line: number): void
  describeImages(): void
}

type Entry = Change | Held

/** More objects than that are shown when the reader asks for them. */
export const FIRST = 200

const REASON = 'accepted in review'

const nameOf = ({ kind, namespace, name }: Workload['resource']): string =>
  shortened(`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`)

const levelsOf = ({ level: { before, after } }: PodEntry): HTMLElement =>
  element(
    'span',
    { class: 'levels' },
    element('span', { class: `tag ${before}` }, before),
    before !== after && element('span', { 'aria-label': 'becomes', role: 'img' }, '→'),
    before !== after && element('span', { class: `tag ${after}` }, after),
  )

/** Returns a button that decides, or takes the decision back. */
const toggle = (decision: Decision, does: string, undoes: string, at: string, actions: Actions): HTMLElement => {
  const key = keyOf(decision)
  const isDecided = actions.isDecided(key)
  const click = () => (isDecided ? actions.undo(key) : actions.decide(decision))
  const label = isDecided ? undoes : does
  return element('button', { type: 'button', click, 'data-key': key, 'aria-label': `${label}: ${at}` }, label)
}

const buttonsOf = (entry: Entry, actions: Actions): Child[] => {
  const { control, resource, container } = entry
  const { kind, namespace, name } = resource
  const at = `${control}, ${container ?? name}`
  const match = {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(container === undefined ? {} : { container }),
  }
  const exempt: Decision = { type: 'exempt', control, match, reason: REASON }
  const stance: Decision = { type: 'stance', control }
  const assume: Decision = { type: 'assume', control }
  const isHeld = 'cause' in entry
  const mayExempt = !isHeld || ['deviation', 'evidence', 'unknown'].includes(entry.cause)
  return [
    (mayExempt || actions.isDecided(keyOf(exempt))) && toggle(exempt, 'Hold here', 'Do not hold here', at, actions),
    (!isHeld || actions.isDecided(keyOf(stance))) &&
      toggle(stance, 'Report only, everywhere', 'Change again, everywhere', at, actions),
    ((isHeld && entry.cause === 'unknown') || actions.isDecided(keyOf(assume))) &&
      toggle(assume, 'Assume it works', 'Do not assume', at, actions),
    isHeld &&
      entry.cause === 'unknown' &&
      container !== undefined &&
      element(
        'button',
        { type: 'button', click: actions.describeImages, 'data-key': `image ${at}` },
        'Describe the image',
      ),
    !entry.document.new &&
      element(
        'button',
        { type: 'button', click: () => actions.goTo(entry.line), 'aria-label': `Show line ${entry.line}: ${at}` },
        `Line ${entry.line}`,
      ),
  ]
}

const itemOf = (entry: Entry, actions: Actions): HTMLElement => {
  const isHeld = 'cause' in entry
  const qualifier = isHeld ? (entry.expected ? 'as expected' : entry.cause) : entry.confidence
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'head' },
      element('span', { class: 'name' }, entry.control),
      element(
        'span',
        { class: `tag ${isHeld ? (entry.expected ? '' : 'held') : 'changed'}` },
        `${isHeld ? 'held' : 'changed'}: ${qualifier}`,
      ),
      entry.container !== undefined &&
        element(
          'span',
          { class: 'where' },
          'container ',
          element('span', { class: 'name' }, shortened(entry.container)),
        ),
    ),
    element('p', {}, entry.reason),
    entry.evidence.length > 0 &&
      element(
        'ul',
        { 'aria-label': 'Evidence' },
        ...entry.evidence.map(({ text, source, line }) =>
          element('li', {}, `${source}${line === undefined ? '' : `, line ${line}`}: ${text}`),
        ),
      ),
    isHeld && entry.hint !== '' && element('p', { class: 'dim' }, entry.hint),
    element('div', { class: 'row' }, ...buttonsOf(entry, actions)),
  )
}

const notesOf = ({ skipped, notices }: Workload): HTMLElement[] =>
  [...skipped.map(({ reason }) => `skipped: ${reason}`), ...notices.map(({ message }) => message)].map((text) =>
    element('li', {}, element('p', {}, text)),
  )

/** Shows an object, whose entries are made when it is opened. */
const workloadOf = (workload: Workload, verdict: string, opened: Set<string>, actions: Actions): HTMLElement => {
  const { changes, held, pods, skipped, resource, document } = workload
  const key = JSON.stringify([document.index, resource.kind, resource.namespace, resource.name])
  const entries = [...(verdict === 'held' ? [] : changes), ...(verdict === 'changed' ? [] : held)]
  const counts = [
    changes.length > 0 && `${changes.length} changed`,
    held.length > 0 && `${held.length} held`,
    skipped.length > 0 && 'skipped',
  ].filter(Boolean)
  const list = element('ul', { class: 'entries' })
  const fill = () => {
    if (list.childElementCount > 0) return
    list.append(...entries.map((entry) => itemOf(entry, actions)), ...(verdict === '' ? notesOf(workload) : []))
  }
  const details: HTMLDetailsElement = element(
    'details',
    {
      open: opened.has(key),
      toggle: () => {
        if (details.open) {
          opened.add(key)
          fill()
        } else opened.delete(key)
      },
    },
    element(
      'summary',
      { 'data-key': key },
      element('span', { class: 'name' }, nameOf(resource)),
      element('span', { class: 'counts' }, counts.join(', ')),
      ...pods.map(levelsOf),
    ),
    list,
  )
  if (opened.has(key)) fill()
  return details
}

/**
 * Returns a function that shows verdicts; what the reader has opened stays open.
 * @param ask is called for more of them
 */
export const createVerdicts = (
  parent: HTMLElement,
  actions: Actions,
  ask: (request: ViewRequest) => void,
): ((view: View) => void) => {
  const opened = new Set<string>()
  return ({ workloads, notices, verdict, most, rest }) => {
    const more = () => ask({ verdict, most: most + FIRST })
    refill(
      parent,
      ...notices.map(({ message }) => element('p', { class: 'dim' }, message)),
      workloads.length === 0 && element('p', { class: 'dim' }, 'Nothing to show.'),
      ...workloads.map((workload) => workloadOf(workload, verdict, opened, actions)),
      rest > 0 &&
        element(
          'button',
          { type: 'button', click: more, 'data-key': 'more' },
          `Show more of ${formatCount(rest, 'object')}`,
        ),
    )
  }
}
