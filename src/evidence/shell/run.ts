import type { Place } from '../../model.ts'
import { resolvePath } from './directories.ts'
import { parseShell } from './parser.ts'

/** A program that a container runs: itself, in a hook or probe, or in a script that the stream shows. */
export interface RanCommand {
  /** Name of the program without its folder. */
  program: string
  /** Arguments with the variables that the manifest or the script gives a value. */
  args: string[]
  /** Files that its output goes to. */
  outputs: string[]
  /** The working directory, where it is known. */
  directory?: string
  /** Where each argument stands, where they are items of a list. */
  pointers?: string[]
  at: Place
  /** Where it stands, in words, e.g. `container "app"`. */
  where: string
}

type Source = Pick<RanCommand, 'at' | 'where'>

/** The programs that read scripts. */
export const SHELLS: readonly string[] = ['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']

const isOption = (word: string): boolean => /^[-+]/.test(word)

/** Where the script stands in the words of a shell that is given one with `-c`, `-ec` or the like. */
export const scriptIndex = (words: readonly string[]): number | undefined => {
  const option = words.findIndex((word, i) => i > 0 && /^-[a-z]*c[a-z]*$/.test(word))
  if (option < 0 || !words.slice(1, option).every((word) => isOption(word) || word === 'pipefail')) return undefined
  const script = words.findIndex((word, i) => i > option && !isOption(word) && word !== 'pipefail')
  return script < 0 ? undefined : script
}

/** The name of a program without its folder. */
export const programName = (program: string): string => program.slice(program.lastIndexOf('/') + 1)

const VARIABLE = /\$(?:\{(\w+)(?::?-([^}]*))?\}|\((\w+)\)|(\w+))/g

/** One run of a shell, or of a program without one: its variables and its working directory. */
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

  /** Reads a script. */
  script(text: string): void {
    for (const { words, outputs } of parseShell(text)) this.start(words, outputs)
  }

  /** Reads one command line. */
  start(written: readonly string[], outputs: readonly string[] = [], pointers: readonly string[] = []): void {
    const words = written.map((word) => this.expand(word))
    while (/^\w+=/.test(words[0] ?? '') || /^(?:export|local|declare|readonly)$/.test(words[0] ?? '')) {
      const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(words.shift() ?? '') ?? []
      if (name !== undefined) this.variables.set(name, value)
    }
    if (programName(words[0] ?? '') === 'busybox') words.shift()
    const program = programName(words[0] ?? '')
    const script = SHELLS.includes(program) ? scriptIndex(words) : undefined
    if (script !== undefined)
      new Run(this.found, this.source, this.variables, this.directory).script(words[script] ?? '')
    else if (program === 'cd') this.directory = resolvePath(this.directory, words[1] ?? '')
    // A list that starts with an option has its program in the image.
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
