#!/usr/bin/env node
// The package's bin. The program is casehard.cjs, which runs alone as well; this file only gives V8 the compiled form of
// it that the build left beside it, since compiling takes longer than hardening a chart.
'use strict'
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const program = join(__dirname, 'casehard.cjs')

/** The parser of arguments is as large as what a bare run needs, which therefore has a cache of its own. */
const part = process.argv.length > 2 ? '-arguments' : ''

/** V8 checks the version itself; the name spares other versions the reading, and other processors the risk. */
const cache = join(__dirname, `casehard-${process.version}-${process.arch}${part}.cache`)

const readCache = () => {
  try {
    return readFileSync(cache)
  } catch {
    return undefined
  }
}

/** Compiles the program as a function of a module's usual names; V8 ignores a cache that does not fit. */
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

if (require.main === module) {
  const cachedData = readCache()
  if (cachedData === undefined) require(program)
  else run(compile(cachedData))
}
