import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, Place, Pod } from '../../model.ts'
import { onceInGroup, perContainer, share } from '../evidence.ts'
import { argvsOf, matchesOf, stringsIn } from './commands.ts'
import { type ConfigEntry, configGroupsOf, isSecretName } from './config-maps.ts'

/** A piece of text that a container can read. */
export interface PodText {
  /** `name` is the name of an environment variable, `env` a variable's value. */
  kind: 'name' | 'env' | 'command' | 'file'
  text: string
  /** Its location in words, e.g. `args of container "app"`. */
  where: string
  at: Place
  /** The variable with this name or value. */
  variable?: string
  /** Its name suggests a secret, so it must not be quoted. */
  isSecret: boolean
}

/** Texts that are searched together: those of one container, or of a ConfigMap that containers share. */
export type TextGroup = readonly PodText[]

/** A match of a pattern in a piece of text. */
export interface TextMatch {
  words: string
  in: PodText
  /** Quotes the words with their location, or only the location if the text may be a secret. */
  evidence: Evidence
}

const COMMAND_FIELDS = ['command', 'args', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const

/** Returns the name of an argument's value: its own of `--flag=value` or `NAME=value`, or the flag before it. */
const valueName = (text: string, before: string | undefined): string => {
  const own = /^([\w.-]+)=/.exec(text)?.[1]
  if (own !== undefined) return own
  return before !== undefined && /^-[\w.-]+$/.test(before) && !text.startsWith('-') ? before : ''
}

const commandTexts = (pod: Pod, container: Container): PodText[] =>
  COMMAND_FIELDS.flatMap((field) => {
    const strings = stringsIn(container.value[field], `${container.pointer}/${field}`)
    return strings.map(({ text, pointer }, i): PodText => {
      const isSecret = isSecretName(valueName(text, strings[i - 1]?.text))
      const where = `${field} of container "${container.name}"`
      return { kind: 'command', text, where, at: { document: pod.document, pointer }, isSecret }
    })
  })

const environmentTexts = (pod: Pod, container: Container): PodText[] =>
  asList(container.value.env).flatMap((item, index): PodText[] => {
    const { name, value } = asObject(item)
    const variable = asString(name)
    if (variable === undefined) return []
    const place = (field: string): Place => ({
      document: pod.document,
      pointer: `${container.pointer}/env/${index}/${field}`,
    })
    const defined: PodText = {
      kind: 'name',
      text: variable,
      where: `env of container "${container.name}"`,
      at: place('name'),
      isSecret: false,
    }
    if (typeof value !== 'string') return [defined]
    const where = `env ${variable} of container "${container.name}"`
    const isSecret = isSecretName(variable)
    return [defined, { kind: 'env', text: value, where, at: place('value'), variable, isSecret }]
  })

const readConfigGroup = (entries: readonly ConfigEntry[]): TextGroup =>
  share(
    entries.flatMap(({ configMap, key, variable, text, at }): PodText[] => {
      const where = `${key} of ConfigMap "${configMap}"`
      const isSecret = isSecretName(key) || isSecretName(variable ?? '')
      if (variable === undefined) return [{ kind: 'file', text, where, at, isSecret }]
      const defined: PodText = { kind: 'name', text: variable, where, at, isSecret: false }
      return [defined, { kind: 'env', text, where, at, variable, isSecret }]
    }),
  )

/**
 * Returns all text of the input that a container can read: its environment, command, args, probes and lifecycle, then the
 * ConfigMaps that it refers to, each a group. Secrets are never read.
 */
export const textsOfContainer = perContainer((pod, container, context): readonly TextGroup[] => [
  [...environmentTexts(pod, container), ...commandTexts(pod, container)],
  ...configGroupsOf(pod, container, context).map((group) => onceInGroup(group, readConfigGroup, readConfigGroup)),
])

/** Selects or changes texts of each group; `select` must exist once. */
export const selectTexts = (groups: readonly TextGroup[], select: (group: TextGroup) => PodText[]): TextGroup[] =>
  groups.map((group) => onceInGroup(group, select, () => share(select(group))))

/** Selects the names of environment variables. */
export const variableNames = (group: TextGroup): PodText[] => group.filter(({ kind }) => kind === 'name')

const searchGroup = (group: TextGroup, words: RegExp): TextMatch[] =>
  group.flatMap((piece) => {
    const matches = new Set(matchesOf(piece.text, words).map(([match]) => match))
    return [...matches].map((match): TextMatch => {
      const text = piece.isSecret ? piece.where : `${match} in ${piece.where}`
      return { words: match, in: piece, evidence: { source: 'manifest', text, at: piece.at } }
    })
  })

/**
 * Finds every distinct match of a pattern in each of the texts, with evidence that quotes no secret. A ConfigMap is searched
 * once for all containers that read it, so the pattern must exist once.
 */
export const searchTexts = (groups: readonly TextGroup[], words: RegExp): TextMatch[] =>
  groups.flatMap((group) => onceInGroup(group, words, () => searchGroup(group, words)))

/** Removes evidence with the same text and place, which containers that share a ConfigMap have. */
export const uniqueEvidence = (evidence: readonly Evidence[]): Evidence[] => [
  ...new Map(evidence.map((one) => [`${one.at?.document}${one.at?.pointer} ${one.text}`, one])).values(),
]

/** Finds a pattern in all text that a container can read, the names of environment variables included. */
export const findInContainer = (pod: Pod, container: Container, context: EvidenceContext, words: RegExp): Evidence[] =>
  uniqueEvidence(searchTexts(textsOfContainer(pod, container, context), words).map(({ evidence }) => evidence))

/** Finds a pattern in all text that the containers of a pod can read. */
export const findInPod = (pod: Pod, context: EvidenceContext, words: RegExp): Evidence[] =>
  uniqueEvidence(pod.containers.flatMap((container) => findInContainer(pod, container, context, words)))

/** A line that is a comment in a shell script, YAML, TOML, JavaScript or INI. */
const COMMENT = /^[ \t]*(?:#|\/\/|;).*$/gm

/** Removes comment lines from a text of several lines: they mention programs and variables that nothing uses. */
export const withoutComments = (piece: PodText): PodText =>
  piece.text.includes('\n') ? { ...piece, text: piece.text.replace(COMMENT, '') } : piece

/** What a container says that facts can depend on. */
export interface ContainerWords {
  /** The environment variables that have a value. */
  variables: ReadonlySet<string>
  /** The names of programs and scripts in `command` and `args`, without folders. */
  programs: ReadonlySet<string>
  runsEntrypoint: boolean
}

/** The entrypoint of an image, if a command names it. */
const ENTRYPOINT = /(?:^|\/)(?:docker-)?(?:entrypoint|init)(?:\.sh)?$/

/** Reads the words of a container that facts about its image can depend on. */
export const wordsOf = perContainer((pod, container, context): ContainerWords => {
  const { command, env } = container.value
  const fromMaps = configGroupsOf(pod, container, context).flat()
  const items = argvsOf(container)
    .slice(0, 2)
    .flatMap((argv) => argv.items)
  return {
    variables: new Set([
      ...fromMaps.flatMap(({ variable, text }) => (variable === undefined || text === '' ? [] : [variable])),
      ...asList(env).flatMap((item) => {
        const { name, value, valueFrom } = asObject(item)
        return typeof name === 'string' && (valueFrom !== undefined || (value ?? '') !== '') ? [name] : []
      }),
    ]),
    programs: new Set(
      items.flatMap((item) => String(item).split(/[\s;&|()"']+/)).map((word) => word.replace(/^.*\//, '')),
    ),
    runsEntrypoint: asList(command).length === 0 || asList(command).some((item) => ENTRYPOINT.test(String(item))),
  }
})
