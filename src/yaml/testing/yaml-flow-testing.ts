import type { Tape } from './tape-testing.ts'
import { comment, KEYS, PLAIN, QUOTED, type Written } from './yaml-scalars-testing.ts'

const flowValue = (tape: Tape, depth: number): string => {
  const kind = depth > 3 ? tape.below(2) : tape.below(6)
  if (kind === 1) return tape.pick(QUOTED)
  if (kind === 2 && tape.anchors.length > 0) return `*${tape.pick(tape.anchors)} `
  if (kind === 3) return flowMap(tape, depth)
  if (kind === 4) return flowList(tape, depth)
  return tape.pick(PLAIN)
}

/** A flow mapping on one line, now and then as JSON. */
export const flowMap = (tape: Tape, depth: number): string => {
  const json = tape.isRare(4)
  const gap = json && tape.isRare(2) ? '' : ' '
  const keys = json ? ['"a"', '"b"', '"name"'] : KEYS
  const entries = Array.from({ length: tape.below(4) }, () => {
    const key = tape.pick(keys)
    return tape.isRare(12) ? tape.pick([`${key}: `, key]) : `${key}:${gap}${flowValue(tape, depth + 1)}`
  })
  return flowBraces(tape, '{', entries, '}')
}

/** A flow sequence on one line. */
export const flowList = (tape: Tape, depth: number): string => {
  const items = Array.from({ length: tape.below(4) }, () =>
    tape.isRare(6) ? tape.pick([`p: ${tape.pick(PLAIN)}`, 'p: ', '? p : q']) : flowValue(tape, depth + 1),
  )
  return flowBraces(tape, '[', items, ']')
}

const flowBraces = (tape: Tape, open: string, members: readonly string[], close: string): string => {
  const pad = tape.isRare(3) ? ' ' : ''
  const last = members.length > 0 && tape.isRare(6) ? ',' : ''
  return `${open}${pad}${members.join(tape.isRare(5) ? ' , ' : ', ')}${last}${pad}${close}`
}

/** A flow mapping over several lines; `deep` is the indentation below its key. */
export const overLines = (tape: Tape, deep: string): Written => {
  const margin = tape.isRare(6) ? '' : deep
  const members = Array.from({ length: 1 + tape.below(3) }, (_, i) => `k${i}: ${flowValue(tape, 3)}`)
  const last = tape.isRare(3) ? ',' : ''
  const lines = members.map((member, i) => `${margin}  ${member}${i < members.length - 1 ? ',' : last}${comment(tape)}`)
  return { inline: ' {', lines: [...lines, `${margin}}`] }
}
