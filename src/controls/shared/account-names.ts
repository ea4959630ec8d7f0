import type { Located } from '../../evidence/strings.ts'
import { stringsIn } from '../../evidence/strings.ts'
import type { Clue, Context, StreamObject } from '../../model.ts'
import { join } from '../../patch/pointer.ts'

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** What may name an account: all strings of an object, but never the content of a Secret. */
const wordsOf = ({ resource, value, at }: StreamObject): Located[] =>
  resource.kind === 'Secret'
    ? stringsIn(value.metadata, join(at.pointer, 'metadata'))
    : Object.entries(value).flatMap(([key, item]) =>
        key === 'apiVersion' || key === 'kind' ? [] : stringsIn(item, join(at.pointer, key)),
      )

/** The first other object of the stream in which the account's name occurs as a word of its own. */
export const findNaming = (account: StreamObject, { stream }: Context): Clue | undefined => {
  const { name } = account.resource
  const word = new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-])`)
  for (const other of stream.objects) {
    if (other.at.document === account.at.document && other.at.pointer === account.at.pointer) continue
    const place = wordsOf(other).find(({ text }) => text.includes(name) && word.test(text))
    if (place !== undefined) {
      const text = `"${name}" in ${other.resource.kind} "${other.resource.name}"`
      return { source: 'manifest', text, at: { document: other.at.document, pointer: place.pointer } }
    }
  }
  return undefined
}
