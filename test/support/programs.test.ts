import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { shellWords } from './programs.ts'

test('each test that can start the executable does', async (t) => {
  const list = readFileSync('ava.executable.mjs', 'utf8')
  const tests = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'))
  const able = tests.filter((file) =>
    /\bTESTED\b.* from '\.{1,2}\/.*programs\.ts'/.test(readFileSync(join('test', file), 'utf8')),
  )
  t.true(able.length > 3)
  const absent = able.filter((file) => !list.includes(`'build/test/${file.replace(/\.ts$/, '.js')}'`))
  t.deepEqual(absent, [])
})

test('a program is one line of a shell, whatever its path', async (t) => {
  const words = ["it's", 'a b', '$HOME', '*']
  const line = shellWords({ name: 'printf', command: '/usr/bin/printf', args: ['%s\\n', ...words] })
  t.is((await execa('sh', ['-c', line])).stdout, words.join('\n'))
})

const COMPILERS: Record<string, { installed: string[]; says: RegExp }> = {
  'none is': {
    installed: [],
    says: /^casehard: one compiler for \w+-\w+ is needed, .* has installed none; Bun has one for/,
  },
  'two are': { installed: ['bun-a', 'bun-b'], says: /^casehard: one compiler .* has installed bun-a, bun-b; Bun has/ },
}

for (const [name, { installed, says }] of Object.entries(COMPILERS)) {
  test(`the executable is compiled by the one compiler that fits the machine, and not where ${name} installed`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'casehard-'))
    for (const path of ['dev/build', 'executable', 'dist']) mkdirSync(join(folder, path), { recursive: true })
    for (const file of ['package.json', 'dev/build/executable.mjs']) copyFileSync(file, join(folder, file))
    for (const compiler of installed)
      mkdirSync(join(folder, 'executable/node_modules/@oven', compiler), { recursive: true })
    const ran = await execa('node', [join(folder, 'dev/build/executable.mjs')], { reject: false })
    t.deepEqual([ran.exitCode, ran.stdout], [1, ''])
    t.regex(ran.stderr, says)
    t.false(readdirSync(join(folder, 'executable')).some((file) => file.startsWith('.compile')))
    rmSync(folder, { recursive: true })
  })
}
