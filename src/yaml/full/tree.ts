import { Composer, type Document, isAlias, isMap, isScalar, Parser, type Scalar, type Node as YamlNode } from 'yaml'
import { SyntaxProblem } from '../errors.ts'
import { keyValue, ScalarProblem } from '../scalar.ts'
import type { Base, Entry, Item, Node, ScalarNode, SeqNode } from '../tree.ts'
import { explainParseError } from './syntax-error.ts'

interface Token {
  type: string
  offset: number
  source?: string
  indent?: number
}

const STYLES: Record<string, ScalarNode['style']> = { PLAIN: 'plain', QUOTE_SINGLE: 'single', QUOTE_DOUBLE: 'double' }
const ANCHOR = /^[A-Za-z0-9_-]+$/
/** Escapes of JSON that go-yaml does not know in double-quoted scalars. */
const FOREIGN_ESCAPE = /(?:^|[^\\])(?:\\\\)*(\\\/|\\u[dD][89a-fA-F])/

const propsIn = (tokens: readonly Token[] | undefined, start: number): number =>
  tokens?.find(({ type }) => type === 'anchor' || type === 'tag')?.offset ?? start

/** Builds the tree of a composed document; resolves aliases in the order of the text, as go-yaml does. */
export class TreeBuilder {
  readonly anchors = new Map<string, Node>()
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  build(document: Document): Node | undefined {
    return document.contents === null ? undefined : this.#node(document.contents as YamlNode, undefined, 0)
  }

