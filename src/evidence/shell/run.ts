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

const VARIABLE = /\$(?:\{(\w+)(?::?-([^}]*))?\}|\((\w+)\)|(\w+))/g

/** One run of a shell, or of a program without a shell: its variables and its working directory. */
export class Run {
  readonly found: RanCommand[]
  private readonly source: Source
  private readonly variables: Map<string, string>
  private directory: string | undefined

  constructor(found: RanCommand[], source: Source, variables: Map<string, string>, directory: string | undefined) {
    this.found = found
    this.source = source
    this.variables = new Map(variables)
    this.directory = directory
  }

  /** Adds the commands of a script to `found`. */
  script(text: string): void {
    for (const { words, outputs } of parseShell(text)) this.start(words, outputs)
  }

  /** Adds one command line to `found`, with the script that it passes to a shell. */
  start(written: readonly string[], outputs: readonly string[] = [], pointers: readonly string[] = []): void {
    const words = written.map((word) => this.expand(word))
    while (/^\w+=/.test(words[0] ?? '') || /^(?:export|local|declare|readonly)$/.test(words[0] ?? '')) {
      const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(words.shift() ?? '') ?? []
      if (name !== undefined) this.variables.set(name, value)
    }
    if (baseName(words[0] ?? '') === 'busybox') words.shift()
    const program = baseName(words[0] ?? '')
    const script = SHELLS.includes(program) ? scriptIndex(words) : undefined
    if (script !== undefined)
      new Run(this.found, this.source, this.variables, this.directory).script(words[script] ?? '')
    else if (program === 'cd') this.directory = resolvePath(this.directory, words[1] ?? '')
    // If the first word is an option, the program is the image's entrypoint.
    const args = isOption(words[0] ?? '') ? words : words.slice(1)
    this.found.push({
      program: args === words ? '' : program,
      args,
      outputs: outputs.map((path) => this.expand(path)),
      ...(this.directory === undefined ? {} : { directory: this.directory }),
      ...(pointers.length === 0 ? {} : { pointers: pointers.slice(pointers.length - args.length) }),
      ...this.source,
    })
  }

  private expand(word: string): string {
    return word.replace(VARIABLE, (whole, braced, fallback, kubernetes, plain) => {
      const value = this.variables.get(braced ?? kubernetes ?? plain)
      return value ?? fallback ?? whole
    })
  }
}
