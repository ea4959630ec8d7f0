import test from 'ava'
import { InputError } from './errors.ts'
import { parseSlice } from './parse.ts'

const codeOf = (text: string): string => {
  try {
    return `read as ${JSON.stringify(parseSlice(text)?.value)}`
  } catch (error) {
    if (error instanceof InputError) return error.code
    throw error
  }
}

const MERGED = 'm: &m {x: 1}\nn: &z {x: 2}\n'

/** The values that sigs.k8s.io/yaml 1.6.0 reads, which contains go-yaml v2. */
for (const [what, text, value] of [
  [
    'words of YAML 1.1 are booleans',
    'a: yes\nb: off\nc: y\nd: N\ne: On',
    { a: true, b: false, c: true, d: false, e: true },
  ],
  ['a mixed spelling of a word is text', 'a: yEs\nb: nULL', { a: 'yEs', b: 'nULL' }],
  ['null has five forms', '- ~\n- null\n- Null\n- NULL\n-', [null, null, null, null, null]],
  ['a leading zero means octal', 'a: 0755\nb: 08\nc: 00', { a: 493, b: 8, c: 0 }],
  ['binary, hexadecimal and underscores', 'a: 0b101\nb: 0x1F\nc: 1_000', { a: 5, b: 31, c: 1000 }],
  [
    'notations of Go',
    'a: 0o17\nb: -0o17\nc: 0B101\nd: 0X1F\ne: 1e1_0\nf: 0_',
    { a: 15, b: -15, c: 5, d: 31, e: 1e10, f: 0 },
  ],
  ['a sign after the prefix of a binary number', 'a: 0b-1\nb: -0b-1', { a: -1, b: '-0b-1' }],
  ['underscores after a point', 'a: .8_0\nb: ._8\nc: .9e0_1', { a: 0.8, b: '._8', c: 9 }],
  [
    'base 60 is text',
    'a: 1:20\nb: 22:22\nc: 12:30:45\nd: 190:20:30.15',
    { a: '1:20', b: '22:22', c: '12:30:45', d: '190:20:30.15' },
  ],
  ['a lone point or exponent is text', 'command: [ls, .]\nb: e3', { command: ['ls', '.'], b: 'e3' }],
  ['a number that no double holds is text', 'a: 1e400', { a: '1e400' }],
  ['the largest integers', 'a: 18446744073709551615\nb: 18446744073709551616', { a: 2 ** 64, b: 2 ** 64 }],
  [
    'timestamps are text, tagged or not, also as keys',
    'a: 2001-12-14t21:59:43.10-05:00\nb: !!timestamp 2001-12-14\n2001-12-14: c',
    { a: '2001-12-14t21:59:43.10-05:00', b: '2001-12-14', '2001-12-14': 'c' },
  ],
  ['the plain = is text', 'a: =', { a: '=' }],
  ['tags of numbers and words are obeyed', 'a: !!float 1\nb: !!str 5\nc: !!bool "yes"', { a: 1, b: '5', c: true }],
  ['other tags make text', 'a: !own 5\nb: ! 5', { a: '5', b: '5' }],
  ['binary data is decoded', 'a: !!binary aGVs\nb: !!binary |\n  bG\n  8=', { a: 'hel', b: 'lo' }],
  [
    'sets and ordered maps are plain ones',
    'a: !!set {x: , z: }\nb: !!omap [{x: 1}]',
    { a: { x: null, z: null }, b: [{ x: 1 }] },
  ],
  ['the last of equal keys wins', 'a: 1\na: 2', { a: 2 }],
  [
    'a merge wins over the keys before it and not over those after it',
    `${MERGED}a: {x: 3, <<: *m}\nb: {<<: *m, x: 3}`,
    { m: { x: 1 }, false: { x: 2 }, a: { x: 1 }, b: { x: 3 } },
  ],
  ['the last of two merges wins', `${MERGED}a:\n  <<: *m\n  <<: *z`, { m: { x: 1 }, false: { x: 2 }, a: { x: 2 } }],
  ['the first of a list of merges wins', `${MERGED}a:\n  <<: [*m, *z]`, { m: { x: 1 }, false: { x: 2 }, a: { x: 1 } }],
  ['a quoted << is a key', `${MERGED}a:\n  "<<": *m`, { m: { x: 1 }, false: { x: 2 }, a: { '<<': { x: 1 } } }],
  [
    'keys that are numbers or words',
    '1: a\n1.10: b\nyes: c\n1e3: d\n21e5: e\n0x10: f\n-0.0: g',
    { '1': 'a', '1.1': 'b', true: 'c', '1000': 'd', '2.1e+06': 'e', '16': 'f', '-0': 'g' },
  ],
  ['keys that are no numbers in JSON', '.inf: a\n-.Inf: b', { '.inf': 'a', '-.inf': 'b' }],
  ['text after the end of the document is ignored', 'a: 1\n...\n}{ &', { a: 1 }],
  ['a lone CR, NEL and LS break lines', 'a: 1\rb: 2\u0085c: 3\u2028d: 4', { a: 1, b: 2, c: 3, d: 4 }],
  [
    'LS and PS within text stay, where other line breaks become a line feed or a blank',
    "a: |\u2029  x\u2028\n  y\u2029b: >+\u2028  x\u2028  y\n  z\n\u2029c: \"x \u2028  y\n z\\\u2029 !\"\nd: x\u2029  y\ne: 'it\u2028 \u2029''s'",
    { a: 'x\u2028\ny\u2029', b: 'x\u2028y z\n\u2029', c: 'x\u2028y z!', d: 'x\u2029y', e: "it\u2028\u2029's" },
  ],
  ['brackets continue at any column', 'a:\n  b: {\n"c": [\n1 ] # d\n}\ne: f', { a: { b: { c: [1] } }, e: 'f' }],
  ['quoted text continues at any column', `a:\n  b: "c\nd"\n  e: 'f\n\n\n g'`, { a: { b: 'c d', e: 'f\n\ng' } }],
  ['a comment directly after quotes and brackets', `a: "x"#c\nb: [1]#d`, { a: 'x', b: [1] }],
  ['a question mark within brackets begins a key', '{?a: 1}', { a: 1 }],
  ['a block scalar at the end of the text gets no line feed', 'a: |\n  x', { a: 'x' }],
  ['a block scalar keeps the line feeds that it has', 'a: |+\n  x\n\nb: >\n  y\n  z\n', { a: 'x\n\n', b: 'y z\n' }],
  ['minus zero is zero', 'a: -0\nb: -0.0', { a: 0, b: 0 }],
  ['a byte order mark is no column', '\uFEFF  a: 1\n  b: 2', { a: 1, b: 2 }],
  [
    'a repeated anchor means the nearest above',
    'a: &x 1\nb: *x\nc: &x {d: &x 2}\ne: *x',
    { a: 1, b: 1, c: { d: 2 }, e: 2 },
  ],
] as const)
  test(`read as Kubernetes does: ${what}`, (t) => {
    t.deepEqual(parseSlice(text)?.value, value as never)
  })

