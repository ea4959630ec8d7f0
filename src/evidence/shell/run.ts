/*
 * Runs one script or command line symbolically. To find what a container runs, use `ran-commands.ts` or
 * `text/commands.ts`, which explains the difference.
 */

import type { Place } from '../../model.ts'
import { baseName, resolvePath } from './directories.ts'
import { parseShell } from './parser.ts'

/** A program that a container runs: as its command, in a hook or probe, or in a script of the input. */
export interface RanCommand {
  /** Name of the program without its directory; empty if the image's entrypoint runs the arguments. */
  program: string
  /** Arguments, in which variables with a known value are expanded. */
  args: string[]
  /** Files that its output is redirected to. */
  outputs: string[]
  /** The working directory, if known. */
  directory?: string
  /** Set if the working directory is that of a `cd` to a path that a variable names. */
  moved?: true
  /** The pointer of each argument, if they are items of a list. */
  pointers?: string[]
  at: Place
  /** Its location in words, e.g. `container "app"`. */
  where: string
}

type Source = Pick<RanCommand, 'at' | 'where'>

/** The names of shells. */
export const SHELLS: readonly string[] = ['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']

const isOption = (word: string): boolean => /^[-+]/.test(word)

/** Returns the index of the script in a shell's command line with `-c`, `-ec` or the like; undefined if there is none. */
export const scriptIndex = (words: readonly string[]): number | undefined => {
  const option = words.findIndex((word, i) => i > 0 && /^-[a-z]*c[a-z]*$/.test(word))
  if (option < 0 || !words.slice(1, option).every((word) => isOption(word) || word === 'pipefail')) return undefined
  const script = words.findIndex((word, i) => i > option && !isOption(word) && word !== 'pipefail')
  return script < 0 ? undefined : script
}

/** A variable, with a default of limited length, so that the search takes linear time. */
const VARIABLE = /\$(?:\{(\w+)(?::?-([^}]{0,200}))?\}|\((\w+)\)|(\w+))/g

/** Scripts in more levels of scripts are not read. */
const MOST_LEVELS = 50

/**
 * How many characters of variables and of scripts in scripts are read for one container. A variable can contain another
 * one twice, and a script itself, so what they amount to has no limit. Variables beyond it stay as they are written, so
 * that they are unknown, and scripts beyond it are not read.
 */
const MOST_CHARACTERS = 1_000_000

/** Counts what the runs of one container have read. */
export class ReadingLimit {
  private characters = 0

  /** Counts a text; tells whether it may be read. */
  admits(text: string): boolean {
    this.characters += text.length
    return this.characters <= MOST_CHARACTERS
  }
}

/** What a run has from the container or from the script that starts it. */
interface Start {
  /** Gets the commands. */
  found: RanCommand[]
  variables: ReadonlyMap<string, string>
  directory: string | undefined
  limit: ReadingLimit
}

/** One run of a shell, or of a program without a shell: its variables and its working directory. */
export class Run {
  private readonly begin: Start
  private readonly source: Source
  private readonly level: number
  private readonly outer: Run | undefined
  private readonly variables = new Map<string, string>()
  private directory: string | undefined
  private moved: boolean

  constructor(begin: Start, source: Source, outer?: Run) {
    this.begin = begin
    this.source = source
    this.outer = outer
    this.level = outer === undefined ? 0 : outer.level + 1
    this.directory = outer === undefined ? begin.directory : outer.directory
    this.moved = outer?.moved === true
  }

  /** Adds the commands of a script to the commands found. */
  script(text: string): void {
    for (const { words, outputs } of parseShell(text)) this.start(words, outputs)
  }

  /** Adds one command line to the commands found, with the script that it passes to a shell. */
  start(written: readonly string[], outputs: readonly string[] = [], pointers: readonly string[] = []): void {
    const words = this.assign(written.map((word) => this.expand(word)))
    const program = baseName(words[0] ?? '')
    const script = SHELLS.includes(program) ? scriptIndex(words) : undefined
    if (script !== undefined) this.startShell(words[script] ?? '')
    else if (program === 'cd') this.move(words[1] ?? '')
    // If the first word is an option, the program is the image's entrypoint.
    const args = isOption(words[0] ?? '') ? words : words.slice(1)
    this.begin.found.push({
      program: args === words ? '' : program,
      args,
      outputs: outputs.map((path) => this.expand(path)),
      ...(this.directory === undefined ? {} : { directory: this.directory }),
      ...(this.moved ? { moved: true } : {}),
      ...(pointers.length === 0 ? {} : { pointers: pointers.slice(pointers.length - args.length) }),
      ...this.source,
    })
  }

  /** Sets the variables at the start of a command line; returns the words of the program. */
  private assign(words: readonly string[]): string[] {
    let at = 0
    for (let word = words[at]; word !== undefined && /^(?:\w+=|(?:export|local|declare|readonly)$)/.test(word); ) {
      const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? []
      if (name !== undefined) this.variables.set(name, value)
      word = words[++at]
    }
    if (baseName(words[at] ?? '') === 'busybox') at++
    return words.slice(at)
  }

  private move(path: string): void {
    this.directory = resolvePath(this.directory, path)
    this.moved = this.directory === undefined && (this.moved || /[$`]/.test(path))
  }

  private startShell(script: string): void {
    if (this.level < MOST_LEVELS && this.begin.limit.admits(script))
      new Run(this.begin, this.source, this).script(script)
  }

  private find(name: string): string | undefined {
    return (
      this.variables.get(name) ?? (this.outer === undefined ? this.begin.variables.get(name) : this.outer.find(name))
    )
  }

  private expand(word: string): string {
    return word.replace(VARIABLE, (whole, braced, fallback, kubernetes, plain) => {
      const value = this.find(braced ?? kubernetes ?? plain) ?? fallback
      return value !== undefined && this.begin.limit.admits(value) ? value : whole
    })
  }
}
