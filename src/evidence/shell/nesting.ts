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
