import test from 'ava'
import { readTruths } from './truth.ts'

const HEADER = 'workload\tuser\tread-only root\ttoken\tmemory'

const rootOf = (cell: string) => readTruths(`${HEADER}\nx\tn\t${cell}\t-\t-\n`)[0]?.readOnlyRoot

test('each column of the truth has its meaning, and a question mark none', (t) => {
  t.deepEqual(readTruths(`${HEADER}\nweb\tN\t-\tT\tM\nown\t?\t?\t?\t?\n`), [
    { workload: 'web', user: 'N', readOnlyRoot: 'works', token: true, memory: true },
    { workload: 'own', user: '?', readOnlyRoot: '?', token: undefined, memory: undefined },
  ])
})

test('a name without a slash lies beside the path before it, and remarks are no part of a path', (t) => {
  t.deepEqual(rootOf('B:/srv/app/data,conf'), { needs: ['/srv/app/data', '/srv/app/conf'] })
  t.deepEqual(rootOf('B:/srv/a(VOLUME),/srv/b?'), { needs: ['/srv/a', '/srv/b'], volumes: ['/srv/a'] })
  t.deepEqual(rootOf('B:/srv/data-ok,/etc'), { needs: ['/etc'] })
  t.deepEqual(rootOf('B:/srv/data,ok'), { needs: ['/srv/data'] })
})

test('what is no path leaves the needed paths unknown', (t) => {
  t.deepEqual(rootOf('B'), { needs: undefined })
  t.deepEqual(rootOf('B:setcap'), { needs: undefined })
})

test('an unknown value or another column is an error with its line', (t) => {
  t.throws(() => readTruths('workload\tuser\n'), { message: /^truth\.tsv:1: other columns/ })
  t.throws(() => readTruths(`${HEADER}\na\tn\t-\t-\t-\nb\tx\t-\t-\t-\n`), {
    message: /^truth\.tsv:3: unknown value: b/,
  })
})
