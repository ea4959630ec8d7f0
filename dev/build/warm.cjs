// Runs the built program on stdin and writes the V8 code cache for cmd/start.cjs.
const { writeFileSync } = require('node:fs')
const { cache, compile, run } = require('../../dist/start.cjs')

const script = compile()
process.on('exit', (code) => {
  if (code === 0) writeFileSync(cache, script.createCachedData())
})
run(script)
