import fc from 'fast-check'
import type { Json, JsonObject } from '../model.ts'

/** For property tests: choices drawn from numbers, so that fewer and smaller numbers make a simpler case. */
export class Tape {
  readonly #numbers: readonly number[]
  #at = 0
  /** Anchors written so far, those of mappings among them, and comments, which are numbered to be told apart. */
  readonly anchors: string[] = []
  readonly mappings: string[] = []
  comments = 0

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }

  below(count: number): number {
    return (this.#numbers[this.#at++] ?? 0) % count
  }

  isRare(oneIn: number): boolean {
    return this.below(oneIn) === oneIn - 1
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }
}

export const tapes: fc.Arbitrary<Tape> = fc
  .array(fc.nat(5039), { maxLength: 160, size: 'max' })
  .map((numbers) => new Tape(numbers))

const KEYS = ['a', 'b', 'name', 'key', 'c/d.e', '"q k"', "'s'", 'yes', '~t', 'f_g', '"__proto__"', '7']
const PLAIN = ['x', 'y', '5', 'true', '1:20', 'a b', '~', '-1.5', 'a#b', 'http://h:80', '.', '0x1F', 'x-']
const QUOTED = [`'x'`, `"y"`, `'it''s'`, `"a\\nb"`, `''`, `"# no"`, `'a: b'`, `"\\u00e9"`]

/** Lines that follow, and what stands behind the colon or the dash. */
interface Written {
  inline: string
  lines: string[]
}

const comment = (tape: Tape): string => (tape.isRare(5) ? ` # note ${++tape.comments}` : '')

const flowValue = (tape: Tape, depth: number): string => {
  const kind = depth > 3 ? tape.below(2) : tape.below(6)
  if (kind === 1) return tape.pick(QUOTED)
  if (kind === 2 && tape.anchors.length > 0) return `*${tape.pick(tape.anchors)} `
  if (kind === 3) return flowMap(tape, depth)
  if (kind === 4) return flowList(tape, depth)
  return tape.pick(PLAIN)
}

const flowMap = (tape: Tape, depth: number): string => {
  const json = tape.isRare(4)
  const gap = json && tape.isRare(2) ? '' : ' '
  const keys = json ? ['"a"', '"b"', '"name"'] : KEYS
  const entries = Array.from({ length: tape.below(4) }, () => {
    const key = tape.pick(keys)
    return tape.isRare(12) ? tape.pick([`${key}: `, key]) : `${key}:${gap}${flowValue(tape, depth + 1)}`
  })
  return flowBraces(tape, '{', entries, '}')
}

const flowList = (tape: Tape, depth: number): string => {
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

const overLines = (tape: Tape, deep: string): Written => {
  const margin = tape.isRare(6) ? '' : deep
  const members = Array.from({ length: 1 + tape.below(3) }, (_, i) => `k${i}: ${flowValue(tape, 3)}`)
  const last = tape.isRare(3) ? ',' : ''
  const lines = members.map((member, i) => `${margin}  ${member}${i < members.length - 1 ? ',' : last}${comment(tape)}`)
  return { inline: ' {', lines: [...lines, `${margin}}`] }
}

const blockScalar = (tape: Tape, indent: number): Written => {
  const margin = ' '.repeat(indent + tape.pick([1, 2, 4]))
  const lines = Array.from({ length: 1 + tape.below(3) }, () =>
    tape.pick([`${margin}text`, `${margin}  deeper`, '', `${margin}# no comment`]),
  )
  lines[0] = `${margin}first`
  return { inline: ` ${tape.pick(['|', '>', '|-', '>-', '|+', '>+'])}${comment(tape)}`, lines }
}

const longScalar = (tape: Tape, indent: number): Written => {
  const deep = ' '.repeat(indent + 2)
  const margin = tape.isRare(6) ? '' : deep
  return tape.pick([
    { inline: ' word', lines: [`${deep}goes on`, '', `${deep}here`] },
    { inline: ' "word', lines: [`${margin}goes on\\`, `${margin}here"`] },
    { inline: " 'word", lines: ['', `${margin}here'`] },
  ])
}

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

const FRESH: readonly Json[] = [
  true,
  'new',
  5,
  null,
  'a: b #c\nd',
  {},
  [],
  { drop: ['ALL'], n: { m: 1 } },
  [{ a: 1 }],
  { name: 'tmp', emptyDir: {} },
]

const addTo = (tape: Tape, at: Json): void => {
  const fresh = structuredClone(tape.pick(FRESH))
  if (Array.isArray(at)) at.push(fresh)
  else (at as JsonObject)[tape.pick(['zz', 'securityContext', 'k/v.w', 'yes', '5'])] = fresh
}

const removeFrom = (tape: Tape, at: Json): void => {
  if (Array.isArray(at)) at.splice(tape.below(Math.max(1, at.length)), 1)
  else delete (at as JsonObject)[tape.pick(Object.keys(at as JsonObject))]
}

/** Changes a value somewhere: adds a member, or removes or replaces one unless `onlyAdd`. */
export const mutate = (tape: Tape, root: Json, onlyAdd = false): Json => {
  const collections: (Json[] | JsonObject)[] = []
  const walk = (value: Json): void => {
    if (value === null || typeof value !== 'object') return
    collections.push(value)
    for (const child of Object.values(value)) walk(child)
  }
  walk(root)
  const at = tape.pick(collections)
  const keys = Object.keys(at)
  const kind = onlyAdd || keys.length === 0 ? 0 : tape.below(3)
  if (kind === 0) addTo(tape, at)
  else if (kind === 1) removeFrom(tape, at)
  else (at as JsonObject)[tape.pick(keys)] = structuredClone(tape.pick(FRESH))
  return root
}
