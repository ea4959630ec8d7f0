import type { ExemptionEntry } from '../../../src/config/hardening.ts'
import { isDate } from '../../../src/config/parse.ts'
import { formatCount, formatResource } from '../../../src/lib/format.ts'
import { printable, printableLines } from '../../../src/lib/printable.ts'
import type { Change, Held } from '../../../src/model.ts'
import { formatEvidence, paint, wrap } from '../../../src/report/format.ts'
import { type DiffLine, diffText } from '../../files/diff.ts'
import { keyOf, type Preview, type ReviewItem } from './items.ts'
import type { Choice, Prompter } from './prompt.ts'

/** What the user decided. */
export interface Decisions {
  /** Controls whose changes are accepted, as far as a setting is needed for that. */
  accepted: string[]
  exemptions: ExemptionEntry[]
  /** The items that are exempt, in the order of `exemptions`. */
  exempt: ReviewItem[]
  /** Number of items that are left open. */
  skipped: number
}

/** What there is to decide. */
export interface Findings {
  items: readonly ReviewItem[]
  /** Returns the edits of an item that is made already. */
  madeDiff(item: ReviewItem): DiffLine[]
  preview(item: ReviewItem): Preview
}

/** What a session needs besides the items. */
export interface SessionContext {
  prompter: Prompter
  color: boolean
  columns: () => number
  /** The images of the manifests that can be looked up. */
  images?: readonly string[]
  /** The name of the lock file to which they are added. */
  lock?: string
  /** Looks up an image; returns what is left to decide then, or says why there is nothing new and returns undefined. */
  lookUp?(image: string): Promise<Findings | undefined>
}

/** The most lines of a diff, and the most names. */
const MOST_DIFF_LINES = 40
const MOST_NAMES = 4

const IMAGE = /^image: (.+)$/

/** Returns the image on which an item depends, if it can be looked up. */
const imageOf = ({ entries }: ReviewItem, { images = [] }: SessionContext): string | undefined =>
  entries
    .flatMap(({ evidence }) => evidence.flatMap(({ text }) => IMAGE.exec(text)?.[1] ?? []))
    .find((image) => images.includes(image))

const describe = ({ entries: [{ resource, container }] }: ReviewItem): string =>
  `${formatResource(resource)}${container === undefined ? '' : `, container ${container}`}`

/** Formats an item: what, why and with which evidence. */
const formatItem = (item: ReviewItem, place: string, { color, columns }: SessionContext): string => {
  const style = paint(color)
  const { verdict, entries } = item
  const [{ control, document, line }] = entries
  const width = Math.max(20, columns() - 2)
  const lay = (text: string): string[] =>
    wrap(printable(text), width - 4).map((part, i) => `${i === 0 ? '  ' : '    '}${part}`)
  const state = verdict === 'held' ? 'held, because nothing shows that it works' : 'made, but only assumed to work'
  const reasons = [...new Set(entries.map(({ reason }) => reason))]
  const evidence = [
    ...new Set(entries.flatMap((entry) => entry.evidence.map((one) => formatEvidence(one, entry.document)))),
  ]
  const hints = [...new Set(entries.flatMap((entry) => ('hint' in entry && entry.hint !== '' ? [entry.hint] : [])))]
  const where = `${document.file ?? 'stdin'}:${line}`
  const lines = [
    ...wrap(printable(`${place} ${describe(item)} (${where})`), width).map(style.bold),
    ...lay(`${control}: ${state}`).map(verdict === 'held' ? style.magenta : style.yellow),
    ...reasons.flatMap((reason) => lay(`reason: ${reason}`)),
    ...evidence.flatMap((text) => lay(`evidence: ${text}`)),
    ...hints.flatMap((hint) => lay(`hint: ${hint}`)),
  ]
  return printableLines(`\n${lines.join('\n')}\n`)
}

const formatDiff = (lines: readonly DiffLine[], color: boolean): string => {
  const more = lines.length - MOST_DIFF_LINES
  const shown = diffText(lines.slice(0, MOST_DIFF_LINES), { color })
  return `${shown}${more > 0 ? `... and ${formatCount(more, 'more line')}\n` : ''}`
}

