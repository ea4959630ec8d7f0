import { asList, asObject } from '../kube/pods.ts'
import type { Clue, Container, Json, Pod } from '../model.ts'

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe']
const HOOKS = ['postStart', 'preStop']
const SECRET = /pass(?:w|phrase)|token|key|secret|credential/i

/** One list of words that a container runs, and where it stands. */
export interface Argv {
  /** How people call it, e.g. `args` or `livenessProbe`. */
  label: string
  items: Json[]
  /** Pointer from the document's root. */
  pointer: string
  /** Whether the first item is the program, not an argument of another one. */
  program: boolean
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
    program: true,
  })
  return [
    { label: 'command', items: command, pointer: `${pointer}/command`, program: true },
    { label: 'args', items: asList(value.args), pointer: `${pointer}/args`, program: command.length === 0 },
    ...HOOKS.map((name) => exec(name, hook[name], `${pointer}/lifecycle/${name}`)),
    ...PROBES.map((name) => exec(name, value[name], `${pointer}/${name}`)),
  ]
}

// `--token=x`, or `x` after `--token`: whatever matches in there may be part of the secret itself.
const isSecret = (items: readonly Json[], index: number): boolean => {
  const item = String(items[index])
  const before = index === 0 ? '' : String(items[index - 1])
  const assigned = /^(?:(-\S*?)=|(\w+)=\S*$)/.exec(item)
  if (assigned !== null && SECRET.test(assigned[1] ?? assigned[2] ?? '')) return true
  return /^-[^\s=]*$/.test(before) && SECRET.test(before) && !item.startsWith('-')
}

const matchesIn = ({ items, program }: Argv, index: number, words: RegExp): string[] => {
  const item = String(items[index])
  // A program is seen together with its arguments, so that a pattern can tell `ping HOST` from `redis-cli ping`.
  const text = program && index === 0 ? items.map(String).join(' ') : item
  if (text.search(words) === -1) return []
  const global = new RegExp(words.source, words.flags.includes('g') ? words.flags : `${words.flags}g`)
  const found = [...text.matchAll(global)].filter((match) => match.index < item.length && match[0] !== '')
  return [...new Set(found.map((match) => match[0]))]
}

/**
 * A pattern for names of programs that stand as words of their own in a command line or a shell script, also behind
 * the path of a `bin`: `/usr/bin/su` and `su -c` match `su`, while `su-exec`, `--su`, `su=1`, `/su/data` and `/data/su` do not.
 */
export const programNames = (...names: string[]): RegExp =>
  new RegExp(`(?<=^|[^\\w./=:@-]|\\bs?bin/)(?:${names.join('|')})(?![\\w./:=@-])`)

/**
 * Every item of `command`, `args`, lifecycle hooks and exec probes in which `words` match: one clue an item, which quotes
 * the matched words only and never looks into the value of a flag that speaks of a password, token, key or secret.
 */
export const findWords = (pod: Pod, container: Container, words: RegExp): Clue[] =>
  argvsOf(container).flatMap((argv) =>
    argv.items.flatMap((item, index): Clue[] => {
      if (typeof item !== 'string') return []
      const found = matchesIn(argv, index, words)
      if (found.length === 0 || isSecret(argv.items, index)) return []
      const text = `"${found.join('", "')}" in ${argv.label} of container "${container.name}"`
      return [{ source: 'manifest', text, at: { document: pod.document, pointer: `${argv.pointer}/${index}` } }]
    }),
  )
