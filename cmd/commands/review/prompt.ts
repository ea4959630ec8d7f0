import { isCancel, SelectKeyPrompt, settings, TextPrompt } from '@clack/core'
import { printable, printableLines } from '../../../src/lib/printable.ts'
import { wrap } from '../../../src/report/format.ts'
import { EXIT_SIGNALLED, Failure } from '../../cli/failure.ts'
import type { Terminal } from '../../io/io.ts'

/** A key, and what it does, in a word or two. */
export interface Choice {
  key: string
  does: string
}

/** Asks the user on a terminal. All methods throw an interruption if the user presses Ctrl-C, or the terminal is closed. */
export interface Prompter {
  print(text: string): void
  /** Prints a sentence, wrapped to the width of the terminal; control characters in it are escaped. */
  say(text: string): void
  /** Waits for one of the keys, and returns it. */
  askKey(question: string, choices: readonly Choice[]): Promise<string>
  /**
   * Reads a line.
   * @param check returns what is wrong with a line
   */
  askText(question: string, check: (line: string) => string | undefined): Promise<string>
}

/** Where a prompt reads and writes, and what ends it. */
type Streams = Pick<Terminal, 'input' | 'output'> & { signal: AbortSignal }

/** Texts are wrapped as if the terminal had at least this width. */
const LEAST_COLUMNS = 20

const SHOW_CURSOR = '\u001b[?25h'
const SIGINT = 2

/** The failure of a review that was interrupted: the exit code is that of SIGINT in shells. */
const interruption = (): Failure => {
  const message = 'review: interrupted; no decision is written'
  return new Failure(EXIT_SIGNALLED + SIGINT, `casehard: ${message}`, { code: 'interrupted', message })
}

/** Lays out keys as `a accept, s skip`. */
const formatChoices = (choices: readonly Choice[]): string =>
  choices.map(({ key, does }) => `${key} ${does}`).join(', ')

/** A prompt that only its keys answer: Enter does not. */
class KeyPrompt extends SelectKeyPrompt<{ value: string }> {
  protected override _shouldSubmit(): boolean {
    return false
  }
}

/** Creates the prompts of a terminal: plain lines, which stay on the screen with the answer. */
export const createPrompter = ({ input, output, columns }: Terminal): Prompter => {
  // Only Ctrl-C and Ctrl-D end a review: Escape is also the start of what an arrow key sends.
  settings.aliases.delete('escape')
  settings.aliases.set('\u0004', 'cancel')
  const answer = async (create: (streams: Streams) => { prompt(): Promise<unknown> }): Promise<string> => {
    const closed = new AbortController()
    const end = () => closed.abort()
    if (input.readableEnded) end()
    input.once('end', end)
    const answered = create({ input, output, signal: closed.signal }).prompt()
    // The library hides the cursor, which a screen reader follows.
    output.write(SHOW_CURSOR)
    const value = await answered
    input.off('end', end)
    if (isCancel(value)) throw interruption()
    return String(value)
  }
  return {
    print: (text) => output.write(text),
    say: (text) => {
      const lines = wrap(printable(text), Math.max(LEAST_COLUMNS, columns() - 4))
      output.write(printableLines(lines.map((line, i) => `${i === 0 ? '  ' : '    '}${line}\n`).join('')))
    },
    askKey: (question, choices) => {
      // The answer is printed behind it.
      const longest = Math.max(...choices.map(({ does }) => does.length))
      const width = Math.max(LEAST_COLUMNS, columns() - 2 - longest)
      const line = wrap(`${question} ${formatChoices(choices)}:`, width).join('\n')
      return answer(
        (streams) =>
          new KeyPrompt({
            ...streams,
            options: choices.map(({ key }) => ({ value: key })),
            render() {
              const chosen = this.state === 'submit' ? choices.find(({ key }) => key === this.value) : undefined
              return chosen === undefined ? `${line} ` : `${line} ${chosen.does}`
            },
          }),
      )
    },
    askText: (question, check) =>
      answer(
        (streams) =>
          new TextPrompt({
            ...streams,
            validate: (line) => check((line ?? '').trim()),
            render() {
              const wrong = this.state === 'error' ? `${this.error}\n` : ''
              return `${wrong}${question}: ${printable(this.userInput)}`
            },
          }),
      ).then((line) => line.trim()),
  }
}
