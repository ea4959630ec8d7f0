import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { mountsOf } from '../../kube/pod/volumes.ts'
import { WordFinder } from '../../lib/words.ts'
import type { Container, Evidence, EvidenceContext, Json, Pod } from '../../model.ts'
import { findInGroups, perContainer } from '../evidence.ts'
import { parseImage } from '../image/names.ts'
import { argvsOf } from '../text/commands.ts'
import { type ConfigEntry, configGroupsOf } from '../text/config-maps.ts'
import { baseName, resolvePath } from './directories.ts'
import { type RanCommand, ReadingLimit, Run, SHELLS, scriptIndex } from './run.ts'

/*
 * What a container runs, parsed: programs with arguments. To find only the name of a program, `text/commands.ts` is cheaper;
 * it explains the difference.
 */

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

const stringItems = (items: readonly Json[], pointer: string): Word[] =>
  items.flatMap((text, index) => (typeof text === 'string' ? [{ text, pointer: `${pointer}/${index}` }] : []))

/** Returns the command lines of a container: `command` with `args`, then those of its hooks and probes. */
const commandLines = (container: Container): Word[][] => {
  const [command, args, ...handlers] = argvsOf(container).map(({ items, pointer }) => stringItems(items, pointer))
  return [[...(command ?? []), ...(args ?? [])], ...handlers].filter((words) => words.length > 0)
}

/** Images whose entrypoint is the program of the same name. */
const ENTRYPOINTS: ReadonlySet<string> = new Set(['git', 'curl', 'wget', 'buildah', 'podman', 'memcached'])

/** Returns the program that gets the arguments of a container without a command, if the name of the image is that of one. */
const entrypointOf = ({ value }: Container): string | undefined => {
  if (asList(value.command).length > 0 || asList(value.args).length === 0) return undefined
  const name = baseName(parseImage(asString(value.image) ?? '').repository)
  return ENTRYPOINTS.has(name) ? name : undefined
}

const scriptsIn = (entries: readonly ConfigEntry[]): ConfigEntry[] =>
  entries.filter(
    ({ variable, key, text }) => variable === undefined && (/\.(?:ba)?sh$/.test(key) || /^#!.*sh\b/.test(text)),
  )

/** Returns the mounted scripts of ConfigMaps that a container runs: those that it names, or all in an entrypoint directory. */
const mountedScripts = (pod: Pod, container: Container, context: EvidenceContext, lines: readonly Word[][]) => {
  if (context.input.configMaps.length === 0) return []
  const scripts = findInGroups(configGroupsOf(pod, container, context), scriptsIn)
  const atEntrypoint = mountsOf(container).some(({ mountPath }) => /entrypoint/.test(mountPath))
  const finder = new WordFinder(scripts.map(({ key }) => key))
  const named = new Set<string>()
  const read = (texts: readonly { text: string }[]): void => {
    for (const { text } of texts) for (const key of finder.findIn(text)) named.add(key)
  }
  read(lines.flat())
  read(scripts.filter(({ key }) => named.has(key)))
  return scripts.filter(({ key }) => named.has(key) || atEntrypoint)
}

/**
 * Returns every program that a container runs according to the input, scripts of its ConfigMaps included. Conditions are
 * not evaluated: a command that a script may run counts. The working directory is that of the input, also after
 * `read-only-root-filesystem` has set another one. The limits of `parser.ts` and `run.ts` apply.
 */
export const ranCommands = perContainer((pod, container, context): RanCommand[] => {
  const found: RanCommand[] = []
  const variables = literals(container)
  const directory = resolvePath(undefined, asString(container.value.workingDir) ?? '')
  const lines = commandLines(container)
  const begin = { found, variables, directory, limit: new ReadingLimit() }
  const runAt = (pointer: string): Run => {
    const source = { at: { document: pod.document, pointer }, where: `container "${container.name}"` }
    return new Run(begin, source)
  }
  const entrypoint = entrypointOf(container)
  for (const [line, words] of lines.entries()) {
    const texts = words.map(({ text }) => text)
    const script = SHELLS.includes(baseName(texts[0] ?? '')) ? scriptIndex(texts) : undefined
    const pointers = words.map(({ pointer }) => pointer)
    const program = line === 0 && entrypoint !== texts[0] ? entrypoint : undefined
    const started = program === undefined ? texts : [program, ...texts]
    if (script === undefined) runAt(pointers[0] ?? '').start(started, [], pointers)
    // The image's entrypoint is unknown, and it may run an argument that looks like a script.
    for (const [index, { text, pointer }] of words.entries())
      if (index === script || (script === undefined && /\S\s+\S/.test(text))) runAt(pointer).script(text)
  }
  for (const { configMap, key, text, at } of mountedScripts(pod, container, context, lines))
    new Run(begin, { at, where: `${key} of ConfigMap "${configMap}"` }).script(text)
  return found
})

/**
 * Finds programs that a container runs in scripts of mounted ConfigMaps, with one piece of evidence for each script and
 * program.
 * @param words a pattern for the program with its arguments, which must match at the start; without the flag `g`
 */
export const scriptPrograms = (pod: Pod, container: Container, context: EvidenceContext, words: RegExp): Evidence[] => {
  const evidence = ranCommands(pod, container, context).flatMap(({ program, args, at, where }): Evidence[] => {
    const isOwn = at.document === pod.document && at.pointer.startsWith(`${container.pointer}/`)
    const found = isOwn || program === '' ? null : words.exec(`${program} ${args.join(' ')}`)
    return found?.index === 0 ? [{ source: 'manifest', text: `"${found[0]}" in ${where}`, at }] : []
  })
  return [...new Map(evidence.map((one) => [one.text, one])).values()]
}
