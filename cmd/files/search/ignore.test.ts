import test from 'ava'
import { readHelmIgnore } from './ignore.ts'

/** Rules, a path, whether it is a folder, and whether Helm leaves it out. */
const CASES: [rules: string, path: string, isFolder: boolean, ignored: boolean][] = [
  ['*.yaml', 'a/b.yaml', false, true],
  ['*.yaml', 'a.yml', false, false],
  ['a/*.yaml', 'a/b.yaml', false, true],
  ['a/*.yaml', 'x/a/b.yaml', false, false],
  ['/b.yaml', 'b.yaml', false, true],
  ['/b.yaml', 'a/b.yaml', false, false],
  ['b/', 'a/b', true, true],
  ['b/', 'a/b', false, false],
  ['b?.yaml', 'b1.yaml', false, true],
  ['[ab].yaml', 'b.yaml', false, true],
  ['[^ab].yaml', 'b.yaml', false, false],
  ['[^ab].yaml', 'c.yaml', false, true],
  ['\\*.yaml', 'b.yaml', false, false],
  ['\\*.yaml', '*.yaml', false, true],
  ['a.b', 'axb', false, false],
  ['# *.yaml', 'b.yaml', false, false],
  ['  b.yaml  ', 'b.yaml', false, true],
  ['b.yaml\r\nc.yaml\r\n', 'c.yaml', false, true],
  ['!b.yaml', 'b.yaml', false, false],
  ['!b.yaml', 'c.yaml', false, true],
  ['*.yaml\n!b.yaml', 'b.yaml', false, true],
  ['!b/', 'b', false, true],
  ['**/b.yaml', 'a/b.yaml', false, false],
  ['[', '[', false, false],
  ['b].yaml', 'b].yaml', false, true],
  ['[z-a].yaml', 'b.yaml', false, false],
  ['[a-c]?.yaml', 'b1.yaml', false, true],
  ['a*', 'ab/c', false, false],
  ['/a*', 'ab/c', false, false],
  ['a/*b*/c', 'a/xbx/c', false, true],
  ['a/*b*/c', 'a/xb/x/c', false, false],
  ['*a*b', 'aab', false, true],
  ['*a*b', 'aba', false, false],
  ['?.yaml', '\u{1f600}.yaml', false, true],
  ['!', 'b.yaml', false, false],
]

test('rules of a .helmignore mean what they mean to Helm', (t) => {
  for (const [rules, path, isFolder, ignored] of CASES)
    t.is(readHelmIgnore(rules)(path, isFolder), ignored, JSON.stringify([rules, path, isFolder]))
})

test('many stars match in a time that grows with the length of the pattern only', (t) => {
  const name = 'a'.repeat(200)
  const rule = `${'*a'.repeat(60)}*b`
  t.false(readHelmIgnore(rule)(name, false))
  t.true(readHelmIgnore(rule)(`${name}b`, false))
  t.false(readHelmIgnore(`x/${rule}`)(`x/${name}/b`, false))
})
