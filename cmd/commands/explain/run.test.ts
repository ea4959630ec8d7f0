import test from 'ava'
import { CONTROLS } from '../../../src/controls/index.ts'
import { GENERATORS, RULES } from '../../../src/generate/index.ts'
import { run } from '../../testing.ts'

test('explain lists all controls', async (t) => {
  const { code, stdout } = await run(['explain'])
  t.is(code, 0)
  t.is(stdout.trimEnd().split('\n').length, RULES.length)
  for (const { id, title } of RULES) t.true(stdout.includes(id) && stdout.includes(title), id)
})

test('explain prints every control from its own fields', async (t) => {
  for (const { id, title, references, fields } of CONTROLS) {
    const { code, stdout } = await run(['explain', id])
    t.is(code, 0)
    t.true(stdout.startsWith(`${id}: `), id)
    t.true(stdout.replaceAll('\n', ' ').includes(title), id)
    for (const word of [...references.map(({ url }) => url), ...fields]) t.true(stdout.includes(word), `${id} ${word}`)
  }
})

test('explain prints what a generator adds, and that it is off unless asked for', async (t) => {
  for (const { id, adds, breaks } of GENERATORS) {
    const { code, stdout } = await run(['explain', id])
    t.is(code, 0)
    const words = stdout.replaceAll(/\s+/g, ' ')
    for (const word of [adds, breaks, 'off unless enabled by --generate or the configuration'])
      t.true(words.includes(word), word)
  }
})

test('explain --format json prints the same as JSON', async (t) => {
  const all = JSON.parse((await run(['explain', '--format', 'json'])).stdout)
  t.deepEqual(
    all.map(({ id }: { id: string }) => id),
    RULES.map(({ id }) => id),
  )
  const one = JSON.parse((await run(['explain', 'no-privileged'], { env: { CASEHARD_FORMAT: 'json' } })).stdout)
  t.is(one.id, 'no-privileged')
})

test('explain suggests the closest control, and takes only one', async (t) => {
  const result = await run(['explain', 'no-priviledged'])
  t.is(result.code, 2)
  t.regex(result.stderr, /unknown control "no-priviledged"; did you mean "no-privileged"\?/)
  t.is((await run(['explain', 'no-privileged', 'no-host-ports'])).code, 2)
})
