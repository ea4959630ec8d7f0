import test from 'ava'
import fc from 'fast-check'
import { InputError } from './errors.ts'
import { parseSlice } from './parse.ts'
import { scanHead } from './scan.ts'

const NAMED = { apiVersion: 'apps/v1', kind: 'Deployment' }

for (const [what, text] of [
  ['plain', 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n'],
  ['below a marker and comments', '--- # Source\n# b\n\nkind: Deployment\nspec:\n- a\napiVersion: apps/v1'],
  ['in quotes', `"apiVersion": 'apps/v1'\n'kind' : "Deployment"\n`],
  ['with comments and CRLF', 'apiVersion: apps/v1 # a\r\nkind:   Deployment  \r\nmetadata:\r\n  kind: b\r\n'],
  ['after a byte order mark', '\uFEFFkind: Deployment\napiVersion: apps/v1\n'],
  ['beside a block scalar that mentions another kind', 'apiVersion: apps/v1\nkind: Deployment\ndata: |\n  kind: Pod\n'],
] as const)
  test(`the kind is found without parsing: ${what}`, (t) => {
    t.deepEqual(scanHead(text), NAMED)
  })

for (const [what, text] of [
  ['a repeated key', 'apiVersion: v1\nkind: Pod\nkind: Secret\n'],
  ['a repeated key, once in quotes', 'apiVersion: v1\nkind: Pod\n"kind": Secret\n'],
  ['a missing key', 'kind: Pod\n'],
  ['an explicit key', 'apiVersion: v1\nkind: Pod\n? kind\n: Secret\n'],
  ['an escape in a key', 'apiVersion: v1\nkind: Pod\n"ki\\x6ed": Secret\n'],
  ['a merge', 'a: &a {kind: Secret}\napiVersion: v1\nkind: Pod\n<<: *a\n'],
  ['an anchor or tag', 'apiVersion: v1\nkind: &k Pod\n'],
  ['an alias', 'apiVersion: v1\nkind: *k\n'],
  ['a tagged key', 'apiVersion: v1\nkind: Pod\n!!str kind: Secret\n'],
  ['a document in flow style', '{"apiVersion": "v1", "kind": "Pod"}\n'],
  ['a root that is indented', '  apiVersion: v1\n  kind: Pod\n'],
  ['a lone CR', 'apiVersion: v1\nkind: Pod\ra: 1\n'],
  ['NEL', 'apiVersion: v1\nkind: Pod\na: b\u0085kind: Secret\n'],
  ['LS', 'apiVersion: v1\nkind: Pod\na: b\u2028kind: Secret\n'],
  ['a tab as indentation', 'apiVersion: v1\nkind: Pod\n\tkind: Secret\n'],
  ['a word that is not a string', 'apiVersion: v1\nkind: yes\n'],
  ['a number', 'apiVersion: 1\nkind: Pod\n'],
  ['a value that continues below', 'apiVersion: v1\nkind: Pod\n  Template\n'],
  ['a value that continues below a blank line', 'apiVersion: v1\nkind: Pod\n\n  Template\n'],
  ['a value on the next line', 'apiVersion: v1\nkind:\n  Pod\n'],
  ['brackets that continue without indentation', 'apiVersion: v1\nkind: Pod\na: {\nb: 1,\nkind: Secret }\n'],
  ['a document end', 'apiVersion: v1\nkind: Pod\n...\n'],
  ['a list', '- apiVersion: v1\n  kind: Pod\n'],
  ['a template', '{{ if .a }}\napiVersion: v1\nkind: Pod\n{{ end }}\n'],
] as const)
  test(`the kind is left to the parser: ${what}`, (t) => {
    t.is(scanHead(text), undefined)
  })

/** Undefined where the text is refused. */
const valueOrRefusal = (text: string): { apiVersion?: unknown; kind?: unknown } | undefined => {
  try {
    return parseSlice(text)?.value as { apiVersion?: unknown; kind?: unknown }
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

test('a kind that the scan finds is the kind of the parsed document', (t) => {
  const line = fc.constantFrom(
    ...[
      'kind: Pod',
      'apiVersion: v1',
      '"kind": Pod',
      "'apiVersion': v1",
      'kind: Secret',
      'kind : Pod',
      'kind:',
      'kind: |',
    ],
    ...[
      'kind:\tPod',
      'kind: "Pod" # a',
      'kind: Pod#a',
      'kind: &a Pod',
      'kind: on',
      '? kind',
      ': Pod',
      '- kind: Pod',
      '- a',
    ],
    ...[
      '  kind: Secret',
      '  - kind: Secret',
      'a:',
      'a: |',
      'a: "b',
      'c"',
      "a: 'b",
      "c'",
      'a: {',
      '}',
      '  }',
      'a: [',
      ']',
      '# kind: Pod',
    ],
    ...[
      '---',
      '--- # a',
      '...',
      '',
      '\t',
      '<<: {kind: Secret}',
      '"ki\\x6ed": Secret',
      'a: b\r',
      'a: b\u2028kind: Secret',
      '  text',
    ],
  )
  const texts = fc.sample(
    fc.tuple(fc.subarray(['apiVersion: v1', 'kind: Pod']), fc.array(line, { minLength: 1, maxLength: 6 })),
    { numRuns: 10_000, seed: 1 },
  )
  const heads = texts.flatMap(([start, lines]) => {
    const text = [...start, ...lines].join('\n')
    const head = scanHead(text)
    const read = head && valueOrRefusal(text)
    if (head === undefined || read === undefined) return []
    t.deepEqual({ apiVersion: read.apiVersion, kind: read.kind }, { ...head }, text)
    return [head]
  })
  t.log(`${heads.length} of ${texts.length} texts have a head`)
  t.true(heads.length > 100)
})
