import { parseImage } from '../kube/image-name.ts'
import { asString } from '../kube/pods.ts'
import type { Clue, Container, Context, Pod } from '../model.ts'
import { stepsOf } from '../patch/pointer.ts'
import { API_PROGRAMS, API_WORDS, EMPTY_KUBECONFIG, KUBECONFIG, LEADER_ELECTION, LEADER_VARIABLE } from './api-words.ts'
import { type PodText, searchTexts, textOfContainer, uniqueClues } from './text.ts'

/** Lists hosts that are reached without a proxy, whether the program ever calls them or not. */
const NO_PROXY = /^no_proxy$/i

/** Each line that a shell, YAML, TOML, JavaScript or INI takes for a comment. */
const COMMENT = /^[ \t]*(?:#|\/\/|;).*$/gm

const OFF = /^(?:false|no|off|0|)$/i

const withoutComments = (piece: PodText): PodText =>
  piece.text.includes('\n') ? { ...piece, text: piece.text.replace(COMMENT, '') } : piece

/** A file that is run, by its name or first line; prose, rules and dashboards speak of programs that nobody runs. */
const isScript = ({ kind, text, at }: PodText): boolean =>
  kind === 'file' && (text.startsWith('#!') || /\.(?:sh|bash|py|pl|rb)$|^[^.]*$/.test(stepsOf(at.pointer).at(-1) ?? ''))

const hasKubeconfig = (texts: readonly PodText[]): boolean =>
  texts.some(
    ({ kind, text, variable }, i) =>
      (variable === 'KUBECONFIG' && text !== '') ||
      KUBECONFIG.test(text) ||
      (kind === 'command' && /^--?kubeconfig$/.test(text) && (texts[i + 1]?.text ?? '') !== ''),
  )

const isEmptyKubeconfig = (texts: readonly PodText[], { kind, text }: PodText, index: number): boolean =>
  kind === 'command' && /^--?kubeconfig$/.test(text) && texts[index + 1]?.text === ''

const elections = (texts: readonly PodText[]): Clue[] => [
  ...searchTexts(
    texts.filter(({ kind }) => kind === 'command' || kind === 'file'),
    LEADER_ELECTION,
  ).map(({ clue }) => clue),
  ...texts.flatMap(({ kind, text, variable, where, at }): Clue[] => {
    if (kind !== 'env' || !LEADER_VARIABLE.test(variable ?? '') || OFF.test(text)) return []
    return [{ source: 'manifest', text: where, at }]
  }),
]

/** Clues in what a container reads, its mounted ConfigMaps among it, that its program talks to the API server. */
export const apiWords = (pod: Pod, container: Container, context: Context): Clue[] => {
  const texts = textOfContainer(pod, container, context)
    .filter(({ variable }) => variable === undefined || !NO_PROXY.test(variable))
    .map(withoutComments)
  const empty = texts.filter((piece, i) => isEmptyKubeconfig(texts, piece, i))
  return uniqueClues([
    ...searchTexts(texts, API_WORDS).map(({ clue }) => clue),
    ...searchTexts(
      texts.filter((piece) => piece.kind === 'command' || isScript(piece)),
      API_PROGRAMS,
    ).map(({ clue }) => clue),
    ...searchTexts(texts, EMPTY_KUBECONFIG).map(({ clue }) => clue),
    ...searchTexts(empty, /--?kubeconfig/).map(({ clue }) => clue),
    ...(hasKubeconfig(texts) ? [] : elections(texts)),
  ])
}

/** Last parts of repositories that hold a client of the API and nothing else. */
const CLIENTS: readonly string[] = ['helm', 'k8s', 'oc', 'origin-cli', 'ose-cli', 'reloader']

/** What the last part of a repository says of its program; the folders above it name teams and projects. */
const signOf = (repository: string): string | undefined => {
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase()
  const words = name.split(/[^a-z0-9]+/)
  const last = words.at(-1) ?? ''
  if (CLIENTS.includes(name) || name.startsWith('kube-')) return name
  if (words.includes('k8s') && words.includes('sidecar')) return 'k8s-sidecar'
  if (['controller', 'provisioner'].includes(last)) return last
  if (name.endsWith('controller-manager')) return 'controller-manager'
  return words.find((word) => word === 'kubectl' || word === 'operator')
}

/** A clue to the image of a container whose program surely talks to the API server: operators, controllers, kubectl. */
export const apiClient = (pod: Pod, container: Container): Clue[] => {
  const image = asString(container.value.image)
  const sign = image === undefined ? undefined : signOf(parseImage(image).repository)
  if (sign === undefined) return []
  const text = `"${sign}" in image of container "${container.name}"`
  return [{ source: 'manifest', text, at: { document: pod.document, pointer: `${container.pointer}/image` } }]
}
