import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { mountsOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Json, Pod } from '../../model.ts'
import { perContainer } from '../cache.ts'
import { argvsOf } from '../text/commands.ts'
import { configEntriesOf } from '../text/config-maps.ts'
import { resolvePath } from './directories.ts'
import { programName, type RanCommand, Run, SHELLS, scriptIndex } from './run.ts'

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

/** The command lines of a container: its own (`command` with `args`), then those of its hooks and probes. */
const commandLines = (container: Container): Word[][] => {
  const [command, args, ...handlers] = argvsOf(container).map(({ items, pointer }) => stringItems(items, pointer))
  return [[...(command ?? []), ...(args ?? [])], ...handlers].filter((words) => words.length > 0)
}

/** The scripts of ConfigMaps that a container mounts and names in what it runs, or that an entrypoint's folder holds. */
const mountedScripts = (pod: Pod, container: Container, context: EvidenceContext, lines: readonly Word[][]) => {
  if (context.input.configMaps.length === 0) return []
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
export const ranCommands = perContainer((pod, container, context): RanCommand[] => {
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
    const script = SHELLS.includes(programName(texts[0] ?? '')) ? scriptIndex(texts) : undefined
    const pointers = words.map(({ pointer }) => pointer)
    if (script === undefined) runAt(pointers[0] ?? '').start(texts, [], pointers)
    // What an entrypoint of the image does with its arguments is not known; one that reads as a script may be run as one.
    for (const [index, { text, pointer }] of words.entries())
      if (index === script || (script === undefined && /\S\s+\S/.test(text))) runAt(pointer).script(text)
  }
  for (const { configMap, key, text, at } of mountedScripts(pod, container, context, lines))
    new Run(found, { at, where: `${key} of ConfigMap "${configMap}"` }, variables, directory).script(text)
  return found
})

/**
 * Clues to programs that a container starts in scripts of the ConfigMaps that it mounts: one for each script and program.
 * @param words matches at the start of a program with its arguments, and has no flag `g`
 */
export const scriptPrograms = (pod: Pod, container: Container, context: EvidenceContext, words: RegExp): Evidence[] => {
  const evidence = ranCommands(pod, container, context).flatMap(({ program, args, at, where }): Evidence[] => {
    const isOwn = at.document === pod.document && at.pointer.startsWith(`${container.pointer}/`)
    const found = isOwn || program === '' ? null : words.exec(`${program} ${args.join(' ')}`)
    return found?.index === 0 ? [{ source: 'manifest', text: `"${found[0]}" in ${where}`, at }] : []
  })
  return [...new Map(evidence.map((clue) => [clue.text, clue])).values()]
}
