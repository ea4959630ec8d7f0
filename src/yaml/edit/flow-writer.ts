import type { Json } from '../../model.ts'
import { join } from '../../pointer.ts'
import { lineEnd, lineEndingAt, lineStart } from '../lines.ts'
import type { Entry, MapNode, Node, SeqNode } from '../tree.ts'
import { FlowEraser, type GoneMember } from './flow-eraser.ts'
import { type Quotes, quotesIn, renderFlow, renderKey } from './render.ts'
import { type EditIndex, endsAbsent, type FlowMember, isPair, membersOf, type TextEdit } from './text-edit.ts'

/** The text of a new member and the pointer of its value. */
type Addition = readonly [text: string, pointer: string]

/** Returns the blanks before an offset, if they begin the line; does not read the rest of a line, which may be long. */
const marginOf = (text: string, offset: number): string | undefined => {
  let start = offset
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start--
  return start === 0 || text[start - 1] === '\n' ? text.slice(start, offset) : undefined
}

/** Adds members to flow collections that are not empty, and removes members. */
export class FlowWriter {
  readonly #text: string
  readonly #edits: TextEdit[]
  readonly #index: EditIndex
  readonly #quotes: Quotes

  constructor(text: string, edits: TextEdit[], index: EditIndex) {
    this.#text = text
    this.#edits = edits
    this.#index = index
    this.#quotes = quotesIn(text)
  }

