import { asList, asObject } from '../../kube/pod/pod.ts'
import type { Container, Evidence, Json, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { perContainerAlone } from '../evidence.ts'
import { isSecretName } from './config-maps.ts'

/*
 * What does this container run? Four modules answer, from the cheapest to the most thorough:
 *
 * - `text/commands.ts` (`findWords`) matches a pattern against the items of `command`, `args`, exec hooks and exec
 *   probes. Use it for the name of a program, wherever it occurs, also within a script.
 * - `shell/ran-commands.ts` (`ranCommands`) parses the same items, and scripts in mounted ConfigMaps, into programs with
 *   arguments, variables and working directory. Use it if arguments matter, e.g. which files a `chmod` changes.
 * - `scriptPrograms` in the same file matches a pattern against the programs in ConfigMap scripts only. Use it beside
 *   `findWords`, which does not read ConfigMaps.
 * - `shell/run.ts` (`Run`) executes one script for `ranCommands`; nothing else needs it.
 *
 * `text/text.ts` (`findInContainer`) searches all text that a container can read, for words that are not programs.
 */

const everywhere = new WeakMap<RegExp, RegExp>()

const global = (words: RegExp): RegExp => {
  const known = everywhere.get(words) ?? new RegExp(words.source, `${words.flags.replace('g', '')}g`)
  everywhere.set(words, known)
  return known
}

/** Returns every match of a pattern in a text, in order, whether or not the pattern has the flag `g`. */
export const matchesOf = (text: string, words: RegExp): RegExpExecArray[] =>
  // Most texts have no match, and `search` is cheaper than `matchAll`.
  text.search(words) === -1 ? [] : [...text.matchAll(global(words))]

/** A string in a document, with its pointer. */
export interface Located {
  text: string
  pointer: string
}

const collect = (value: Json | undefined, steps: (string | number)[], found: (text: string) => void): void => {
  if (typeof value === 'string') found(value)
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) {
      steps.push(index)
      collect(item, steps, found)
      steps.pop()
    }
  else if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value)) {
      steps.push(key)
      collect(value[key], steps, found)
      steps.pop()
    }
}

/**
 * Returns the strings in a value, in order: all, or those that match a pattern. Keys are not included.
 * @param pointer the value's pointer
 */
export const stringsIn = (value: Json | undefined, pointer: string, pattern?: Pick<RegExp, 'test'>): Located[] => {
  const located: Located[] = []
  const steps: (string | number)[] = []
  collect(value, steps, (text) => {
    // Few strings match, so the pointer is built only for those.
    if (pattern === undefined || pattern.test(text)) located.push({ text, pointer: join(pointer, ...steps) })
  })
  return located
}

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe']
const HOOKS = ['postStart', 'preStop']

/** One argument list that a container runs, with its position. */
export interface Argv {
  /** The field's name, e.g. `args` or `livenessProbe`. */
  label: string
  items: Json[]
  /** Pointer from the document's root. */
  pointer: string
  /** Whether the first item is the program, not an argument for the image's entrypoint. */
  startsWithProgram: boolean
}

/** Returns what a container runs: `command` and `args`, then its exec hooks and exec probes; absent ones are empty. */
export const argvsOf = (container: Container): Argv[] => {
  const { value, pointer } = container
  const hook = asObject(value.lifecycle)
  const command = asList(value.command)
  const exec = (label: string, holder: Json | undefined, at: string): Argv => ({
    label,
    items: asList(asObject(asObject(holder).exec).command),
    pointer: `${at}/exec/command`,
    startsWithProgram: true,
  })
  return [
    { label: 'command', items: command, pointer: `${pointer}/command`, startsWithProgram: true },
    { label: 'args', items: asList(value.args), pointer: `${pointer}/args`, startsWithProgram: command.length === 0 },
    ...HOOKS.map((name) => exec(name, hook[name], `${pointer}/lifecycle/${name}`)),
    ...PROBES.map((name) => exec(name, value[name], `${pointer}/${name}`)),
  ]
}

/** Returns whether an item is the value of a secret flag or variable: `--token=x`, `x` after `--token`, `TOKEN=x`. */
const isSecretValue = (items: readonly Json[], index: number): boolean => {
  const item = String(items[index])
  const before = index === 0 ? '' : String(items[index - 1])
  const assigned = /^(?:(-\S*?)=|(\w+)=\S*$)/.exec(item)
  if (assigned !== null && isSecretName(assigned[1] ?? assigned[2] ?? '')) return true
  return /^-[^\s=]*$/.test(before) && isSecretName(before) && !item.startsWith('-')
}

const matchesIn = (item: string, text: string, words: RegExp): string[] => {
  const found = matchesOf(text, words).filter((match) => match.index < item.length && match[0] !== '')
  return [...new Set(found.map((match) => match[0]))]
}

/**
 * Builds a pattern that matches the names of programs as whole words of a command line or shell script, also after the
 * path of a `bin` directory: `/usr/bin/su` and `su -c` match `su`; `su-exec`, `--su`, `su=1`, `/su/data` and `/data/su`
 * do not.
 */
export const programNames = (...names: string[]): RegExp =>
  new RegExp(`(?<=^|[^\\w./=:@-]|\\bs?bin/)(?:${names.join('|')})(?![\\w./:=@-])`)

/** An item that a container runs, and the text in which patterns are matched. */
interface Word {
  argv: Argv
  index: number
  item: string
  text: string
}

const readWords = (argv: Argv): Word[] =>
  argv.items.flatMap((item, index): Word[] => {
    if (typeof item !== 'string') return []
    // A program is matched together with its arguments, so that a pattern can distinguish `ping HOST` and `redis-cli ping`.
    const text = argv.startsWithProgram && index === 0 ? argv.items.map(String).join(' ') : item
    return [{ argv, index, item, text }]
  })

/** Reads the items that a container runs, and caches the evidence by pattern, since several controls use the same ones. */
const readCommands = perContainerAlone((_pod, container) => ({
  words: argvsOf(container).flatMap(readWords),
  found: new Map<RegExp, Evidence[]>(),
}))

/**
 * Finds the items of `command`, `args`, exec hooks and exec probes in which a pattern matches. Each is one piece of
 * evidence, which quotes only the matched words. Values of flags and variables with a secret's name are not searched.
 */
export const findWords = (pod: Pod, container: Container, words: RegExp): Evidence[] => {
  const read = readCommands(pod, container)
  const known = read.found.get(words)
  if (known !== undefined) return known
  const evidence = read.words.flatMap(({ argv, index, item, text }): Evidence[] => {
    const found = matchesIn(item, text, words)
    if (found.length === 0 || isSecretValue(argv.items, index)) return []
    const quote = `"${found.join('", "')}" in ${argv.label} of container "${container.name}"`
    return [{ source: 'manifest', text: quote, at: { document: pod.document, pointer: `${argv.pointer}/${index}` } }]
  })
  read.found.set(words, evidence)
  return evidence
}

/**
 * The pattern of `ping` for `programNames`. It is a subcommand of redis-cli, mysqladmin and others too, so it matches only
 * at the start of a command and with an argument. The look behind walks over all blanks before it, so the first
 * condition is that there is a `ping`.
 */
export const PING =
  '(?=f?ping6?\\s)(?<=(?:^|[;&|(`!\\n]|\\b(?:then|do|else|if|while|until|exec))\\s*(?:/[\\w./-]*/)?)f?ping6?(?=\\s+\\S)'
