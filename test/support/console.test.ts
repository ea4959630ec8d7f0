import test from 'ava'
import { formatSessions, readSessions, refreshShown, showsOutput } from './console.ts'

const BLOCK = '$ one \\\n    --more\na\nb\n$ two\nc\n'

test('a block is read as commands with their outputs, and written as it was', (t) => {
  const sessions = readSessions(BLOCK)
  t.deepEqual(sessions, [
    { command: 'one \\\n    --more', shown: ['a', 'b'] },
    { command: 'two', shown: ['c'] },
  ])
  t.is(formatSessions(sessions), BLOCK)
})

test('a block that does not start with a command is refused', (t) => {
  t.throws(() => readSessions('a\n$ one\n'), { message: /starts with "\$ COMMAND", not with: a/ })
})

const OUTPUT = ['a', 'b', 'c', 'd', 'e']

for (const { shown, name } of [
  { shown: OUTPUT, name: 'the whole output' },
  { shown: ['a', 'b', '...'], name: 'its beginning' },
  { shown: ['...', 'd', 'e'], name: 'its end' },
  { shown: ['a', '...', 'c', '...', 'e'], name: 'parts of it' },
  { shown: ['...', 'b', 'c', '...'], name: 'a part in the middle' },
])
  test(`a page may show ${name}`, (t) => {
    t.true(showsOutput(shown, OUTPUT))
    t.deepEqual(refreshShown(shown, OUTPUT), shown)
  })

for (const { shown, name } of [
  { shown: ['a', 'b'], name: 'the beginning without saying so' },
  { shown: ['a', 'b', 'x', 'd', 'e'], name: 'another line' },
  { shown: [...OUTPUT, '...'], name: 'an omission that omits nothing' },
  { shown: ['a', '...', 'b', 'c', 'd', 'e'], name: 'an omission between neighbours' },
  { shown: ['b', '...'], name: 'a part that is not the start as the start' },
  { shown: ['...', 'd'], name: 'a part that is not the end as the end' },
  { shown: ['...', 'd', '...', 'b', '...'], name: 'parts in another order' },
  { shown: [], name: 'nothing' },
])
  test(`a page may not show ${name}`, (t) => {
    t.false(showsOutput(shown, OUTPUT))
  })

test('another output is shown to the same extent', (t) => {
  t.deepEqual(refreshShown(['a', 'b'], ['x']), ['x'])
  t.deepEqual(refreshShown(['a', '...'], ['x', 'y', 'z']), ['x', '...'])
  t.deepEqual(refreshShown(['a', '...', 'c', 'd', '...', 'gone', '...', 'e'], ['x', 'c', 'y', 'z']), [
    'x',
    '...',
    'c',
    'y',
    '...',
    'z',
  ])
})
