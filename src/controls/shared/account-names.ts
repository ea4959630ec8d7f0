import type { Located } from '../../evidence/strings.ts'
import { stringsIn } from '../../evidence/strings.ts'
import { asObject } from '../../kube/pods.ts'
import type { Clue, Context, StreamObject } from '../../model.ts'
import { join } from '../../patch/pointer.ts'

/** What an object is called says nothing of accounts: charts give all of their objects the same name and labels. */
const OWN_FIELDS: readonly string[] = ['apiVersion', 'kind', 'metadata']

/** Never read, wherever a Secret has them. */
const SECRET_FIELDS: readonly string[] = ['data', 'stringData']

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const wordsOf = ({ resource, value, at }: StreamObject): Located[] => [
  ...stringsIn(asObject(value.metadata).annotations, join(at.pointer, 'metadata', 'annotations')),
  ...Object.entries(value).flatMap(([key, item]) =>
    OWN_FIELDS.includes(key) || (resource.kind === 'Secret' && SECRET_FIELDS.includes(key))
      ? []
      : stringsIn(item, join(at.pointer, key)),
  ),
]

/**
 * Where another object of the stream has the account's name as a word of its own: in a field for service accounts if
 * there is one, else the first place.
 */
export const findNaming = (account: StreamObject, { stream }: Context): Clue | undefined => {
  const { name } = account.resource
  const word = new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-])`)
  const clues = stream.objects
    .filter(({ at }) => at.document !== account.at.document || at.pointer !== account.at.pointer)
    .flatMap((other) =>
      wordsOf(other)
        .filter(({ text }) => text.includes(name) && word.test(text))
        .map(({ pointer }): Clue => {
          const text = `"${name}" in ${other.resource.kind} "${other.resource.name}"`
          return { source: 'manifest', text, at: { document: other.at.document, pointer } }
        }),
    )
  return clues.find(({ at }) => /\/serviceAccount(?:Name)?$/.test(at?.pointer ?? '')) ?? clues[0]
}
