/*
 * Parses shell text into commands. To find what a container runs, use `ran-commands.ts` or `text/commands.ts`, which
 * explains the difference.
 */

/** A simple command of the shell's grammar: a program with its arguments. */
export interface SimpleCommand {
  /** Program and arguments without quotes; variables are not expanded. */
  words: string[]
  /** Files that its output is redirected to. */
  outputs: string[]
}

/** The ends of the brackets in a script. Its substitutions share them, so that a script is searched once for each kind. */
export class Brackets {
  private readonly script: string
  private readonly ends = new Map<string, ReadonlyMap<number, number>>()

  constructor(script: string) {
    this.script = script
  }

  /** Returns the index after the bracket that closes the one at `start`; undefined if none does. */
  endOf(start: number, open: string, close: string): number | undefined {
    const ends = this.ends.get(open) ?? this.findEnds(open, close)
    this.ends.set(open, ends)
    return ends.get(start)
  }

  private findEnds(open: string, close: string): Map<number, number> {
    const ends = new Map<number, number>()
    const waiting: number[] = []
    for (let i = 0; i < this.script.length; i++) {
      const character = this.script[i]
      if (character === '\\') i++
      else if (character === open) waiting.push(i)
      else if (character === close && waiting.length > 0) ends.set(waiting.pop() as number, i + 1)
    }
    return ends
  }
}

/** What the text of a substitution has in common with the script that it is in. */
export interface Nesting {
  brackets: Brackets
  /** Where the text starts in the script. */
  start: number
  level: number
  commands: SimpleCommand[]
}

const KEYWORDS: readonly string[] = 'then do else elif if while until ! { } time exec command builtin sudo nohup'.split(
  ' ',
)

/** Characters without a special meaning in any context. */
const PLAIN = /[\w./:@%+,=-]+/y

/** Substitutions in more levels of substitutions are text. */
const MOST_LEVELS = 500

class Reader {
  private readonly text: string
  private readonly nesting: Nesting
  private at = 0
  private words: string[] = []
  private outputs: string[] = []
  private word: string | undefined
  /** The role of the next word: an argument, an output file or an input file. */
  private role: 'argument' | 'output' | 'input' = 'argument'
  private hereDocuments: string[] = []

  constructor(text: string, nesting: Nesting) {
    this.text = text
    this.nesting = nesting
  }

  read(): SimpleCommand[] {
    while (this.at < this.text.length) {
      PLAIN.lastIndex = this.at
      const plain = PLAIN.exec(this.text)?.[0]
      if (plain === undefined) this.step(this.text[this.at] as string)
      else {
        this.append(plain)
        this.at += plain.length
      }
    }
    this.endCommand()
    return this.nesting.commands
  }

  private append(text: string): void {
    this.word = (this.word ?? '') + text
  }

  private endWord(): void {
    if (this.word === undefined) return
    if (this.role === 'output') this.outputs.push(this.word)
    else if (this.role === 'argument') this.words.push(this.word)
    this.word = undefined
    this.role = 'argument'
  }

  private endCommand(): void {
    this.endWord()
    this.role = 'argument'
    const first = this.words.findIndex((word) => !KEYWORDS.includes(word))
    const words = first < 0 ? [] : this.words.slice(first)
    if (words.length + this.outputs.length > 0) this.nesting.commands.push({ words, outputs: this.outputs })
    this.words = []
    this.outputs = []
  }

  private step(character: string): void {
    this.at++
    if (character === '\\') this.readEscape()
    else if (character === "'") this.readUntilQuote()
    else if (character === '"') this.readDoubleQuoted()
    else if (character === '$' || character === '`') this.readExpansion(character)
    else if (character === '#' && this.word === undefined) this.skipTo('\n')
    else if (character === '<') this.readInput()
    else if (character === '>') this.readOutput()
    else if (character === '\n') this.endLine()
    else if (/\s/.test(character)) this.endWord()
    else if (/[;&|()]/.test(character)) this.endCommand()
    else this.append(character)
  }

