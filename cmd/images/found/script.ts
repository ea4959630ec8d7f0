import { parseShell, type SimpleCommand } from '../../../src/evidence/shell/parser.ts'
import type { StartScript } from '../../../src/model/image-lock.ts'

/** Programs whose first argument is the user to change to. */
const SWITCHES: ReadonlySet<string> = new Set(['gosu', 'su-exec', 's6-setuidgid', 'setuidgid', 'chpst'])

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Options of `su` and `runuser` that take a value. */
const WITH_VALUE = /^-[scgGwT]$|^--(?:shell|command|group|supp-group)$/

const optionValue = (args: readonly string[], name: string, short?: string): string | undefined => {
  for (const [i, arg] of args.entries()) {
    if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1)
    if (arg === name || (short !== undefined && arg === short)) return args[i + 1]
  }
  return undefined
}

const switchedTo = ({ words }: SimpleCommand): string | undefined => {
  const [program = '', ...args] = words
  const name = baseName(program)
  if (name === 'setpriv') return optionValue(args, '--reuid')
  if (name === 'chroot') return optionValue(args, '--userspec')
  if (name === 'chpst') return optionValue(args, '--user', '-u')
  if (SWITCHES.has(name)) return args.find((arg) => !arg.startsWith('-'))
  if (name !== 'su' && name !== 'runuser') return undefined
  const user = name === 'runuser' ? optionValue(args, '--user', '-u') : undefined
  return user ?? args.find((arg, i) => !arg.startsWith('-') && !WITH_VALUE.test(args[i - 1] ?? ''))
}

/** Returns the paths whose owner a command changes: `chown USER PATH...`, and `find PATH... -exec chown`. */
const chowned = ({ words }: SimpleCommand): string[] => {
  const [program = '', ...args] = words
  if (baseName(program) === 'find' && args.some((arg) => baseName(arg) === 'chown')) {
    const end = args.findIndex((arg) => /^[-(!\\]/.test(arg))
    return args.slice(0, end < 0 ? undefined : end)
  }
  if (baseName(program) !== 'chown') return []
  const named = args.filter((arg) => !arg.startsWith('-'))
  return args.some((arg) => arg.startsWith('--reference')) ? named : named.slice(1)
}

/** Returns a word with its variables replaced; undefined if one is not known. */
const expand = (word: string, variables: ReadonlyMap<string, string>): string | undefined => {
  const text = word.replaceAll(
    /\$(?:(\w+)|\{(\w+)(?::?[-=]([^}$]*))?\})/g,
    (all, plain?: string, braced?: string, fallback?: string) =>
      variables.get(plain ?? braced ?? '') ?? fallback ?? all,
  )
  return text === '' || /[$`*]/.test(text) ? undefined : text
}

/**
 * Reads what a script does as root.
 * @param env the environment of the image, for variables that name users and paths
 */
export const readScript = (
  path: string,
  text: string,
  env: ReadonlyMap<string, string>,
  workingDir: string,
): StartScript => {
  const variables = new Map(env)
  for (const [, name = '', value = ''] of text.matchAll(
    /^\s*(?:export\s+|local\s+|readonly\s+)?(\w+)=["']?([^\s"'$`;]+)["']?\s*$/gm,
  ))
    if (!variables.has(name)) variables.set(name, value)
  const commands = parseShell(text)
  const switches = commands.flatMap((command) => {
    const user = expand(switchedTo(command) ?? '', variables)?.replace(/[:.].*$/, '')
    return user === undefined || user === '' || user === 'root' || user === '0' ? [] : [user]
  })
  const owned = commands.flatMap(chowned).flatMap((word) => {
    const expanded = expand(word, variables)
    if (expanded === undefined || /^[{;+\\]/.test(expanded)) return []
    const relative = expanded === '.' ? workingDir : expanded.startsWith('/') ? expanded : `${workingDir}/${expanded}`
    return [relative.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')]
  })
  const code = text.replaceAll(/^\s*#.*$/gm, '')
  const changesOwnerOf = [...new Set(owned)].sort()
  return {
    path,
    ...(switches[0] === undefined ? {} : { switchesTo: switches[0] }),
    ...(/\bid\s+-u\b|\$\{?E?UID\b/.test(code) ? { asksForUser: true } : {}),
    ...(changesOwnerOf.length === 0 ? {} : { changesOwnerOf }),
  }
}
