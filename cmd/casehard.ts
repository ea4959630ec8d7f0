import { processIo } from './io/process-io.ts'
import { main } from './main.ts'

// The exit code is set and never forced: process.exit would cut off what a pipe has not taken yet.
main(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code
})