  private readEscape(): void {
    const next = this.text[this.at++] ?? ''
    if (next !== '\n') this.append(next)
  }

  private skipTo(mark: string): void {
    const end = this.text.indexOf(mark, this.at)
    this.at = end < 0 ? this.text.length : end
  }

  private readUntilQuote(): void {
    const start = this.at
    this.skipTo("'")
    this.append(this.text.slice(start, this.at++))
  }

  private readDoubleQuoted(): void {
    this.append('')
    while (this.at < this.text.length) {
      const character = this.text[this.at++] as string
      if (character === '"') return
      if (character === '\\') this.readEscape()
      else if (character === '$' || character === '`') this.readExpansion(character)
      else this.append(character)
    }
  }

  /** Keeps `$name` and `${name}` in the word; commands in `$(...)` and backquotes become separate commands. */
  private readExpansion(character: string): void {
    const start = this.at - 1
    if (character === '`') {
      this.skipTo('`')
      this.readSubstitution(start + 1, this.at++)
    } else if (this.text[this.at] === '(') {
      this.skipBracket('(', ')')
      // `$((` is arithmetic, where `>` compares; `$(NAME)` is a variable of Kubernetes, and `$(name)` rather a command.
      if (!/^\(|^[A-Z_][A-Z\d_]*$/.test(this.text.slice(start + 2, this.at - 1)))
        this.readSubstitution(start + 2, this.at - 1)
    } else if (this.text[this.at] === '{') this.skipBracket('{', '}')
    this.append(this.text.slice(start, this.at))
  }

  private skipBracket(open: string, close: string): void {
    const { brackets, start } = this.nesting
    const end = brackets.endOf(start + this.at, open, close) ?? Number.POSITIVE_INFINITY
    this.at = Math.min(end - start, this.text.length)
  }

  private readSubstitution(start: number, end: number): void {
    const { nesting } = this
    if (nesting.level === MOST_LEVELS) return
    const inner: Nesting = { ...nesting, start: nesting.start + start, level: nesting.level + 1 }
    new Reader(this.text.slice(start, end), inner).read()
  }

  private readInput(): void {
    this.endWord()
    const hereDocument = /^<-?\s*["'\\]?(\w+)["']?/.exec(this.text.slice(this.at, this.at + 80))
    if (hereDocument !== null && this.text[this.at + 1] !== '<') {
      this.hereDocuments.push(hereDocument[1] as string)
      this.at += hereDocument[0].length
      return
    }
    while (/[<&]/.test(this.text[this.at] ?? '')) this.at++
    this.role = 'input'
  }

  private readOutput(): void {
    const before = this.text[this.at - 2] ?? ''
    const next = this.text[this.at] ?? ''
    // `->`, `=>` and `>=` are not redirections.
    if (/[-=<]/.test(before) || next === '=') {
      this.append('>')
      return
    }
    if (/^\d+$/.test(this.word ?? '')) this.word = undefined
    this.endWord()
    if (next === '>' || next === '|') this.at++
    const duplicate = /^&(?:\d+|-)/.exec(this.text.slice(this.at, this.at + 4))
    if (duplicate !== null) this.at += duplicate[0].length
    else {
      if (next === '&') this.at++
      this.role = 'output'
    }
  }

  private endLine(): void {
    this.endCommand()
    for (const mark of this.hereDocuments) {
      const end = new RegExp(`^\\t*${mark}[ \\t]*$`, 'm').exec(this.text.slice(this.at))
      this.at = end === null ? this.text.length : this.at + end.index + end[0].length
    }
    this.hereDocuments = []
  }
}

/**
 * Parses a shell script into the commands that it may run, in order and regardless of conditions; commands in `$(...)`
 * come before the command that contains them. Covers a part of the POSIX shell's grammar, and never fails: text that is
 * not a script gives meaningless commands. Takes linear time. Commands below 500 levels of substitutions are left out.
 */
export const parseShell = (text: string): SimpleCommand[] =>
  new Reader(text, { brackets: new Brackets(text), start: 0, level: 0, commands: [] }).read()
