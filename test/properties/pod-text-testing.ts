import type { Json, JsonObject } from '../../src/model.ts'
import type { Tape } from '../../src/yaml/testing/tape-testing.ts'
import { isSame } from '../../src/yaml/value.ts'
import { flowLine, kyamlLines } from '../support/flow-yaml.ts'

/** A mapping with an anchor. */
interface Anchored {
  name: string
  value: JsonObject
}

const isMap = (value: Json): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value)
const isOpen = (value: Json): value is Json[] | JsonObject =>
  value !== null && typeof value === 'object' && Object.keys(value).length > 0
const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Prints a document in a mixture of styles, with comments, anchors, aliases and merges. */
class Printer {
  readonly #tape: Tape
  readonly #anchored: Anchored[] = []
  #names = 0

  constructor(tape: Tape) {
    this.#tape = tape
  }

  #note(): string {
    return this.#tape.isRare(4) ? `${this.#tape.pick([' ', '  ', '\t', ' \t'])}# note ${++this.#tape.comments}` : ''
  }

  #above(margin: string): string[] {
    if (this.#tape.isRare(10)) return [`${margin}# note ${++this.#tape.comments}`]
    return this.#tape.isRare(24) ? [this.#tape.pick(['', '', '                '])] : []
  }

  #key(key: string): string {
    return this.#tape.isRare(8) ? `"${key}"` : flowLine(key)
  }

  #scalar(value: Json): string {
    if (value === null) return this.#tape.pick(['null', '~', 'null', '!!null'])
    if (typeof value === 'boolean') return this.#tape.pick([String(value), value ? 'yes' : 'off'])
    if (typeof value !== 'string') return JSON.stringify(value)
    if (this.#tape.isRare(4) && !value.includes('\n')) return quote(value)
    return flowLine(value)
  }

  /** Returns an alias of an equal mapping above, if there is one. */
  #alias(value: Json): string | undefined {
    const found = this.#anchored.findLast((one) => isSame(one.value, value))
    const isHidden = this.#anchored.some(({ name, value: other }) => name === found?.name && !isSame(other, value))
    return found !== undefined && !isHidden && this.#tape.below(2) === 0 ? `*${found.name}` : undefined
  }

  /** Splits off the members of an anchored mapping above, to be merged. */
  #merged(value: JsonObject): { alias?: string; rest: JsonObject } {
    const found = this.#anchored.find(
      ({ value: other }) =>
        Object.keys(other).length > 0 &&
        Object.entries(other).every(([key, own]) => Object.hasOwn(value, key) && isSame(own, value[key])),
    )
    if (found === undefined || this.#tape.below(2) > 0) return { rest: value }
    const rest = Object.entries(value).filter(([key]) => !Object.hasOwn(found.value, key))
    return { alias: `*${found.name}`, rest: Object.fromEntries(rest) }
  }

  #props(value: Json): string {
    return isMap(value) && this.#tape.isRare(6) ? `&n${this.#names++} ` : ''
  }

  /** Lets later text use an anchor. */
  #keep(props: string, value: Json): void {
    if (props !== '' && isMap(value)) this.#anchored.push({ name: props.slice(1, -1), value })
  }

  /** @param margin blanks of the line that the value begins on */
  flow(value: Json, margin: string): string {
    const alias = this.#alias(value)
    if (alias !== undefined) return `${alias} `
    if (!isOpen(value)) return value !== null && typeof value === 'object' ? JSON.stringify(value) : this.#scalar(value)
    const props = this.#props(value)
    const inner = `${margin}  `
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
    const members = Array.isArray(value)
      ? value.map((item) => this.flow(item, inner))
      : Object.entries(value).map(([key, item]) => {
          if (item === null && this.#tape.isRare(3)) return `${this.#key(key)}: `
          return `${this.#key(key)}: ${this.flow(item, inner)}`
        })
    this.#keep(props, value)
    const trailing = this.#tape.isRare(3) ? ',' : ''
    const layout = this.#tape.below(5)
    if (layout < 2) return `${props}${open}${members.join(', ')}${trailing}${close}`
    if (layout === 2) return `${props}${open} ${members.join(' , ')}${trailing} ${close}`
    const lines = members.flatMap((member, i) => {
      const comma = i < members.length - 1 ? ',' : trailing
      const isLeading = this.#tape.isRare(8)
      const written = isLeading ? `${member}${this.#note()}\n${inner}${comma}` : `${member}${comma}${this.#note()}`
      const joins = i > 0 && this.#tape.isRare(6) && !isLeading
      return [...(joins ? [] : this.#above(inner)), `${inner}${written}`]
    })
    const isCuddled = this.#tape.isRare(6) && !/#/.test(lines.at(-1) ?? '')
    const first = this.#note()
    return `${props}${open}${first}\n${lines.join('\n')}${isCuddled ? ' ' : `\n${margin}`}${close}`
  }

  /** Returns the text behind a colon or a dash: a blank and a value, or lines below. */
  #behind(value: Json, indent: number, inList: boolean): string {
    const margin = ' '.repeat(indent)
    const alias = this.#alias(value)
    if (alias !== undefined) return ` ${alias}${this.#note()}`
    if (value === null && this.#tape.isRare(2)) return this.#note()
    if (typeof value === 'string' && value.includes('\n') && this.#tape.below(3) > 0)
      return this.#literal(value, indent)
    if (!isOpen(value) || this.#tape.isRare(6)) return ` ${this.flow(value, margin)}${this.#note()}`
    const props = this.#props(value)
    const step = Array.isArray(value) && !inList ? this.#tape.pick([0, 2]) : this.#tape.pick([2, 2, 4])
    const head = `${props === '' ? '' : ` ${props.trimEnd()}`}${this.#note()}`
    const lines = this.block(value, indent + step)
    this.#keep(props, value)
    return `${head}\n${lines}`
  }

  #literal(value: string, indent: number): string {
    const margin = ' '.repeat(indent + this.#tape.pick([1, 2, 4]))
    const ends = value.endsWith('\n')
    const header = `|${ends ? this.#tape.pick(['', '', '+']) : '-'}${this.#tape.isRare(5) ? ` # note ${++this.#tape.comments}` : ''}`
    const lines = value.replace(/\n$/, '').split('\n')
    return ` ${header}\n${lines.map((line) => (line === '' ? '' : margin + line)).join('\n')}`
  }

  block(value: Json[] | JsonObject, indent: number): string {
    const margin = ' '.repeat(indent)
    if (Array.isArray(value))
      return value
        .flatMap((item, i) => [...(i > 0 ? this.#above(margin) : []), `${margin}-${this.#item(item, indent)}`])
        .join('\n')
    const { alias, rest } = this.#merged(value)
    const merge = alias === undefined ? [] : [`${margin}<<: ${alias}`]
    const entries = Object.entries(rest).flatMap(([key, item], i) => {
      const above = i > 0 ? this.#above(margin) : []
      const isExplicit = this.#tape.isRare(40)
      const name = isExplicit ? `${margin}? ${this.#key(key)}\n${margin}:` : `${margin}${this.#key(key)}:`
      return [...above, `${name}${this.#behind(item, indent, false)}`]
    })
    return [...merge, ...entries].join('\n')
  }

  #item(item: Json, indent: number): string {
    const isCompact = isMap(item) && isOpen(item) && this.#tape.below(4) > 0
    return isCompact ? ` ${this.block(item, indent + 2).trimStart()}` : this.#behind(item, indent, true)
  }
}

/** A stream of one or two documents in any style. */
export const podStream = (tape: Tape, objects: readonly JsonObject[]): string => {
  const ending = tape.pick(['\n', '\n', '\n', '\n', '\r\n', '\r\r\n', '\r', '\u2028', '\x85'])
  const documents = objects.map((object) => {
    const style = tape.below(8)
    if (style === 0) return JSON.stringify(object)
    if (style === 1) return JSON.stringify(object, null, 2)
    if (style < 4)
      return kyamlLines(object)
        .map(({ text }) => (tape.isRare(5) ? `${text} # note ${++tape.comments}` : text))
        .join('\n')
    const printer = new Printer(tape)
    return style === 4 ? printer.flow(object, '') : printer.block(object, 0)
  })
  const text = documents.map((document) => document.replaceAll('\n', ending)).join('\n---\n')
  return `${tape.pick(['', '', '---\n', '\uFEFF', '# note 0\n---\n'])}${text}${tape.isRare(5) ? '' : ending}`
}
