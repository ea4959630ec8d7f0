import { EXIT_BUG } from './cli/failure.ts'
import { processIo } from './io/process-io.ts'
import { main } from './main.ts'

/** Ends the process with one line. Node would print a stack trace and exit with 1, the code for findings. */
const fail = (error: unknown): void => {
  const { message } = error instanceof Error ? error : new Error(String(error))
  processIo().stderr.write(`casehard: a bug: ${message.split('\n', 1).join('')}; please report it with this text\n`)
  process.exit(EXIT_BUG)
}

process.on('uncaughtException', fail)

// process.exit would truncate output that a pipe has not accepted yet.
main(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code
}, fail)
