import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import test from 'ava'
import { build } from 'esbuild'

interface Chunk {
  path: string
  text: string
}

const { joinChunks } = (await import(pathToFileURL(resolve('dev/build/join-chunks.mjs')).href)) as {
  joinChunks(files: readonly Chunk[], entry: string): string
}

/** Bundles modules as the program is bundled, the entry being `main`. */
const bundle = async (modules: Readonly<Record<string, string>>): Promise<Chunk[]> => {
  const { outputFiles } = await build({
    entryPoints: ['main'],
    outdir: '/out',
    bundle: true,
    splitting: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    plugins: [
      {
        name: 'modules',
        setup: ({ onLoad, onResolve }) => {
          onResolve({ filter: /^[^:]*$/ }, ({ path }) => ({ path: path.replace('./', ''), namespace: 'test' }))
          onLoad({ filter: /.*/, namespace: 'test' }, ({ path }) => ({ contents: modules[path] ?? '' }))
        },
      },
    ],
  })
  return outputFiles
}

/** Runs a program that calls `say`, and gives what it said once all of it has run. */
const run = async (program: string): Promise<unknown[]> => {
  const said: unknown[] = []
  const context = { say: (word: unknown) => said.push(word), require: createRequire(import.meta.url), Promise }
  vm.runInNewContext(program, context)
  await new Promise((done) => setTimeout(done))
  return said
}

test('each module runs once, in the order of the imports, and the late ones when they are wanted', async (t) => {
  const files = await bundle({
    main: `
      import { one, count } from './shared'
      import './effect'
      say('main ' + one)
      count.n++
      import('./late').then(({ default: late, again }) => { say(late + ' ' + again()) })
      say('asked')`,
    shared: `say('shared'); export const one = 1; export const count = { n: 0 }`,
    effect: `say('effect')`,
    late: `
      import { one, count } from './shared'
      import { helper as again } from './helper'
      say('late')
      export default 'late ' + one + count.n
      export { again }`,
    helper: `import('./later').then(({ later }) => say(later)); export const helper = () => 'helped'`,
    later: `import { helper } from './helper'; export const later = 'later ' + helper()`,
  })
  t.true(files.length > 3)
  const said = ['shared', 'effect', 'main 1', 'asked', 'late', 'late 11 helped', 'later helped']
  t.deepEqual((await run(joinChunks(files, 'main.js'))).sort(), said.sort())
})

test('what comes with Node is asked for in every way that a module can', async (t) => {
  const files = await bundle({
    main: `
      import path, { basename as base, dirname } from 'node:path'
      import * as all from 'node:url'
      import 'node:events'
      say([path.sep, base('/a/b'), dirname('/a/b'), typeof all.pathToFileURL].join(' '))
      import('node:os').then(({ EOL }) => say(EOL.length > 0))`,
  })
  t.deepEqual(await run(joinChunks(files, 'main.js')), ['/ b /a function', true])
})

test('a program stays strict, as modules are', async (t) => {
  const files = await bundle({ main: `say((function () { return this })() === undefined)` })
  t.deepEqual(await run(joinChunks(files, 'main.js')), [true])
})

test('a chunk that is not there, or is not understood, stops the build', (t) => {
  const chunk = (text: string): Chunk[] => [{ path: '/out/main.js', text }]
  t.throws(() => joinChunks(chunk('import{a}from"./gone.js";'), 'main.js'), { message: /no chunk \.\/gone\.js/ })
  t.throws(() => joinChunks(chunk('import{a}from"./main.js"with{};'), 'main.js'), { message: /main\.js .*understood/ })
  t.throws(() => joinChunks(chunk('export default 1;'), 'main.js'), { message: /main\.js .*understood/ })
  t.throws(() => joinChunks(chunk("say(';import{a}from 1')"), 'main.js'), { message: /main\.js .*understood/ })
  t.throws(() => joinChunks(chunk(''), 'other.js'), { message: /no chunk \.\/other\.js/ })
})
