import test from 'ava'
import { type ConfigFile, readConfigFile } from './config-file.ts'

const read = (text: string): ConfigFile => {
  const settings = readConfigFile(text)
  if ('error' in settings) throw new Error(settings.error.message)
  return settings
}

test('values are those of YAML 1.2, so `off` and dates are strings', (t) => {
  t.deepEqual(read('a: off\nb: 2027-01-31\nc: 1:20\nd: yes\ne: 7\nf: true\ng:\n').value, {
    a: 'off',
    b: '2027-01-31',
    c: '1:20',
    d: 'yes',
    e: 7,
    f: true,
    g: null,
  })
})

test('positions point to the value or its key, also in lists, in flow style and with escapes', (t) => {
  const { positionOf } = read('a:\n  - {b: 1, c/d: 2}\n  - x\ne:\n')
  t.deepEqual(positionOf('/a/0/b'), { line: 2, column: 9 })
  t.deepEqual(positionOf('/a/0/c~1d', true), { line: 2, column: 12 })
  t.deepEqual(positionOf('/a/1'), { line: 3, column: 5 })
  t.deepEqual(positionOf('/e'), { line: 4, column: 1 })
  t.deepEqual(positionOf('/a/7/z'), { line: 2, column: 3 })
  t.deepEqual(positionOf(''), { line: 1, column: 1 })
})

test('positions follow aliases to the text of the value', (t) => {
  const { value, positionOf } = read('a: &x\n  b: 1\nc: *x\n')
  t.deepEqual(value, { a: { b: 1 }, c: { b: 1 } })
  t.deepEqual(positionOf('/c/b'), { line: 2, column: 6 })
})

test('a byte order mark and CRLF do not move positions', (t) => {
  const { positionOf } = read('\uFEFFa: 1\r\nb: 2\r\n')
  t.deepEqual(positionOf('/a'), { line: 1, column: 4 })
  t.deepEqual(positionOf('/b'), { line: 2, column: 4 })
})

test('keys that objects inherit are ordinary keys', (t) => {
  const { value } = read('__proto__: 1\nconstructor: 2\n')
  t.deepEqual(Object.entries(value as object), [
    ['__proto__', 1],
    ['constructor', 2],
  ])
})

const broken: Record<string, [string, number, number, RegExp]> = {
  'a repeated key': ['a: 1\nb: 2\na: 3\n', 3, 1, /^the key a is repeated; keep one/],
  'two documents': ['a: 1\n---\nb: 2\n', 2, 1, /second document/],
  'an unknown alias': ['a: *x\n', 1, 4, /alias/],
  'an unknown tag': ['a: !x 1\n', 1, 4, /tag/],
  'broken YAML': ['a: [1\nb: 2\n', 2, 1, /flow/],
}
for (const [title, [text, line, column, message]] of Object.entries(broken)) {
  test(`${title} is an error with its place`, (t) => {
    const settings = readConfigFile(text)
    t.true('error' in settings)
    if (!('error' in settings)) return
    t.is(settings.error.line, line)
    t.is(settings.error.column, column)
    t.regex(settings.error.message, message)
  })
}

test('aliases of exponential size are refused', (t) => {
  const levels = [...'bcdefgh'].map(
    (name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(', ')}]\n`,
  )
  t.true('error' in readConfigFile(`a: &a [1, 2]\n${levels.join('')}`))
})
