import type { Found, PodText } from '../evidence/text.ts'
import { searchTexts, textOfContainer, uniqueClues } from '../evidence/text.ts'
import { mayShareNamespace } from '../kube/namespaces.ts'
import type { Clue, Context, Control, Judgement, Objection, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { join } from '../patch/pointer.ts'
import { absent } from './shared/clues.ts'
import { clueAt } from './shared/decisions.ts'
import { kubernetes } from './shared/references.ts'

const FIELD = 'enableServiceLinks'

/** Names that the kubelet gives to the variables of a Service; the first group is the Service's name. */
const LINK =
  /(?<![A-Za-z0-9_])([A-Z][A-Z0-9_]*)_(?:SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)(?![A-Za-z0-9_])/

/** The variables of the API server's own Service are set with links or without. */
const ALWAYS_SET = 'KUBERNETES'

/** Whether a Service of the stream that the pod may see gives variables of this prefix. */
const isService = (prefix: string, pod: Pod, { stream, settings }: Context): boolean =>
  stream.services.some(
    ({ resource }) =>
      resource.name.toUpperCase().replaceAll('-', '_') === prefix &&
      mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace),
  )

/** The variables of Services that a container reads and does not define: its own value wins over the kubelet's. */
const linksRead = (texts: readonly PodText[], pod: Pod, context: Context): Found[] => {
  const defined = new Set(texts.filter(({ kind }) => kind === 'name').map(({ text }) => text))
  const values = texts.filter(({ kind }) => kind !== 'name')
  return searchTexts(values, LINK).filter(({ words, in: { variable } }) => {
    const prefix = LINK.exec(words)?.[1] ?? ''
    if (prefix === ALWAYS_SET || (defined.has(words) && variable !== words)) return false
    return words.endsWith('_SERVICE_HOST') || isService(prefix, pod, context)
  })
}

const findObjection = (pod: Pod, context: Context): Objection | undefined => {
  const found = pod.containers.flatMap((container): Clue[] => {
    const texts = textOfContainer(pod, container, context)
    const asked = texts.filter(({ variable }) => variable === 'GET_HOSTS_FROM')
    return [...linksRead(texts, pod, context), ...searchTexts(asked, /^env$/)].map(({ clue }) => clue)
  })
  if (found.length === 0) return undefined
  const reason = 'the manifest reads the address of a Service from a variable that Kubernetes sets for it'
  return { cause: 'evidence', reason, hint: 'name the Service by its DNS name instead', evidence: uniqueClues(found) }
}

const judge = (pod: Pod, context: Context): Judgement[] => {
  const path = join(pod.pointer, FIELD)
  const value = pod.spec[FIELD] ?? undefined
  if (value === false) return [{ path, state: 'compliant' }]
  const clue = value === undefined ? absent(pod, FIELD) : clueAt(pod, path, `${FIELD}: ${JSON.stringify(value)}`)
  const against = findObjection(pod, context)
  return [
    {
      path,
      state: 'open',
      operations: setField({ value: pod.spec, pointer: pod.pointer }, [FIELD], false),
      reason: 'the addresses of all Services of its namespace stood in its environment',
      evidence: [clue],
      confidence: 'likely',
      ...(against === undefined ? {} : { against }),
    },
  ]
}

/** Pods find Services by DNS; the variables of Docker's old links are not set. */
export default {
  id: 'no-service-links',
  title: 'The environment of a pod does not list the Services of its namespace',
  rationale:
    'For compatibility with the links of Docker, each Service of the namespace puts seven or more variables into every ' +
    'container. They draw a map of the namespace for whoever gets in, slow the start where there are thousands of ' +
    'Services, and shadow settings of the program: a Service named redis sets REDIS_PORT to tcp://10.0.0.1:6379. DNS ' +
    'has replaced them.',
  breaks:
    'A program that finds a Service only through NAME_SERVICE_HOST and the like finds an empty value: it logs a missing ' +
    'variable, or connects to localhost and is refused. KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are set ' +
    'all the same.',
  references: [
    kubernetes(
      'Accessing the Service: environment variables',
      'https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables',
    ),
  ],
  fields: [`/spec/${FIELD}`],
  settlesAlone: true,
  judge,
} satisfies Control as Control
