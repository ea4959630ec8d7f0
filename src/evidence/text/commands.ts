import { asList, asObject } from '../../kube/pod/pod.ts'
import type { Container, Evidence, Json, Pod } from '../../model.ts'
import { perContainerAlone } from '../cache.ts'
import { matchesOf } from './search.ts'
import { isSecretName } from './secret-names.ts'

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe']
const HOOKS = ['postStart', 'preStop']

/** One list of words that a container runs, and where it stands. */
export interface Argv {
  /** How people call it, e.g. `args` or `livenessProbe`. */
  label: string
  items: Json[]
  /** Pointer from the document's root. */
  pointer: string
  /** Whether the first item is the program, not an argument of another one. */
  startsWithProgram: boolean
}

/** What a container runs: `command` and `args` first, then its exec hooks and exec probes; absent ones are empty. */
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

// `--token=x`, or `x` after `--token`: whatever matches in there may be part of the secret itself.
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
 * A pattern for names of programs that stand as words of their own in a command line or a shell script, also behind
 * the path of a `bin`: `/usr/bin/su` and `su -c` match `su`, while `su-exec`, `--su`, `su=1`, `/su/data` and `/data/su` do not.
 */
export const programNames = (...names: string[]): RegExp =>
  new RegExp(`(?<=^|[^\\w./=:@-]|\\bs?bin/)(?:${names.join('|')})(?![\\w./:=@-])`)

/** A word that a container runs, and the text in which it is looked at. */
interface Word {
  argv: Argv
  index: number
  item: string
  text: string
}

const readWords = (argv: Argv): Word[] =>
  argv.items.flatMap((item, index): Word[] => {
    if (typeof item !== 'string') return []
    // A program is seen together with its arguments, so that a pattern can tell `ping HOST` from `redis-cli ping`.
    const text = argv.startsWithProgram && index === 0 ? argv.items.map(String).join(' ') : item
    return [{ argv, index, item, text }]
  })

/** The words that a container runs, and what was found in them, since several controls look for the same. */
const readCommands = perContainerAlone((_pod, container) => ({
  words: argvsOf(container).flatMap(readWords),
  found: new Map<RegExp, Evidence[]>(),
}))

/**
 * Every item of `command`, `args`, lifecycle hooks and exec probes in which `words` match: one clue an item, which quotes
 * the matched words only and never looks into the value of a flag that speaks of a password, token, key or secret.
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
 * A pattern for `ping`, to be put among the names of programs. It is a word of redis-cli, mysqladmin and others too, so
 * it counts only where a command starts, with a host after it.
 */
export const PING =
  '(?<=(?:^|[;&|(`!\\n]|\\b(?:then|do|else|if|while|until|exec))\\s*(?:/[\\w./-]*/)?)f?ping6?(?=\\s+\\S)'
