import type { Clue, Container, Context, Pod } from '../model.ts'
import { stepsOf } from '../pointer.ts'
import {
  API_PROGRAMS,
  API_WORDS,
  EMPTY_KUBECONFIG,
  KUBECONFIG,
  LEADER_ELECTION,
  LEADER_VARIABLE,
  SPEAKS_OF_KUBERNETES,
  TOLD_KUBERNETES,
} from './api-words.ts'
import { withoutComments } from './comments.ts'
import { type PodText, searchTexts, textOfContainer, uniqueClues } from './text.ts'

/** Lists hosts that are reached without a proxy, whether the program ever calls them or not. */
const NO_PROXY = /^no_proxy$/i

const OFF = /^(?:false|no|off|0|)$/i

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

/** Settings whose name and value stand apart, as variables have them. */
const settings = (texts: readonly PodText[], isMeant: (name: string, value: string) => boolean): Clue[] =>
  texts.flatMap(({ kind, text, variable, where, at }): Clue[] =>
    kind === 'env' && variable !== undefined && isMeant(variable, text)
      ? [{ source: 'manifest', text: where, at }]
      : [],
  )

const isTold = (name: string, value: string): boolean =>
  /^(?:kubernetes|k8s)$/i.test(value) && new RegExp(TOLD_KUBERNETES.source, 'i').test(`${name}=${value}`)

const elections = (texts: readonly PodText[]): Clue[] => [
  ...searchTexts(
    texts.filter(({ kind }) => kind === 'command' || kind === 'file'),
    LEADER_ELECTION,
  ).map(({ clue }) => clue),
  ...settings(texts, (name, value) => LEADER_VARIABLE.test(name) && !OFF.test(value)),
]

/** Clues in what a container reads, its mounted ConfigMaps among it, that its program talks to the API server. */
export const apiWords = (pod: Pod, container: Container, context: Context): Clue[] => {
  const texts = textOfContainer(pod, container, context)
    .filter(({ variable }) => variable === undefined || !NO_PROXY.test(variable))
    .map(withoutComments)
  const find = (among: readonly PodText[], words: RegExp): Clue[] => searchTexts(among, words).map(({ clue }) => clue)
  const promising = texts.filter(({ text }) => SPEAKS_OF_KUBERNETES.test(text))
  return uniqueClues([
    ...find(promising, API_WORDS),
    ...find(promising, TOLD_KUBERNETES),
    ...settings(texts, isTold),
    ...find(
      texts.filter((piece) => piece.kind === 'command' || isScript(piece)),
      API_PROGRAMS,
    ),
    ...find(texts, EMPTY_KUBECONFIG),
    ...find(
      texts.filter((piece, i) => isEmptyKubeconfig(texts, piece, i)),
      /--?kubeconfig/,
    ),
    ...(hasKubeconfig(texts) ? [] : elections(texts)),
  ])
}