for (const [what, text, code] of [
  ['infinity', 'a: .inf', 'scalar'],
  ['not a number', 'a: .NaN', 'scalar'],
  ['text that is tagged as null', 'a: !!null x', 'scalar'],
  ['an empty integer', 'a: !!int', 'scalar'],
  ['bad base64', 'a: !!binary hi', 'scalar'],
  ['a merge of a list by alias', `${MERGED}l: &l [*m]\na:\n  <<: *l`, 'merge'],
  ['a null key', '~: 1', 'key'],
  ['a collection as key', '? [a]\n: 1', 'key'],
  ['a key beyond int64', '18446744073709551615: 1', 'key'],
  ['a directive without a document', '%YAML 1.2\na: 1', 'yaml'],
  ['a control character', 'a: "\u0007"', 'character'],
  ['an escaped slash', 'a: "x\\/y"', 'escape'],
  ['an escaped surrogate', 'a: "\\ud83d\\ude00"', 'escape'],
  ['an anchor with a point', 'a: &a.b x', 'anchor'],
  ['an anchor with a letter beyond ASCII', 'a: &é x', 'anchor'],
  ['an anchor with a colon', 'a: &a:b x', 'anchor'],
  ['a tab as indentation', 'a:\n\tb: 1', 'yaml'],
  ['a reserved character', 'a: @x', 'yaml'],
] as const)
  test(`refused as Kubernetes does: ${what}`, (t) => {
    t.is(codeOf(text), code)
  })

for (const [what, text, read] of [
  ['a line with only a tab', 'a: 1\n\t\nb: 2', 'read as {"a":1,"b":2}'],
  ['a tab after a dash', 'a:\n- \tx', 'read as {"a":["x"]}'],
  ['a mapping beside the document marker', '--- a: 1\n', 'read as {"a":1}'],
] as const)
  test(`read although Kubernetes refuses it and reports it: ${what}`, (t) => {
    t.is(codeOf(text), read)
  })
