import { existsSync } from 'node:fs'
import test from 'ava'
import { firstQuartile, time, watch, withoutSlowing } from './measure.ts'

const job = (...args: string[]) => ({
  command: process.execPath,
  args,
  input: '/dev/null',
  output: '/dev/null',
  env: process.env,
})

test('a run has its exit code, its wall clock time and the CPU time of the process, in milliseconds', (t) => {
  const busy = time(job('-e', 'const end = Date.now() + 200; while (Date.now() < end); process.exit(3)'))
  t.is(busy.code, 3)
  t.true(busy.wall >= 200 && busy.cpu > 100, JSON.stringify(busy))
  const idle = time(job('-e', 'setTimeout(() => {}, 400)'))
  t.true(idle.wall >= 400 && idle.cpu < idle.wall, JSON.stringify(idle))
})

test('the first quartile is one of the values', (t) => {
  t.is(firstQuartile([5]), 5)
  t.is(firstQuartile([9, 1, 5, 3, 7]), 3)
})

test('what slows a start of Node.js down is not in the environment', (t) => {
  t.deepEqual(withoutSlowing({ NODE_EXTRA_CA_CERTS: 'a', NODE_OPTIONS: 'b', PATH: 'c' }), { PATH: 'c' })
})

const testHere = existsSync('/proc/self/stat') ? test : test.skip

testHere('a process that is watched has its memory, its CPU time and its exit code', async (t) => {
  const busy =
    'const end = Date.now() + 400; const kept = Buffer.alloc(1e8, 1); while (Date.now() < end); process.exit(3)'
  const { usage, code } = await watch(job('-e', busy), 5)
  t.is(code, 3)
  t.true((usage?.peak ?? 0) > 1e8 && (usage?.peak ?? 0) < 5e8, JSON.stringify(usage))
  t.true((usage?.cpu ?? 0) > 100 && (usage?.cpu ?? 0) < 5000, JSON.stringify(usage))
})
