import type { ExemptionEntry } from '../../../src/config/hardening.ts'
import { isDate } from '../../../src/config/parse.ts'
import { formatCount, formatResource } from '../../../src/lib/format.ts'
import { printable, printableLines } from '../../../src/lib/printable.ts'
import type { Change } from '../../../src/model.ts'
import { formatEvidence, paint, wrap } from '../../../src/report/format.ts'
import { type DiffLine, diffText } from '../../files/diff.ts'
import type { Preview, ReviewItem } from './items.ts'
import type { Choice, Prompter } from './prompt.ts'

/** What the user decided. */
export interface Decisions {
  /** Controls whose changes are accepted, as far as a setting is needed for that. */
  accepted: string[]
  exemptions: ExemptionEntry[]
  /** The items that are exempt, in the order of `exemptions`. */
  exempt: ReviewItem[]
  /** Number of items that the user left open. */
  skipped: number
}

/** What a session shows besides the items. */
export interface SessionContext {
  prompter: Prompter
  color: boolean
  columns: () => number
  /** Returns the edits of an item that is made already. */
  madeDiff(item: ReviewItem): DiffLine[]
  preview(item: ReviewItem): Preview
  /** The command that looks up images. */
  lookUp: string
}

/** The most lines of a diff, and the most names. */
const MOST_DIFF_LINES = 40
const MOST_NAMES = 4

const IMAGE = /^image: (.+)$/

const imageOf = ({ entries }: ReviewItem): string | undefined =>
  entries.flatMap(({ evidence }) => evidence.flatMap(({ text }) => IMAGE.exec(text)?.[1] ?? []))[0]

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

/** Names the other changes that accepting an item makes. */
const describeOthers = (item: ReviewItem, others: readonly Change[]): string => {
  const names = [...new Set(others.map(({ control, resource }) => `${control} of ${formatResource(resource)}`))]
  const rest = names.length - MOST_NAMES
  const list = `${names.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  return `accepting it accepts ${item.entries[0].control} for all workloads, with ${formatCount(others.length, 'more change')}: ${list}`
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
  ...(image === undefined ? [] : [{ key: 'i', does: 'image' }]),
  { key: 's', does: 'skip' },
  { key: 'q', does: 'quit' },
]

/** Shows the items one after the other, and asks what to do with each. Throws if the user interrupts it. */
export const decideItems = async (items: readonly ReviewItem[], context: SessionContext): Promise<Decisions> => {
  const { prompter, color, madeDiff, preview, lookUp } = context
  const decisions: Decisions = { accepted: [], exemptions: [], exempt: [], skipped: 0 }
  for (const [i, item] of items.entries()) {
    const [{ control }] = item.entries
    if (item.verdict === 'held' && decisions.accepted.includes(control)) continue
    prompter.print(formatItem(item, `${i + 1} of ${items.length}:`, context))
    const isHeld = item.verdict === 'held'
    const diff = isHeld ? preview(item).diffOf(item) : madeDiff(item)
    prompter.print(formatDiff(diff, color))
    if (diff.length === 0) prompter.say('accepting it alone changes nothing; something else holds it, too')
    const others = isHeld ? preview(item).othersThan(item) : []
    if (others.length > 0) prompter.say(describeOthers(item, others))
    const image = imageOf(item)
    const choices = keysFor(diff.length > 0, image)
    let key = await prompter.askKey(`${control}?`, choices)
    while (key === 'i') {
      prompter.say(`image: ${image}`)
      prompter.say(lookUp)
      key = await prompter.askKey(`${control}?`, choices)
    }
    if (key === 'a' && isHeld) decisions.accepted.push(control)
    if (key === 'e') {
      decisions.exemptions.push(await askExemption(item, prompter))
      decisions.exempt.push(item)
    }
    if (key === 's') decisions.skipped += 1
    if (key === 'q') {
      decisions.skipped += items.length - i
      break
    }
  }
  return decisions
}
