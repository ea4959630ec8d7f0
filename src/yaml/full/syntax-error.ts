import { SyntaxProblem } from '../errors.ts'

/** What the YAML parser says is wrong. */
interface ParseError {
  code: string
  message: string
  pos: [number, number]
}

/** A token of the concrete syntax tree, as far as it is looked at here. */
interface Token {
  type: string
  offset: number
  source?: string
  items?: { key?: Token | null; value?: Token | null }[]
  value?: Token | null
  end?: { type: string }[]
}

/** A line that begins a key's value, an item or itself with `{{`, which is no value of YAML. */
const TEMPLATE = /^[ \t]*(?:-[ \t]+)*(?:[^\s:#'"{][^:#'"\n]*:[ \t]+)?\{\{/m

/** What is meant, and what to do about it, where the parser's own words are of no help to a reader of manifests. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^Tabs are not allowed/, 'a tab is used as indentation; indent with spaces'],
  [/^Nested mappings are not allowed/, 'a second key stands on the line; quote the value if it holds a colon'],
  [/^Sequence item without - indicator/, 'a line after a list item is not indented like its item; indent it further'],
  [/^All \w+ items must start/, 'a line is indented unlike its neighbours; align them'],
  [/^Implicit keys need to be|^Implicit map keys need/, 'a line is no key with a value; put a colon after the key'],
  [/^A block sequence may not be used/, 'a list item stands where a key is expected; indent it like the other items'],
  [
    /^Block collections are not allowed/,
    'an item or key in block style stands within brackets; close the brackets above',
  ],
  [/on same line with key$/, 'a list item stands on the line of its key; put it on a line of its own'],
  [
    /^Missing ,|^Missing :|^Unexpected [,:] in flow/,
    'a comma, a colon or an entry is missing within the brackets; add it',
  ],
  [/^Unexpected flow-(?:map|seq)-end/, 'a bracket closes here that was never opened; remove it, or open it'],
  [/^Not a YAML token/, 'this text belongs to nothing above it; indent it like its neighbours'],
  [/^Block scalar header/, 'text follows the | or > that begins a block; put it on the next line, indented'],
  [/at node end$/, 'more stands here after the end of a value; put --- above it if it is another document'],
  [/reserved character|^Plain value cannot start/, 'a value starts with a character that YAML reserves; quote it'],
  [/^Invalid escape sequence/, 'a backslash in double quotes starts no escape; double it, or use single quotes'],
  [/^Map keys must be unique/, 'a key stands twice; remove one of them'],
]

/** The last token before an offset that is open where it ends: quotes or a flow collection. */
const findOpen = (tokens: readonly Token[], error: ParseError): Token | undefined => {
  const [at] = error.pos
  let found: Token | undefined
  const waiting = [...tokens]
  for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
    const isQuoted = token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar'
    const isOpen = isQuoted
      ? token.offset + (token.source?.length ?? 0) === at
      : token.type === 'flow-collection' && !/-(?:map|seq)-end$/.test(token.end?.[0]?.type ?? '')
    if (isOpen && token.offset <= at && token.offset >= (found?.offset ?? 0)) found = token
    if (token.value != null && typeof token.value === 'object') waiting.push(token.value)
    for (const { key, value } of token.items ?? []) {
      if (key != null) waiting.push(key)
      if (value != null) waiting.push(value)
    }
  }
  return found
}

const isUnclosed = ({ message }: ParseError): boolean => /^Missing closing|end with a [\]}]/.test(message)

/**
 * Says an error of the YAML parser in words for a reader of manifests, at the place where it has to be mended.
 * @param body the text that was parsed
 * @param tokens what the parser made of it
 */
export const explainParseError = (error: ParseError, body: string, tokens: readonly unknown[]): SyntaxProblem => {
  const [at] = error.pos
  const line = body.lastIndexOf('\n', at - 1) + 1
  const stop = body.indexOf('\n', at)
  const end = stop < 0 ? body.length : stop
  const template = TEMPLATE.exec(body.slice(0, end))
  const inLine = body.slice(line, end).indexOf('{{')
  if (template !== null || inLine >= 0) {
    const offset = template === null ? line + inLine : template.index + template[0].length - 2
    return new SyntaxProblem(
      'template',
      'not YAML, and there is a `{{` in it: a Helm template that was not rendered; run it through helm template first',
      offset,
    )
  }
  const open = isUnclosed(error) ? findOpen(tokens as Token[], error) : undefined
  if (open !== undefined) {
    const bracket = body[open.offset] as string
    const what = /["']/.test(bracket)
      ? `the quotes (${bracket}) that open here are`
      : `the ${bracket} that opens here is`
    return new SyntaxProblem('yaml', `not YAML: ${what} never closed; put the missing character in`, open.offset)
  }
  const first = error.message.split('\n')[0] as string
  const said = first.replace(/ at line \d+.*$/, '').replace(/[.:]$/, '')
  const meaning = MEANINGS.find(([pattern]) => pattern.test(said))?.[1]
  return new SyntaxProblem('yaml', `not YAML: ${meaning ?? `${said}; correct the manifest`}`, at)
}
