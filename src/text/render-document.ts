import type { Json } from '../model.ts'
import type { Parsed } from './parse.ts'
import { renderBlock } from './render.ts'
import { styleOf } from './style.ts'

/**
 * The text of a document that follows others, from its marker to its last character, without a line break there.
 * @param like a document whose indentation it takes
 * @param json whether its neighbours are JSON
 * @param ending the line ending
 */
export const renderDocument = (
  value: Json,
  { like, json, ending }: { like: Parsed; json: boolean; ending: '\n' | '\r\n' },
): string => {
  const lines = json
    ? JSON.stringify(value, null, 2).split('\n')
    : renderBlock(value, 0, '', styleOf(like.root)).map(({ indent, text }) => `${' '.repeat(indent)}${text}`)
  return ['---', ...lines].join(ending)
}