  /** @param at the offset of an absent value */
  #node(node: YamlNode | null, before: readonly Token[] | undefined, at: number): Node {
    if (node === null) return { type: 'scalar', style: 'plain', text: '', start: at, end: at, propsStart: at }
    const [start, end] = node.range as [number, number, number]
    const base: Base = { start, end, propsStart: propsIn(before, start) }
    if (isAlias(node)) {
      const target = this.anchors.get(node.source)
      if (target === undefined)
        throw new SyntaxProblem(
          'alias',
          `unknown alias *${node.source}; define the anchor &${node.source} above it, in the same document`,
          start,
          node.source,
        )
      if (target.end < 0)
        throw new SyntaxProblem('alias', `the anchor &${node.source} contains itself; write its value out here`, start)
      return { ...base, type: 'alias', target }
    }
    if (node.tag !== undefined) base.tag = node.tag
    const anchor = (node as { anchor?: string }).anchor
    if (anchor === undefined) return this.#content(node, base)
    if (!ANCHOR.test(anchor))
      throw new SyntaxProblem(
        'anchor',
        `Kubernetes does not read the anchor &${anchor}; use letters, digits, - and _`,
        start,
      )
    base.anchor = anchor
    const pending = { ...base, end: -1, type: 'scalar', style: 'plain', text: '' } as ScalarNode
    this.anchors.set(anchor, pending)
    const built = this.#content(node, base)
    if (this.anchors.get(anchor) === pending) this.anchors.set(anchor, built)
    return built
  }

  #content(node: YamlNode, base: Base): Node {
    if (isScalar(node)) return this.#scalar(node, base)
    const source = node.srcToken as Token | undefined
    const isPair = source === undefined // `[a: 1]`: a mapping without braces
    const flow = isPair || source.type === 'flow-collection'
    const indent = source?.indent ?? 0
    if (isMap(node)) {
      const entries = node.items.map((pair) => this.#entry(pair, flow))
      const last = entries.at(-1)?.value.end
      if (isPair) base.start = base.propsStart = Math.min(base.propsStart, (entries[0] as Entry).start)
      return { ...base, end: flow ? base.end : (last ?? base.end), type: 'map', flow, indent, entries }
    }
    return this.#sequence(node as unknown as { items: YamlNode[] }, base, source, flow)
  }

  #entry(pair: { key: unknown; value: unknown; srcToken?: unknown }, flow: boolean): Entry {
    const source = pair.srcToken as { start: Token[]; sep?: Token[]; key?: Token } | undefined
    const key = pair.key as YamlNode
    const start = key?.range?.[0] ?? 0
    if (!isScalar(key)) {
      const template = this.#text.startsWith('{{', Math.max(0, start - 1))
      const what = template
        ? 'a Helm template that was not rendered; run helm template first'
        : 'a key is a mapping or a list; write it as text'
      throw new SyntaxProblem(template ? 'template' : 'key', what, start)
    }
    const plain = key.type === 'PLAIN'
    // within brackets go-yaml reads any leading question mark as the indicator of a key
    const text = flow && plain ? String(key.value).replace(/^\?/, '') : String(key.value)
    const colon = source?.sep?.find(({ type }) => type === 'map-value-ind')
    const colonEnd = colon === undefined ? (key.range as [number, number, number])[1] : colon.offset + 1
    const explicit = source?.start?.find(({ type }) => type === 'explicit-key-ind')
    const value = this.#node(pair.value as YamlNode | null, source?.sep, colonEnd)
    const at = Math.min(explicit?.offset ?? start, propsIn(source?.start, start))
    const merge = text === '<<' && (key.tag === undefined ? plain : key.tag === 'tag:yaml.org,2002:merge')
    return { start: at, key: merge ? '<<' : this.#key(key, text, plain), merge, colonEnd, value }
  }

  #key(key: Scalar, text: string, plain: boolean): string {
    try {
      return keyValue(text, plain, key.tag)
    } catch (error) {
      const at = (key.range as [number, number, number])[0]
      if (error instanceof ScalarProblem) throw new SyntaxProblem('key', `${error.message}; quote the key`, at)
      throw error
    }
  }

  #sequence(node: { items: YamlNode[] }, base: Base, source: Token | undefined, flow: boolean): SeqNode {
    const tokens = (source as unknown as { items: { start: Token[] }[] } | undefined)?.items ?? []
    let indent = source?.indent ?? 0
    const items = node.items.map((item, i): Item => {
      const before = tokens[i]?.start
      const dash = before?.find(({ type }) => type === 'seq-item-ind')
      if (dash !== undefined) indent = dash.offset - (this.#text.lastIndexOf('\n', dash.offset) + 1)
      const at = dash === undefined ? base.start : dash.offset + 1
      const value = this.#node(item, before, at)
      return { start: dash?.offset ?? value.propsStart, value }
    })
    const last = items.at(-1)?.value.end
    return { ...base, end: flow ? base.end : (last ?? base.end), type: 'seq', flow, indent, items }
  }

  #scalar(node: Scalar, base: Base): ScalarNode {
    const style = STYLES[node.type ?? ''] ?? 'block'
    let text = String(node.value ?? '')
    if (style === 'double' && FOREIGN_ESCAPE.test(this.#text.slice(base.start, base.end)))
      throw new SyntaxProblem(
        'escape',
        'Kubernetes does not read this escape in a quoted string; write the character itself',
        base.start,
      )
    // go-yaml adds no line feed to a block scalar that ends the text without one
    if (style === 'block' && base.end === this.#text.length && !this.#text.endsWith('\n'))
      text = text.replace(/\n$/, '')
    return { ...base, type: 'scalar', style, text }
  }
}

/** More levels than any manifest has; the composer recurses, and some thousand levels overflow the stack of Node.js. */
const MAX_LEVELS = 500

interface CstToken {
  type: string
  offset: number
  items?: { key?: CstToken | null; value?: CstToken | null; start?: CstToken[]; sep?: CstToken[] }[]
  value?: CstToken | null
}

/** Checks the depth without recursion. */
const checkDepth = (tokens: readonly CstToken[]): void => {
  let level: CstToken[] = [...tokens]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_LEVELS)
      throw new SyntaxProblem(
        'depth',
        `nested deeper than ${MAX_LEVELS} levels, which no Kubernetes object is; check the generator of the manifest`,
        level[0]?.offset ?? 0,
      )
    const next: CstToken[] = []
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
  checkDepth(tokens as unknown as CstToken[])
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
 * Reads a document with the full YAML parser; undefined if the text contains none.
 * @throws SyntaxProblem for text that is not YAML, and for YAML that Kubernetes does not read
 */
export const readFull = (body: string): Node | undefined => {
  const document = compose(body)
  return document === undefined ? undefined : new TreeBuilder(body).build(document)
}
