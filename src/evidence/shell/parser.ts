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

const KEYWORDS: readonly string[] = 'then do else elif if while until ! { } time exec command builtin sudo nohup'.split(
  ' ',
)

/** Characters without a special meaning in any context. */
const PLAIN = /[\w./:@%+,=-]+/y

/** Returns the index after the bracket that closes the one at `start`. */
const closing = (text: string, start: number, open: string, close: string): number => {
  let depth = 0
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === open) depth++
    else if (text[i] === close && --depth === 0) return i + 1
  }
  return text.length
}

class Reader {
  readonly commands: SimpleCommand[] = []
  private readonly text: string
  private at = 0
  private words: string[] = []
  private outputs: string[] = []
  private word: string | undefined
  /** The role of the next word: an argument, an output file or an input file. */
  private role: 'argument' | 'output' | 'input' = 'argument'
  private hereDocuments: string[] = []

  constructor(text: string) {
    this.text = text
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
    return this.commands
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
    while (KEYWORDS.includes(this.words[0] ?? '')) this.words.shift()
    if (this.words.length + this.outputs.length > 0) this.commands.push({ words: this.words, outputs: this.outputs })
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
      this.commands.push(...parseShell(this.text.slice(start + 1, this.at++)))
    } else if (this.text[this.at] === '(') {
      this.at = closing(this.text, this.at, '(', ')')
      const inner = this.text.slice(start + 2, this.at - 1)
      // `$((` is arithmetic, where `>` compares; `$(NAME)` is a variable of Kubernetes.
      if (!/^\(|^\w+$/.test(inner)) this.commands.push(...parseShell(inner))
    } else if (this.text[this.at] === '{') this.at = closing(this.text, this.at, '{', '}')
    this.append(this.text.slice(start, this.at))
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
 * not a script gives meaningless commands.
 */
export const parseShell = (text: string): SimpleCommand[] => new Reader(text).read()
