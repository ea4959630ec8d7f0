import type { Change, Evidence, Held } from '../model.ts'
import type { Item } from './layout.ts'
import type { Workload } from './workloads.ts'

/** All that there is to say of a workload; what is the same for several of its containers is said once. */
export const detailsOf = (workload: Workload): Item[] => {
  const { changes, held, skipped, notices } = workload
  const whole = workload.pods.length > 0 ? 'pod' : ''
  return [
    ...joinTargets(changes, '+', whole, changeText),
    ...joinTargets(held, '!', whole, heldText),
    ...skipped.map(({ reason }): Item => ({ sign: '-', subject: 'skipped', text: reason })),
    ...notices.map(({ code, message, line }): Item => ({ sign: 'i', subject: code, text: atLine(message, line) })),
  ]
}

/** One item for all entries of a control that say the same, with the names of what they speak of. */
const joinTargets = <T extends Change | Held>(
  entries: readonly T[],
  sign: Item['sign'],
  whole: string,
  textOf: (entry: T) => string,
): Item[] => {
  const groups = new Map<string, { control: string; text: string; targets: Set<string> }>()
  for (const entry of entries) {
    const text = textOf(entry)
    const key = JSON.stringify([entry.control, text])
    const group = groups.get(key) ?? { control: entry.control, text, targets: new Set() }
    group.targets.add(entry.container ?? whole)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ control, text, targets }) => {
    const named = [...targets].filter((target) => target !== '').join(', ')
    return { sign, subject: control, text: named === '' ? text : `${named}: ${text}` }
  })
}

/** Evidence from the manifest is the field itself, mostly, and would tell apart what is the same: left to the JSON. */
const changeText = ({ reason, confidence, evidence }: Change): string => {
  const facts = evidence.filter(({ source }) => source !== 'manifest')
  return `${reason}${quoted(facts)}${confidence === 'assumed' ? ' [assumed]' : ''}`
}

const heldText = ({ reason, evidence, hint, cause }: Held): string =>
  `${reason}${quoted(evidence)}${hint === '' ? '' : `; ${hint}`} [${cause}]`

const quoted = (evidence: readonly Evidence[]): string => {
  const facts = evidence.map(({ source, text, line, file }) => {
    if (line === undefined) return source === 'manifest' ? text : `${source}: ${text}`
    return `${file === undefined ? `line ${line}` : `${file}:${line}`}: ${text}`
  })
  return facts.length === 0 ? '' : ` (${facts.join('; ')})`
}

const atLine = (message: string, line: number | undefined): string =>
  line === undefined ? message : `${message} (line ${line})`
