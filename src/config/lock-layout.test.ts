import test from 'ava'
import fc from 'fast-check'
import { formatLock } from '../../cmd/images/lock-file.ts'
import type { Json, LockedImage } from '../model.ts'
import { readConfigFile } from '../yaml/config-file.ts'
import { readLayout } from './lock-layout.ts'

/** Reads lines as a file; undefined if they cannot be read, which is no value of a file. */
const read = (text: string): Json | undefined => readLayout(text.split('\n'), 0)

const readAsFile = (text: string): Json | undefined => {
  const found = readConfigFile(text)
  return 'error' in found ? undefined : found.value
}

const word = fc.oneof(
  fc.constantFrom('true', 'null', 'NO', '~', '', '80/tcp', '2026-11-30', '1.5', '0x1f', '-g', 'a: b', 'a #b', '"', "'"),
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^[\w./:@-]{1,12}$/),
)

const image: fc.Arbitrary<LockedImage> = fc.record({
  image: word,
  digest: word,
  platform: word,
  found: word,
  config: fc.record({ command: fc.array(word, { minLength: 1 }), user: word }, { requiredKeys: [] }),
  files: fc.record({
    shell: fc.boolean(),
    accounts: fc.array(fc.record({ name: word, uid: fc.nat(), gid: fc.nat() }), { minLength: 1 }),
    writable: fc.array(fc.record({ user: fc.nat(), paths: fc.array(word, { minLength: 1 }) }), { minLength: 1 }),
  }),
})

test('every lock file that casehard writes is read, and has the value that YAML gives it', (t) => {
  const assertRead = (images: LockedImage[]): void => {
    const lock = { apiVersion: 'casehard.dev/v1', kind: 'ImageLock', images } as const
    const text = formatLock(lock).trimEnd()
    t.deepEqual(read(text) as unknown, lock)
    t.deepEqual(readAsFile(text) as unknown, lock)
  }
  fc.assert(fc.property(fc.array(image, { minLength: 1, maxLength: 3 }), assertRead))
})

const odd = fc.constantFrom(
  ...[
    '',
    '\n',
    ' ',
    '  ',
    '-',
    '- ',
    '\n  - ',
    '\n    a: ',
    '? ',
    ': ',
    ':',
    '"',
    "'",
    '<<: ',
    '&x ',
    '*x',
    '!t ',
    '#',
    ' # ',
  ],
  ...['|', '>', '[a]', '{}', '\\', '\t', '\r\n', '__proto__', '~', '0', '1e3', '.5', '...', '---', '\u2028', '\u0001'],
)

test('what is read of a file that somebody edited is what YAML says', (t) => {
  let known = 0
  const assertSame = (one: LockedImage, at: number, removed: number, added: string): void => {
    const text = formatLock({ apiVersion: 'casehard.dev/v1', kind: 'ImageLock', images: [one] }).trimEnd()
    const place = at % text.length
    const edited = text.slice(0, place) + added + text.slice(place + removed)
    const value = read(edited)
    if (value === undefined) return
    known++
    t.deepEqual(value, readAsFile(edited), edited)
  }
  fc.assert(fc.property(image, fc.nat(), fc.nat({ max: 3 }), odd, assertSame), { numRuns: 2000 })
  t.true(known > 200, String(known))
})

test('a key cannot change the prototype of an entry', (t) => {
  t.is(read('__proto__:\n  user: a\nimage: b'), undefined)
})

test('lines that are indented deeper than any entry are left to others', (t) => {
  const text = Array.from({ length: 5000 }, (_, i) => `${'  '.repeat(i)}a:`).join('\n')
  t.is(read(`${text} b`), undefined)
})
