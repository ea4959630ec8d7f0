// Runs the built program on stdin, as a user would, and keeps what V8 compiled on the way for cmd/start.cjs.
const { writeFileSync } = require('node:fs')
const { cache, compile, run } = require('../../dist/start.cjs')

const script = compile()
process.on('exit', (code) => {
  if (code === 0) writeFileSync(cache, script.createCachedData())
})
run(script)
