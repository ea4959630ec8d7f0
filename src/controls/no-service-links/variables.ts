import {
  type Found,
  type PodText,
  searchTexts,
  textOfContainer,
  uniqueEvidence,
  withoutComments,
} from '../../evidence/text/text.ts'
import { calledIn, mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, InputObject, Pod } from '../../model.ts'

const END = '(?![A-Za-z0-9_])'

/**
 * How the kubelet names the variables of a Service, after the Service's own name: those of Kubernetes and of Docker's
 * links. https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const SUFFIX = '_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)?)'

const NAME = `[A-Z][A-Z0-9_]*${SUFFIX}${END}`

/** Such a name where it is read: what an assignment or the key of a setting gives a value is defined there. */
const READ = new RegExp(`(?<=\\$[({]?)${NAME}|(?<![A-Za-z0-9_])${NAME}(?!["']?\\s*(?::|=(?!=)))`)

const LINK = new RegExp(`^${SUFFIX}$`)

/** A name that is put together when the program runs, from that of a Service and one of these endings. */
const BUILT_HOST = /(?<![A-Za-z0-9_])_SERVICE_HOST(?![A-Za-z0-9])/
const BUILT_PORT = /(?<![A-Za-z0-9_])_SERVICE_PORT(?![A-Za-z0-9])/

/** The variables of the API server's own Service are set with links or without. */
const ALWAYS_SET = /^KUBERNETES_/

/** Settings that send a program to the variables, and the samples' one that names the Service whose it reads. */
const HOSTS_FROM = /^(?:GET_)?HOSTS_FROM$|^(?:SERVICE_)?DISCOVERY(?:_(?:FROM|MODE|METHOD|TYPE|BACKEND))?$/
const SERVICE_NAME = 'DATABASE_SERVICE_NAME'

const prefixOf = (service: InputObject): string => service.resource.name.toUpperCase().replaceAll('-', '_')

/** A Service without an address of its own gets no variables. */
const hasVariables = ({ value }: InputObject): boolean => {
  const { type, clusterIP } = asObject(value.spec)
  return type !== 'ExternalName' && clusterIP !== 'None'
}

const findServices = (pod: Pod, { input, settings }: EvidenceContext): InputObject[] =>
  input.services.filter(({ resource }) =>
    mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace),
  )

/** Whether variables come from where the stream does not show them. */
const hasUnseenVariables = ({ value }: Container, { input }: EvidenceContext): boolean =>
  asList(value.envFrom).some((item) => {
    const { secretRef, configMapRef } = asObject(item)
    if (secretRef !== undefined) return true
    const { name } = asObject(configMapRef)
    return name !== undefined && calledIn(input.configMaps, name).length === 0
  })

/** Whether a script gives the variable a value of its own before or after, other than what it had. */
const assigns = (text: string, name: string): boolean =>
  new RegExp(`(?:^|[\\s;&"'])${name}=(?!["']?\\$[({]?${name})`, 'm').test(text)

/** The variables of Services that a container reads and does not define: its own value wins over the kubelet's. */
const findLinkReads = (
  texts: readonly PodText[],
  container: Container,
  pod: Pod,
  context: EvidenceContext,
): Found[] => {
  const defined = new Set(texts.filter(({ kind }) => kind === 'name').map(({ text }) => text))
  const isVariable = (words: string): boolean => {
    const named = findServices(pod, context).filter((service) => {
      const prefix = prefixOf(service)
      return words.startsWith(prefix) && LINK.test(words.slice(prefix.length))
    })
    if (named.length === 0) return words.endsWith('_SERVICE_HOST')
    if (/(?<!_SERVICE)_PORT$/.test(words) && hasUnseenVariables(container, context)) return false
    return named.some(hasVariables)
  }
  return searchTexts(
    texts.filter(({ kind }) => kind !== 'name'),
    READ,
  ).filter(({ words, in: { variable, text } }) => {
    if (ALWAYS_SET.test(words) || (defined.has(words) && variable !== words)) return false
    return isVariable(words) && !assigns(text, words)
  })
}

const findEnvironmentLookups = (texts: readonly PodText[], pod: Pod, context: EvidenceContext): Evidence[] => [
  ...searchTexts(
    texts.filter(({ variable }) => HOSTS_FROM.test(variable ?? '')),
    /^env(?:ironment)?$/i,
  ).map(({ clue: evidence }) => evidence),
  ...texts.flatMap(({ kind, variable, text, where, at }): Evidence[] => {
    if (kind !== 'env' || variable !== SERVICE_NAME) return []
    const isService = findServices(pod, context).some(
      (service) => service.resource.name === text && hasVariables(service),
    )
    return isService ? [{ source: 'manifest', text: where, at }] : []
  }),
]

/** Made names of ports are mostly made from the pod's own name, of which a Service has to be there. */
const findBuiltNames = (texts: readonly PodText[], pod: Pod, context: EvidenceContext): Evidence[] => {
  const read = texts.filter(({ kind }) => kind !== 'name')
  const own = `${pod.resource.name}-`
  const isOwn = ({ resource: { name } }: InputObject): boolean =>
    name.startsWith(own) && /^\d+$/.test(name.slice(own.length))
  const ports = searchTexts(read, BUILT_PORT)
  const isMade = ports.length > 0 && findServices(pod, context).some(isOwn)
  return [...searchTexts(read, BUILT_HOST), ...(isMade ? ports : [])].map(({ clue: evidence }) => evidence)
}

/** Whether a text may have a word of those looked for, which few have: patterns take their time on long scripts. */
const mayMatch = ({ kind, text, variable }: PodText): boolean =>
  text.includes('_SERVICE_') ||
  text.includes('_PORT') ||
  (kind === 'env' && (variable === SERVICE_NAME || HOSTS_FROM.test(variable ?? '')))

/** Clues to variables of Services that a pod reads from its environment, command lines, probes and ConfigMaps. */
export const findServiceLinkReads = (pod: Pod, context: EvidenceContext): Evidence[] =>
  uniqueEvidence(
    pod.containers.flatMap((container) => {
      const all = textOfContainer(pod, container, context)
      if (!all.some(mayMatch)) return []
      const texts = all.filter((piece) => piece.kind === 'name' || mayMatch(piece)).map(withoutComments)
      return [
        ...findLinkReads(texts, container, pod, context).map(({ clue: evidence }) => evidence),
        ...findBuiltNames(texts, pod, context),
        ...findEnvironmentLookups(texts, pod, context),
      ]
    }),
  )
