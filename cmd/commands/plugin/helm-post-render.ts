import { printable } from '../../../src/lib/printable.ts'
import { EXIT_WRITTEN } from '../../cli/failure.ts'
import type { Io } from '../../io/io.ts'
import { print } from '../../run/output.ts'

/** Characters that go-yaml refuses, or because of which it prints the text as one quoted line. */
const UNPRINTABLE = /[\u{10000}-\u{10ffff}\ufffe\uffff]/gu

const visible = (text: string): string =>
  printable(text).replace(UNPRINTABLE, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`)

/**
 * Formats a text as a YAML document with one block scalar, which Helm prints line by line. Unprintable characters are
 * escaped, e.g. `\u{1b}`; trailing spaces, and empty lines around the text, are removed.
 */
export const scalarDocument = (text: string): string => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.split('\t').map(visible).join('\t').trimEnd())
  const first = lines.findIndex((line) => line !== '')
  const last = lines.findLastIndex((line) => line !== '')
  // The 2 preserves leading spaces in the first line.
  return `|2-\n${lines
    .slice(Math.max(0, first), last + 1)
    .map((line) => (line === '' ? '\n' : `  ${line}\n`))
    .join('')}`
}

/**
 * Runs casehard for Helm 4, which discards a plugin's stderr, but prints a document that is not a mapping and fails. If the
 * run fails, its stderr is printed to stdout as such a document, and the exit code is 0.
 * @param run a run that returns its exit code; its output is buffered
 * @throws Failure if stdout cannot be written
 */
export const answerHelm = async (io: Io, run: (io: Io) => Promise<number>): Promise<number> => {
  let manifests = ''
  let messages = ''
  const code = await run({
    ...io,
    stdout: {
      isTTY: false,
      write: async (text) => {
        manifests += text
      },
    },
    stderr: {
      isTTY: false,
      write: (text) => {
        messages += text
        io.stderr.write(text)
      },
    },
  })
  await print(io, code === EXIT_WRITTEN ? manifests : scalarDocument(messages))
  return EXIT_WRITTEN
}
