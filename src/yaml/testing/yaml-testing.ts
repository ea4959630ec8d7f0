import type { Tape } from './tape-testing.ts'
import { flowList, flowMap, overLines } from './yaml-flow-testing.ts'
import { blockScalar, comment, KEYS, longScalar, PLAIN, QUOTED, type Written } from './yaml-scalars-testing.ts'

const scalarProps = (tape: Tape): string => {
  if (!tape.isRare(9)) return ''
  const name = `n${tape.below(3)}`
  tape.anchors.push(name)
  tape.mappings.splice(0, tape.mappings.length, ...tape.mappings.filter((other) => other !== name))
  return ` &${name}`
}

/** The value of an entry or item of a collection at `indent`. */
const value = (tape: Tape, indent: number, depth: number, inList: boolean): Written => {
  const kind = depth > 4 ? tape.below(5) : tape.below(15)
  const onLine = (text: string): Written => ({ inline: `${scalarProps(tape)} ${text}${comment(tape)}`, lines: [] })
  if (kind === 1) return onLine(tape.pick(QUOTED))
  if (kind === 2) return { inline: comment(tape), lines: [] }
  if (kind === 3) return onLine(tape.pick(['{}', '[]']))
  if (kind === 4 && tape.anchors.length > 0)
    return { inline: ` *${tape.pick(tape.anchors)}${comment(tape)}`, lines: [] }
  if (kind === 5) return onLine(flowMap(tape, depth))
  if (kind === 6) return onLine(flowList(tape, depth))
  if (kind === 7) return blockScalar(tape, indent)
  if (kind === 8) return longScalar(tape, indent)
  if (kind === 9) return overLines(tape, ' '.repeat(indent + 2))
  if (kind >= 10) return collection(tape, indent, depth, inList, kind % 2 === 0)
  return onLine(tape.pick(PLAIN))
}

const collection = (tape: Tape, indent: number, depth: number, inList: boolean, isMap: boolean): Written => {
  const step = isMap ? tape.pick([2, 2, 4, 1]) : tape.pick(inList ? [2, 2, 4] : [0, 2])
  const name = `n${3 + tape.below(3)}`
  const props = tape.pick(['', '', '', '', '', '', isMap ? ' !!map' : ' !!seq', ` &${name}`])
  const compact = inList && props === '' && tape.below(2) === 0
  const lines = (isMap ? mapping : list)(tape, indent + (compact ? 2 : step), depth + 1)
  if (props.includes('&')) {
    tape.anchors.push(name)
    if (isMap) tape.mappings.push(name)
    else tape.mappings.splice(0, tape.mappings.length, ...tape.mappings.filter((other) => other !== name))
  }
  if (!compact) return { inline: `${props}${comment(tape)}`, lines }
  const [first, ...rest] = lines as [string, ...string[]]
  return { inline: ` ${first.trimStart()}`, lines: rest }
}

const between = (tape: Tape, indent: number): string[] => {
  const choice = tape.below(12)
  if (choice === 10) return ['']
  return choice === 11 ? [`${' '.repeat(indent)}# note ${++tape.comments}`] : []
}

const mapping = (tape: Tape, indent: number, depth: number): string[] => {
  const margin = ' '.repeat(indent)
  const lines: string[] = []
  for (let i = 0, count = 1 + tape.below(4); i < count; i++) {
    if (i > 0) lines.push(...between(tape, indent))
    const key = tape.pick(KEYS)
    if (tape.mappings.length > 0 && tape.isRare(6)) lines.push(`${margin}<<: *${tape.pick(tape.mappings)}`)
    const { inline, lines: more } = value(tape, indent, depth, false)
    if (tape.isRare(25)) lines.push(`${margin}? ${key}`, `${margin}:${inline}`, ...more)
    else lines.push(`${margin}${key}${tape.isRare(20) ? ' ' : ''}:${inline}`, ...more)
  }
  return lines
}

const list = (tape: Tape, indent: number, depth: number): string[] => {
  const margin = ' '.repeat(indent)
  return Array.from({ length: 1 + tape.below(4) }, (_, i) => {
    const gap = i > 0 ? between(tape, indent) : []
    const { inline, lines } = value(tape, indent, depth, true)
    return [...gap, `${margin}-${inline}`, ...lines]
  }).flat()
}

/** A document in random styles: block and flow, comments, anchors, odd indentation, CRLF, BOM, no final newline. */
export const yamlText = (tape: Tape): string => {
  const ending = tape.pick(['\n', '\n', '\n', '\r\n'])
  const head = tape.pick(['', '', '---\n', '\uFEFF', '# note 0\n\n', '--- # note 0\n']).replaceAll('\n', ending)
  const body = mapping(tape, tape.isRare(8) ? 2 : 0, 0).join(ending)
  return `${head}${body}${tape.isRare(4) ? '' : ending}`
}
