import { processIo } from './io/process-io.ts'
import { main } from './main.ts'

// process.exit would truncate output that a pipe has not accepted yet.
main(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code
})
