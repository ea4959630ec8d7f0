#!/usr/bin/env node
// The package's bin. It runs casehard.cjs with the V8 code cache that the build wrote: compiling the program takes longer
// than hardening a chart. casehard.cjs also runs on its own.
'use strict'
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const program = join(__dirname, 'casehard.cjs')

/** Runs without arguments have their own, smaller cache: the argument parser is as large as all the code that they need. */
const part = process.argv.length > 2 ? '-arguments' : ''

/** V8 rejects the cache of another version; with the version and processor in the name, it does not read it at all. */
const cache = join(__dirname, `casehard-${process.version}-${process.arch}${part}.cache`)

const readCache = () => {
  try {
    return readFileSync(cache)
  } catch {
    return undefined
  }
}

/** Compiles the program as a CommonJS module; V8 ignores a cache that does not match. */
const compile = (cachedData) => {
  const text = readFileSync(program, 'utf8').replace('#!', '//')
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${text}\n})`
  return new Script(wrapped, { filename: program, cachedData })
}

const run = (script) => {
  const fresh = { exports: {} }
  script.runInThisContext().call(fresh.exports, fresh.exports, require, fresh, program, __dirname)
}

module.exports = { cache, compile, run }

/** Runs the program. An installation that is not complete ends with one line and the exit code of a bug. */
const start = () => {
  const cachedData = readCache()
  try {
    if (cachedData === undefined) require(program)
    else run(compile(cachedData))
  } catch (error) {
    const [line] = String(error.message).split('\n')
    process.stderr.write(`casehard: the program cannot be loaded (${line}); install it again\n`)
    process.exitCode = 4
  }
}

if (require.main === module) start()
