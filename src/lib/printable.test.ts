import test from 'ava'
import fc from 'fast-check'
import { escapeCommands, printable, printableLines } from './printable.ts'

test('characters that act on a terminal are escaped', (t) => {
  t.is(printable('a\u001b[31mb\r\n\t'), 'a\\u{1b}[31mb\\u{d}\\u{a}\\u{9}')
  t.is(printable('\u009b2J\u007f'), '\\u{9b}2J\\u{7f}')
  t.is(printable('\u202egnp.exe\u2066'), '\\u{202e}gnp.exe\\u{2066}')
  t.is(printable('a\u2028b\ud800\u{e0041}'), 'a\\u{2028}b\\u{d800}\\u{e0041}')
})

test('commands of CI systems are broken where they act', (t) => {
  t.is(printable('a ##vso[task.complete]'), 'a \\u{23}#vso[task.complete]')
  t.is(printable('###[x] ##TeamCity[y]'), '#\\u{23}#[x] \\u{23}#TeamCity[y]')
  t.is(
    printableLines('  ::error::x\na::b\n\u00a0::x\n##[x]\n'),
    '  \\u{3a}:error::x\na::b\n\u00a0\\u{3a}:x\n\\u{23}#[x]\n',
  )
  t.is(JSON.parse(escapeCommands('"##vso[x]"')), '##vso[x]')
  for (const text of ['## [x]', '# [x]', '##', 'a::b', 'C::D ##', '## vso['])
    t.is(printableLines(printable(text)), text)
})

test('visible characters are kept', (t) => {
  const text = 'Deployment démo/wéb-1 "日本" 🚀 ~!@#$%^&*()\\'
  t.is(printable(text), text)
})

test('no control character is left', (t) => {
  const risky = fc.oneof(
    fc.integer({ min: 0, max: 0x9f }),
    fc.integer({ min: 0x2000, max: 0x206f }),
    fc.integer({ min: 0, max: 0xffff }),
  )
  const texts = fc.array(risky, { maxLength: 40 }).map((codes) => String.fromCharCode(...codes))
  const isSafe = (code: number): boolean =>
    code >= 0x20 &&
    !(code >= 0x7f && code <= 0x9f) &&
    !(code >= 0x202a && code <= 0x202e) &&
    !(code >= 0x2066 && code <= 0x2069)
  fc.assert(
    fc.property(texts, (text) => [...printable(text)].every((char) => isSafe(char.codePointAt(0) as number))),
    { numRuns: 2000 },
  )
  t.pass()
})