  changeEntries(
    node: MapNode,
    gone: ReadonlySet<Entry>,
    added: readonly (readonly [string, Json])[],
    pointer: string,
  ): void {
    if (added.length === 0 && gone.size === 0) return
    const quotes = this.#quotesAt(node.entries[0] as Entry)
    const gap = quotes === 'all' && !/^"(?:[^"\\\n]|\\.)*":\s/.test(this.#text.slice(node.entries[0]?.start)) ? '' : ' '
    const texts = added.map(
      ([key, value]): Addition => [`${renderKey(key, quotes)}:${gap}${renderFlow(value, quotes)}`, join(pointer, key)],
    )
    const pointers = node.entries.map((entry) => (gone.has(entry) ? join(pointer, entry.key) : undefined))
    const wraps = isPair(node) && added.length > 0
    if (wraps) this.#edits.push({ start: node.start, end: node.start, text: '{', pointer: texts[0]?.[1] as string })
    this.#change(node, pointers, texts)
    if (wraps) {
      const end = membersOf(this.#text, node).at(-1)?.end as number
      this.#edits.push({ start: end, end, text: '}', pointer: texts[0]?.[1] as string })
    }
  }

  changeItems(node: SeqNode, gone: ReadonlySet<number>, added: readonly Json[], pointer: string): void {
    if (added.length === 0 && gone.size === 0) return
    const quotes = this.#quotesAt(node.items[0] as { start: number })
    const first = node.items.length - gone.size
    const texts = added.map((item, i): Addition => [renderFlow(item, quotes), join(pointer, first + i)])
    const pointers = node.items.map((_, i) => (gone.has(i) ? join(pointer, i) : undefined))
    this.#change(node, pointers, texts)
  }

  #quotesAt({ start }: { start: number }): Quotes {
    return this.#text[start] === '"' && this.#quotes === 'none' ? 'all' : this.#quotes
  }

  /** @param pointers of the members to remove; undefined for those that stay */
  #change(node: MapNode | SeqNode, pointers: readonly (string | undefined)[], added: readonly Addition[]): void {
    const members = membersOf(this.#text, node)
    const gone = members.flatMap((member, i): GoneMember[] => {
      const pointer = pointers[i]
      return pointer === undefined ? [] : [{ member, pointer }]
    })
    const eraser = new FlowEraser(this.#text, node)
    const last = pointers.lastIndexOf(undefined)
    const [first, ...rest] = added
    if (last < 0 && first === undefined) {
      for (const edit of eraser.eraseAll(gone)) this.#edits.push(edit)
      return
    }
    if (last < 0) {
      const [text, pointer] = first as Addition
      const { start, end } = members[0] as FlowMember
      this.#edits.push(
        { start, end, text, pointer },
        ...this.#commentOf(members[0] as FlowMember, pointer),
        ...eraser.erase(gone.slice(1), this.#spareOf(members, 0, rest)),
      )
      this.#insert(node, members, 0, rest)
      return
    }
    const value = (node.type === 'map' ? node.entries[last]?.value : node.items[last]?.value) as Node
    const spare = endsAbsent(value) ? undefined : this.#spareOf(members, last, added)
    for (const edit of eraser.erase(gone, spare)) this.#edits.push(edit)
    this.#insert(node, members, last, added, endsAbsent(value) && !this.#hasInsertion(members[last] as FlowMember))
  }

  /** Removes the comment behind a member whose place another one takes. */
  #commentOf({ end, comma }: FlowMember, pointer: string): TextEdit[] {
    const isBeside = comma >= 0 && !this.#text.slice(end, comma).includes('\n')
    const start = isBeside ? comma + 1 : end
    const blanks = /^[ \t]*(?=#)/.exec(this.#text.slice(start))
    return blanks === null ? [] : [{ start, end: lineEnd(this.#text, start), text: '', pointer }]
  }

  /** Returns the comma behind the last member that stays, if it has to go because the last member of all goes. */
  #spareOf(members: readonly FlowMember[], last: number, added: readonly Addition[]): number | undefined {
    const isTrailing = members.at(-1)?.comma !== -1
    return added.length > 0 || isTrailing || last === members.length - 1 ? undefined : members[last]?.comma
  }

  /** Inserts members behind the last one that stays, behind its comma and the comment on its line. */
  #insert(
    node: MapNode | SeqNode,
    members: readonly FlowMember[],
    last: number,
    added: readonly Addition[],
    isAfterAbsent = false,
  ): void {
    if (added.length === 0) return
    const text = this.#text
    const { start, end, comma } = members[last] as FlowMember
    const isTrailing = members.at(-1)?.comma !== -1
    const from = comma < 0 ? end : comma + 1
    let next = from
    while (text[next] === ' ' || text[next] === '\t') next++
    const margin = marginOf(text, start)
    const ownLine = margin !== undefined && text.slice(node.start, start).includes('\n')
    const isBehindComment = text[next] === '#' && !(node.type === 'map' && isPair(node))
    const endsLine = /^[\r\n]?$/.test(text.charAt(next))
    const gap = ownLine
      ? `${lineEndingAt(text, from)}${margin}`
      : isBehindComment
        ? `${lineEndingAt(text, from)}${this.#marginIn(node)}`
        : ' '
    const at = isBehindComment || (ownLine && comma >= 0 && endsLine) ? lineEnd(text, from) : from
    // without a blank, a comma would belong to the colon or the tag before it
    const opening = comma >= 0 ? '' : isAfterAbsent ? ' ,' : ','
    // go-yaml reads a comma directly behind a tag as a part of the tag
    if (isAfterAbsent && comma === end)
      this.#edits.push({ start: end, end, text: ' ', pointer: added[0]?.[1] as string })
    if (opening !== '' && at > from)
      this.#edits.push({ start: from, end: from, text: opening, pointer: added[0]?.[1] as string })
    for (const [i, [member, pointer]] of added.entries()) {
      const before = i === 0 && at === from ? opening : ''
      const behind = i < added.length - 1 || isTrailing ? ',' : ''
      this.#edits.push({ start: at, end: at, text: `${before}${gap}${member}${behind}`, pointer })
    }
  }

  /** Reports whether a value is inserted where an absent one is. */
  #hasInsertion({ end }: FlowMember): boolean {
    return this.#index.hasEnd(end)
  }

  /** Returns the margin of the members of a collection that begin no line. */
  #marginIn(node: MapNode | SeqNode): string {
    const margin = marginOf(this.#text, node.end - 1)
    if (margin !== undefined) return `${margin}  `
    return ' '.repeat(node.start + 1 - lineStart(this.#text, node.start))
  }
}
