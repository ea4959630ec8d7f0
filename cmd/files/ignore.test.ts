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
  ['!', 'b.yaml', false, false],
]

test('rules of a .helmignore mean what they mean to Helm', (t) => {
  for (const [rules, path, isFolder, ignored] of CASES)
    t.is(readHelmIgnore(rules)(path, isFolder), ignored, JSON.stringify([rules, path, isFolder]))
})
