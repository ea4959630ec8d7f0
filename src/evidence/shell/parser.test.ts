import test from 'ava'
import { parseShell } from './parser.ts'

const parsed = (text: string) =>
  parseShell(text).map(({ words, outputs }) => [...words, ...outputs.map((path) => `>${path}`)])

test('commands end at newlines and operators, and keywords are not programs', (t) => {
  t.deepEqual(parsed('a b; c&&d || e | f & (g)\nif ! h; then exec i "j k"; fi'), [
    ['a', 'b'],
    ['c'],
    ['d'],
    ['e'],
    ['f'],
    ['g'],
    ['h'],
    ['i', 'j k'],
    ['fi'],
  ])
})

test('quotes, escapes, comments and continued lines are parsed as by a shell', (t) => {
  t.deepEqual(parsed('echo \'a;b\' "c > d" e\\ f # > g\necho x#y \\\n z ""'), [
    ['echo', 'a;b', 'c > d', 'e f'],
    ['echo', 'x#y', 'z', ''],
  ])
})

test('outputs are the files that are written, not those that are read', (t) => {
  t.deepEqual(parsed('a > /x >>/y 2>/z 2>&1 < /in >&2 &>/w; b >| "/v" <<< text; c 2>/dev/null >&-'), [
    ['a', '>/x', '>/y', '>/z'],
    ['>/w'],
    ['b', '>/v'],
    ['c', '>/dev/null'],
  ])
})

test('arrows and comparisons are not redirections', (t) => {
  t.deepEqual(parsed('a -> /b => /c >= /d $((1 > 2))'), [['a', '->', '/b', '=>', '/c', '>=', '/d', '$((1 > 2))']])
})

test('commands in a substitution are commands too, and variables are kept', (t) => {
  t.deepEqual(parsed(`a "$(b > /c)" $D/$${'{E:-x y}'} \`f\` $(G)`), [
    ['b', '>/c'],
    ['f'],
    ['a', '$(b > /c)', `$D/$${'{E:-x y}'}`, '`f`', '$(G)'],
  ])
})

test('here documents are not commands', (t) => {
  t.deepEqual(parsed('cat <<EOF > /etc/x\nmkdir /y\nEOF\ntouch /z; cat <<-"END"\nrm /w\n\tEND\n'), [
    ['cat', '>/etc/x'],
    ['touch', '/z'],
    ['cat'],
  ])
})

test('text that is cut off ends the open quote', (t) => {
  for (const text of ["a 'b", 'a "b', 'a $(b', 'a `b', 'a ${b', 'a <<E\nb', 'a >', 'a \\', '<', '$', '<<', ''])
    t.true(parsed(text).length <= 2, text)
})

test('substitutions in any number of levels are read, and what is below 500 levels is text', (t) => {
  const nested = (levels: number): string => `${'a $('.repeat(levels)}b c${')'.repeat(levels)}`
  t.deepEqual(parsed(nested(2)), [
    ['b', 'c'],
    ['a', '$(b c)'],
    ['a', '$(a $(b c))'],
  ])
  t.deepEqual(parsed(nested(500)).slice(0, 2), [
    ['b', 'c'],
    ['a', '$(b c)'],
  ])
  t.is(parsed(nested(500)).length, 501)
  t.deepEqual(parsed(nested(501)).at(0), ['a', '$(b c)'])
  for (const open of ['$(', '"$(', '`$(', '$({', '(', '${', '$((']) {
    t.notThrows(() => parsed(open.repeat(100_000)), open)
    t.notThrows(() => parsed(open.repeat(100_000) + ')'.repeat(100_000)), open)
  }
})

test('a substitution may have any number of commands and keywords', (t) => {
  t.is(parsed(`$(${'a;'.repeat(200_000)})`).length, 200_001)
  t.deepEqual(parsed(`${'! '.repeat(200_000)}a`), [['a']])
})
