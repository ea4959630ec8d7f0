import { Composer, type Document, Parser } from 'yaml'
import { TreeBuilder } from './build-tree.ts'
import { SyntaxProblem } from './errors.ts'
import { explainParseError } from './syntax-problem.ts'
import type { Node } from './tree.ts'

/** More levels than any manifest has; the composer below recurses, and some thousand levels abort node. */
const MAX_LEVELS = 500

interface Token {
  type: string
  offset: number
  items?: { key?: Token | null; value?: Token | null; start?: Token[]; sep?: Token[] }[]
  value?: Token | null
}

/** Counts levels without recursion. */
const checkDepth = (tokens: readonly Token[]): void => {
  let level: Token[] = [...tokens]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_LEVELS)
      throw new SyntaxProblem(
        'depth',
        `nested deeper than ${MAX_LEVELS} levels, which no Kubernetes object is; look at what generates it`,
        level[0]?.offset ?? 0,
      )
    const next: Token[] = []
    for (const token of level) {
      if (token.value != null && typeof token.value === 'object') next.push(token.value)
      for (const item of token.items ?? []) {
        if (item.key != null) next.push(item.key)
        if (item.value != null) next.push(item.value)
      }
    }
    level = next
  }
}

const compose = (body: string): Document | undefined => {
  const tokens = [...new Parser().parse(body)]
  checkDepth(tokens as unknown as Token[])
  const composer = new Composer({ schema: 'failsafe', version: '1.1', uniqueKeys: false, keepSourceTokens: true })
  const documents = [...composer.compose(tokens, false, body.length)]
  const document = documents.find(({ contents }) => contents !== null) ?? documents[0]
  const error = documents.flatMap(({ errors }) => errors)[0]
  if (error !== undefined) throw explainParseError(error, body, tokens)
  if (documents.filter(({ contents }) => contents !== null).length > 1)
    throw new SyntaxProblem(
      'yaml',
      'not YAML: a second document starts here; put --- above it',
      documents[1]?.range?.[0] ?? 0,
    )
  return document
}

/**
 * The tree of a document as the full YAML parser reads it. Undefined where it holds none.
 * @throws SyntaxProblem for what is no YAML, or not YAML that Kubernetes reads
 */
export const fullTree = (body: string): Node | undefined => {
  const document = compose(body)
  return document === undefined ? undefined : new TreeBuilder(body).build(document)
}