const listNames = (entries: readonly (Change | Held)[]): string => {
  const names = [...new Set(entries.map(({ control, resource }) => `${control} of ${formatResource(resource)}`))]
  const rest = names.length - MOST_NAMES
  return `${names.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** Names the other changes that accepting an item makes. */
const describeOthers = (item: ReviewItem, others: readonly Change[]): string =>
  `accepting it accepts ${item.entries[0].control} for all workloads, with ${formatCount(others.length, 'more change')}: ${listNames(others)}`

/** Names the items that need no decision any more because an image was looked up. */
const describeSettled = (before: Findings, after: Findings): string => {
  const left = new Set(after.items.map(({ entries }) => keyOf(entries[0])))
  const settled = before.items.map(({ entries }) => entries[0]).filter((entry) => !left.has(keyOf(entry)))
  return settled.length === 0 ? 'no change is settled by it' : `settled by it: ${listNames(settled)}`
}

const filled = (line: string): string | undefined =>
  line === '' ? 'give a reason, for those who read the report' : undefined

const isDateOrEmpty = (line: string): string | undefined =>
  line === '' || isDate(line) ? undefined : 'write the date as 2027-01-31, or leave it empty'

const askExemption = async (item: ReviewItem, prompter: Prompter): Promise<ExemptionEntry> => {
  const [{ control, resource, container }] = item.entries
  const { kind, namespace, name } = resource
  const reason = await prompter.askText('reason', filled)
  const owner = await prompter.askText('owner (or empty)', () => undefined)
  const expires = await prompter.askText('last day, e.g. 2027-01-31 (or empty)', isDateOrEmpty)
  return {
    controls: [control],
    match: {
      kind,
      ...(namespace ? { namespace } : {}),
      ...(name ? { name } : {}),
      ...(container ? { container } : {}),
    },
    reason,
    ...(owner === '' ? {} : { owner }),
    ...(expires === '' ? {} : { expires }),
  }
}

const keysFor = (isAcceptable: boolean, image: string | undefined): Choice[] => [
  ...(isAcceptable ? [{ key: 'a', does: 'accept' }] : []),
  { key: 'e', does: 'exempt' },
  ...(image === undefined ? [] : [{ key: 'i', does: 'look up' }]),
  { key: 's', does: 'skip' },
  { key: 'q', does: 'quit' },
]

/** Shows an item with its diff and with what else accepting it does; returns whether it can be accepted. */
const showItem = (item: ReviewItem, { items, madeDiff, preview }: Findings, context: SessionContext): boolean => {
  const { prompter, color } = context
  prompter.print(formatItem(item, `${items.indexOf(item) + 1} of ${items.length}:`, context))
  const isHeld = item.verdict === 'held'
  const diff = isHeld ? preview(item).diffOf(item) : madeDiff(item)
  prompter.print(formatDiff(diff, color))
  if (diff.length === 0) prompter.say('accepting it alone changes nothing; something else holds it, too')
  const others = isHeld ? preview(item).othersThan(item) : []
  if (others.length > 0) prompter.say(describeOthers(item, others))
  return diff.length > 0
}

/**
 * Shows the items one after the other, and asks what to do with each. If an image is looked up, it goes on with the items that
 * are left. Throws if the user interrupts it.
 */
export const decideItems = async (start: Findings, context: SessionContext): Promise<Decisions> => {
  const { prompter, lock, lookUp } = context
  const decisions: Decisions = { accepted: [], exemptions: [], exempt: [], skipped: 0 }
  const decided = new Set<string>()
  const skipped = new Set<string>()
  let findings = start
  const isDecided = ({ verdict, entries: [first] }: ReviewItem): boolean =>
    decided.has(keyOf(first)) || (verdict === 'held' && decisions.accepted.includes(first.control))
  const isNext = (item: ReviewItem): boolean => !isDecided(item) && !skipped.has(keyOf(item.entries[0]))
  for (let item = findings.items.find(isNext); item !== undefined; item = findings.items.find(isNext)) {
    const [first] = item.entries
    const image = imageOf(item, context)
    const choices = keysFor(showItem(item, findings, context), image)
    let key = await prompter.askKey(`${first.control}?`, choices)
    let news: Findings | undefined
    while (key === 'i' && image !== undefined && news === undefined) {
      news = await lookUp?.(image)
      if (news === undefined) key = await prompter.askKey(`${first.control}?`, choices)
    }
    if (news !== undefined) {
      prompter.say(`${image} is now in ${lock}; ${describeSettled(findings, news)}`)
      findings = news
      continue
    }
    if (key === 'q') break
    if (key === 's') skipped.add(keyOf(first))
    else decided.add(keyOf(first))
    if (key === 'a' && item.verdict === 'held') decisions.accepted.push(first.control)
    if (key === 'e') {
      decisions.exemptions.push(await askExemption(item, prompter))
      decisions.exempt.push(item)
    }
  }
  decisions.skipped = findings.items.filter((item) => !isDecided(item)).length
  return decisions
}
