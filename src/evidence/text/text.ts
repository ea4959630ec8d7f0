import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, Place, Pod } from '../../model.ts'
import { perContainer } from '../cache.ts'
import { configEntriesOf } from './config-maps.ts'
import { matchesOf, stringsIn } from './search.ts'
import { isSecretName } from './secret-names.ts'

/** A piece of text that a container is given. */
export interface PodText {
  /** `name` is the name of an environment variable that the manifest defines, `env` such a variable's value. */
  kind: 'name' | 'env' | 'command' | 'file'
  text: string
  /** Where it stands, in words, e.g. `args of container "app"`. */
  where: string
  at: Place
  /** The variable whose value this is. */
  variable?: string
  /** Its name speaks of a password or the like, so that nothing of it may be quoted. */
  isSecret: boolean
}

/** Words found in a piece of text. */
export interface TextMatch {
  words: string
  in: PodText
  /** Quotes the words, or only where they stand where the text may hold a secret. */
  clue: Evidence
}

const COMMAND_FIELDS = ['command', 'args', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const

/** The name that a word of a command line gives a value: of `--flag=value` or `NAME=value` itself, or the flag before. */
const labelOf = (text: string, before: string | undefined): string => {
  const own = /^(-*[\w.-]+)=/.exec(text)?.[1]
  if (own !== undefined) return own
  return before !== undefined && /^-[\w.-]+$/.test(before) && !text.startsWith('-') ? before : ''
}

const commandTexts = (pod: Pod, container: Container): PodText[] =>
  COMMAND_FIELDS.flatMap((field) => {
    const strings = stringsIn(container.value[field], `${container.pointer}/${field}`)
    return strings.map(({ text, pointer }, i): PodText => {
      const isSecret = isSecretName(labelOf(text, strings[i - 1]?.text))
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

const configTexts = (pod: Pod, container: Container, context: EvidenceContext): PodText[] =>
  configEntriesOf(pod, container, context).flatMap(({ configMap, key, variable, text, at }): PodText[] => {
    const where = `${key} of ConfigMap "${configMap}"`
    const isSecret = isSecretName(key) || isSecretName(variable ?? '')
    if (variable === undefined) return [{ kind: 'file', text, where, at, isSecret }]
    const defined: PodText = { kind: 'name', text: variable, where, at, isSecret: false }
    return [defined, { kind: 'env', text, where, at, variable, isSecret }]
  })

/**
 * All text of the manifests that a container may read: its environment, command, args, probes and lifecycle, and the
 * ConfigMaps of the stream that it names or mounts. Secrets are never read.
 */
export const textOfContainer = perContainer((pod, container, context): readonly PodText[] => [
  ...environmentTexts(pod, container),
  ...commandTexts(pod, container),
  ...configTexts(pod, container, context),
])

/** Every different match of `words` in each of the texts, with a clue that may be printed. */
export const searchTexts = (texts: readonly PodText[], words: RegExp): TextMatch[] =>
  texts.flatMap((piece) => {
    const matches = new Set(matchesOf(piece.text, words).map(([match]) => match))
    return [...matches].map((match): TextMatch => {
      const text = piece.isSecret ? piece.where : `${match} in ${piece.where}`
      return { words: match, in: piece, clue: { source: 'manifest', text, at: piece.at } }
    })
  })

/** The clues without those that say the same of the same place, as containers that share a ConfigMap do. */
export const uniqueEvidence = (evidence: readonly Evidence[]): Evidence[] => [
  ...new Map(evidence.map((clue) => [`${clue.at?.document}${clue.at?.pointer} ${clue.text}`, clue])).values(),
]

/** Clues to `words` in all that a container may read; names of environment variables count too. */
export const findInContainer = (pod: Pod, container: Container, context: EvidenceContext, words: RegExp): Evidence[] =>
  uniqueEvidence(searchTexts(textOfContainer(pod, container, context), words).map(({ clue: evidence }) => evidence))

/** The same for all containers of a pod. */
export const findInPod = (pod: Pod, context: EvidenceContext, words: RegExp): Evidence[] =>
  uniqueEvidence(pod.containers.flatMap((container) => findInContainer(pod, container, context, words)))

/** Each line that a shell, YAML, TOML, JavaScript or INI takes for a comment. */
const COMMENT = /^[ \t]*(?:#|\/\/|;).*$/gm

/** A text without its comment lines, in which people speak of programs and variables that nothing reads. */
export const withoutComments = (piece: PodText): PodText =>
  piece.text.includes('\n') ? { ...piece, text: piece.text.replace(COMMENT, '') } : piece
