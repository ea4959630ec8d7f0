import { asList, asObject, asString } from '../kube/pods.ts'
import { mountsOf } from '../kube/volumes.ts'
import type { Container, Context, Json, Place, Pod } from '../model.ts'
import { argvsOf } from './commands.ts'
import { configEntriesOf } from './config-maps.ts'
import { resolvePath } from './directories.ts'
import { parseShell } from './shell.ts'

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

const SHELLS: readonly string[] = ['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']

const isOption = (word: string): boolean => /^[-+]/.test(word)

/** Where the script stands in the words of a shell that is given one with `-c`, `-ec` or the like. */
const scriptIndex = (words: readonly string[]): number | undefined => {
  const option = words.findIndex((word, i) => i > 0 && /^-[a-z]*c[a-z]*$/.test(word))
  if (option < 0 || !words.slice(1, option).every((word) => isOption(word) || word === 'pipefail')) return undefined
  const script = words.findIndex((word, i) => i > option && !isOption(word) && word !== 'pipefail')
  return script < 0 ? undefined : script
}

const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1)

const VARIABLE = /\$(?:\{(\w+)(?::?-([^}]*))?\}|\((\w+)\)|(\w+))/g

/** One run of a shell, or of a program without one: its variables and its working directory. */
class Run {
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
    if (nameOf(words[0] ?? '') === 'busybox') words.shift()
    const program = nameOf(words[0] ?? '')
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

const literals = (container: Container): Map<string, string> =>
  new Map(
    asList(container.value.env).flatMap((item): [string, string][] => {
      const { name, value } = asObject(item)
      return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : []
    }),
  )

interface Word {
  text: string
  pointer: string
}

const wordsOf = (items: readonly Json[], pointer: string): Word[] =>
  items.flatMap((text, index) => (typeof text === 'string' ? [{ text, pointer: `${pointer}/${index}` }] : []))

/** The command lines of a container: its own (`command` with `args`), then those of its hooks and probes. */
const commandLines = (container: Container): Word[][] => {
  const [command, args, ...handlers] = argvsOf(container).map(({ items, pointer }) => wordsOf(items, pointer))
  return [[...(command ?? []), ...(args ?? [])], ...handlers].filter((words) => words.length > 0)
}

/** The scripts of ConfigMaps that a container mounts and names in what it runs, or that an entrypoint's folder holds. */
const mountedScripts = (pod: Pod, container: Container, context: Context, lines: readonly Word[][]) => {
  if (context.stream.configMaps.length === 0) return []
  const scripts = configEntriesOf(pod, container, context).filter(
    ({ variable, key, text }) => variable === undefined && (/\.(?:ba)?sh$/.test(key) || /^#!.*sh\b/.test(text)),
  )
  const atEntrypoint = mountsOf(container).some(({ mountPath }) => /entrypoint/.test(mountPath))
  const spoken = lines.flat().map(({ text }) => text)
  const isNamed = (key: string): boolean => spoken.some((text) => text.includes(key))
  const named = scripts.filter(({ key }) => isNamed(key))
  spoken.push(...named.map(({ text }) => text))
  return scripts.filter(({ key }) => isNamed(key) || atEntrypoint)
}

/**
 * Every program that the stream shows a container to run, scripts of its ConfigMaps included. Conditions are not
 * weighed: what a script may run counts as run.
 */
export const ranCommands = (pod: Pod, container: Container, context: Context): RanCommand[] => {
  const found: RanCommand[] = []
  const variables = literals(container)
  const directory = resolvePath(undefined, asString(container.value.workingDir) ?? '')
  const lines = commandLines(container)
  const runAt = (pointer: string): Run => {
    const source = { at: { document: pod.document, pointer }, where: `container "${container.name}"` }
    return new Run(found, source, variables, directory)
  }
  for (const words of lines) {
    const texts = words.map(({ text }) => text)
    const script = SHELLS.includes(nameOf(texts[0] ?? '')) ? scriptIndex(texts) : undefined
    const pointers = words.map(({ pointer }) => pointer)
    if (script === undefined) runAt(pointers[0] ?? '').start(texts, [], pointers)
    // What an entrypoint of the image does with its arguments is not known; one that reads as a script may be run as one.
    for (const [index, { text, pointer }] of words.entries())
      if (index === script || (script === undefined && /\S\s+\S/.test(text))) runAt(pointer).script(text)
  }
  for (const { configMap, key, text, at } of mountedScripts(pod, container, context, lines))
    new Run(found, { at, where: `${key} of ConfigMap "${configMap}"` }, variables, directory).script(text)
  return found
}
