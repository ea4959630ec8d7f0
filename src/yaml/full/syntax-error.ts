import { SyntaxProblem } from '../errors.ts'

/** An error of the `yaml` package. */
interface ParseError {
  code: string
  message: string
  pos: [number, number]
}

/** A token of the concrete syntax tree; only the fields used here. */
interface Token {
  type: string
  offset: number
  source?: string
  items?: { key?: Token | null; value?: Token | null }[]
  value?: Token | null
  end?: { type: string }[]
}

/** Matches a line whose start, item or value begins with `{{`, which is not YAML. */
const TEMPLATE = /^[ \t]*(?:-[ \t]+)*(?:(?!-[ \t])[^\s:#'"{][^:#'"\n]*:[ \t]+)?\{\{/m

/** Explanations with the next step, for messages of the parser that do not help a reader of manifests. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^Tabs are not allowed/, 'a tab is used as indentation; indent with spaces'],
  [/^Nested mappings are not allowed/, 'a second key is on the line; quote the value if it contains a colon'],
  [/^Sequence item without - indicator/, 'a line after a list item is not indented like its item; indent it further'],
  [/^All \w+ items must start/, 'a line is not aligned with its neighbours; align it'],
  [/^Implicit keys need to be|^Implicit map keys need/, 'a line is not a key with a value; put a colon after the key'],
  [/^A block sequence may not be used/, 'a list item is in the place of a key; indent it like the other items'],
  [/^Block collections are not allowed/, 'an item or key in block style is within brackets; close the brackets above'],
  [/on same line with key$/, 'a list item is on the line of its key; put it on its own line'],
  [
    /^Missing ,|^Missing :|^Unexpected [,:] in flow/,
    'a comma, a colon or an entry is missing within the brackets; add it',
  ],
  [/^Unexpected flow-(?:map|seq)-end/, 'a bracket closes here that was not opened; remove it, or open it'],
  [/^Not a YAML token/, 'this text belongs to nothing above it; indent it like its neighbours'],
  [/^Block scalar header/, 'text follows the | or > that begins a block; put it on the next line, indented'],
  [/at node end$/, 'text follows the end of a value; put --- above it if it is another document'],
  [/reserved character|^Plain value cannot start/, 'a value starts with a character that YAML reserves; quote it'],
  [
    /^Invalid escape sequence/,
    'a backslash in double quotes does not start an escape; double it, or use single quotes',
  ],
  [/^Map keys must be unique/, 'a key is repeated; remove one of them'],
]

/** Finds the last token before an error that is not closed: quotes or a flow collection. */
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
 * Converts an error of the YAML parser to a message for a reader of manifests, at the place to correct.
 * @param body the parsed text
 * @param tokens the tokens that the parser read from it
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
      'not YAML: it contains `{{`, so it is a Helm template that was not rendered; run helm template first',
      offset,
    )
  }
  const open = isUnclosed(error) ? findOpen(tokens as Token[], error) : undefined
  if (open !== undefined) {
    const bracket = body[open.offset] as string
    const opening = /["']/.test(bracket)
      ? `the quotes (${bracket}) that open here are`
      : `the ${bracket} that opens here is`
    return new SyntaxProblem('yaml', `not YAML: ${opening} not closed; add the missing character`, open.offset)
  }
  const first = error.message.split('\n')[0] as string
  const message = first.replace(/ at line \d+.*$/, '').replace(/[.:]$/, '')
  const meaning = MEANINGS.find(([pattern]) => pattern.test(message))?.[1]
  return new SyntaxProblem('yaml', `not YAML: ${meaning ?? `${message}; correct the manifest`}`, at)
}
