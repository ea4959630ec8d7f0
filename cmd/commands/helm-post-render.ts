import { printable } from '../../src/lib/printable.ts'
import { EXIT_WRITTEN } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { print } from '../run/output.ts'

/** One such character, and go-yaml, by which Helm reads and shows the text, refuses it or shows it as one quoted line. */
const FOREIGN = /[\u{10000}-\u{10ffff}\ufffe\uffff]/gu

const visible = (text: string): string =>
  printable(text).replace(FOREIGN, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`)

/**
 * Any text as one YAML document that is a block scalar, which Helm shows line by line as it stands. What is not
 * printable is written as `\u{1b}`; blanks at the ends of lines and empty lines around the text are left out.
 */
export const scalarDocument = (text: string): string => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.split('\t').map(visible).join('\t').trimEnd())
  const first = lines.findIndex((line) => line !== '')
  const last = lines.findLastIndex((line) => line !== '')
  // The 2 keeps the blanks that the first line may begin with.
  return `|2-\n${lines
    .slice(Math.max(0, first), last + 1)
    .map((line) => (line === '' ? '\n' : `  ${line}\n`))
    .join('')}`
}

/**
 * Runs casehard for Helm 4, which throws a plugin's stderr away, but shows a document that is no mapping and fails over
 * it: where the run fails, such a document with all that was said on stderr is the whole output, and the exit code is 0.
 * @param run the run, which gives its exit code; its output is held back until it has ended
 * @throws a failure where the real stdout can not be written, which Helm can not be told of
 */
export const answerHelm = async (io: Io, run: (io: Io) => Promise<number>): Promise<number> => {
  let manifests = ''
  let said = ''
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
        said += text
        io.stderr.write(text)
      },
    },
  })
  await print(io, code === EXIT_WRITTEN ? manifests : scalarDocument(said))
  return EXIT_WRITTEN
}
