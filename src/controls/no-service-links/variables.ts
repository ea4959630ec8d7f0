import { onceInGroup } from '../../evidence/evidence.ts'
import {
  type PodText,
  searchTexts,
  selectTexts,
  type TextGroup,
  type TextMatch,
  textsOfContainer,
  uniqueEvidence,
  variableNames,
  withoutComments,
} from '../../evidence/text/text.ts'
import { calledIn, inNamespace } from '../../kube/names.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import { groupBy } from '../../lib/words.ts'
import type { Container, Evidence, EvidenceContext, InputObject, Pod } from '../../model.ts'

const END = '(?![A-Za-z0-9_])'

/**
 * The variables that the kubelet sets for a Service, after the Service's name: those of Kubernetes and of Docker links.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const SUFFIX =
  '_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]{1,63})?|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)?)'

/** Names are limited, so that a search takes linear time. */
const NAME = `[A-Z][A-Z0-9_]{0,253}${SUFFIX}${END}`

/** A variable that is read, as opposed to one that an assignment or setting defines. */
const READ = new RegExp(`(?<=\\$[({]?)${NAME}|(?<![A-Za-z0-9_])${NAME}(?!["']?\\s*(?::|=(?!=)))`)

const LINK = new RegExp(`^${SUFFIX}$`)

/** Suffixes that a program appends to the name of a Service at run time. */
const BUILT_HOST = /(?<![A-Za-z0-9_])_SERVICE_HOST(?![A-Za-z0-9])/
const BUILT_PORT = /(?<![A-Za-z0-9_])_SERVICE_PORT(?![A-Za-z0-9])/

/** The variables of the API server's Service are always set. */
const ALWAYS_SET = /^KUBERNETES_/

/** Settings that make a program read the variables, and a variable of the samples that names the Service. */
const HOSTS_FROM = /^(?:GET_)?HOSTS_FROM$|^(?:SERVICE_)?DISCOVERY(?:_(?:FROM|MODE|METHOD|TYPE|BACKEND))?$/
const SERVICE_NAME = 'DATABASE_SERVICE_NAME'

const prefixOf = (service: InputObject): string => service.resource.name.toUpperCase().replaceAll('-', '_')

/** Whether a Service gets variables: it needs a cluster IP. */
const hasVariables = ({ value }: InputObject): boolean => {
  const { type, clusterIP } = asObject(value.spec)
  return type !== 'ExternalName' && clusterIP !== 'None'
}

const findServices = (pod: Pod, { input, settings }: EvidenceContext): readonly InputObject[] =>
  inNamespace(input.services, pod.resource.namespace, settings.namespace)

const byPrefix = new WeakMap<readonly InputObject[], Map<string, InputObject[]>>()

/** Finds the Services of a list that have a variable, in the order of the list. */
const servicesOfVariable = (services: readonly InputObject[], variable: string): InputObject[] => {
  const index = byPrefix.get(services) ?? groupBy(services, prefixOf)
  byPrefix.set(services, index)
  const found: InputObject[] = []
  for (let at = variable.indexOf('_'); at >= 0; at = variable.indexOf('_', at + 1))
    if (LINK.test(variable.slice(at))) found.push(...(index.get(variable.slice(0, at)) ?? []))
  return found
}

/** Whether a container gets variables from Secrets, or from ConfigMaps that are not in the input. */
const hasUnseenVariables = ({ value }: Container, { input }: EvidenceContext): boolean =>
  asList(value.envFrom).some((item) => {
    const { secretRef, configMapRef } = asObject(item)
    if (secretRef !== undefined) return true
    const { name } = asObject(configMapRef)
    return name !== undefined && calledIn(input.configMaps, name).length === 0
  })

const ASSIGNMENT = /(?<=^|[\s;&"'])([A-Z][A-Z0-9_]{0,500})=(?!["']?\$[({]?\1)/gm

/** Finds the variables to which a script assigns another value. */
const assignedIn = (text: string): Set<string> =>
  new Set(Array.from(text.matchAll(ASSIGNMENT), ([, name = '']) => name))

/** Finds service variables that a container reads but does not define; its own value has precedence over the kubelet's. */
const findLinkReads = (
  texts: readonly TextGroup[],
  isDefined: (name: string) => boolean,
  container: Container,
  pod: Pod,
  context: EvidenceContext,
): TextMatch[] => {
  const isVariable = (words: string): boolean => {
    const named = servicesOfVariable(findServices(pod, context), words)
    if (named.length === 0) return words.endsWith('_SERVICE_HOST')
    if (/(?<!_SERVICE)_PORT$/.test(words) && hasUnseenVariables(container, context)) return false
    return named.some(hasVariables)
  }
  const assigned = new Map<string, Set<string>>()
  const assigns = (text: string, name: string): boolean => {
    const names = assigned.get(text) ?? assignedIn(text)
    assigned.set(text, names)
    return names.has(name)
  }
  return searchTexts(texts, READ).filter(({ words, in: { variable, text } }) => {
    if (ALWAYS_SET.test(words) || (isDefined(words) && variable !== words)) return false
    return isVariable(words) && !assigns(text, words)
  })
}

const ENVIRONMENT = /^env(?:ironment)?$/i

const hostSettings = (texts: TextGroup): PodText[] => texts.filter(({ variable }) => HOSTS_FROM.test(variable ?? ''))

const serviceNames = (texts: TextGroup): PodText[] =>
  texts.filter(({ kind, variable }) => kind === 'env' && variable === SERVICE_NAME)

const findEnvironmentLookups = (texts: readonly TextGroup[], pod: Pod, context: EvidenceContext): Evidence[] => [
  ...searchTexts(selectTexts(texts, hostSettings), ENVIRONMENT).map(({ evidence }) => evidence),
  ...selectTexts(texts, serviceNames)
    .flat()
    .flatMap(({ text, where, at }): Evidence[] => {
      const isService = findServices(pod, context).some(
        (service) => service.resource.name === text && hasVariables(service),
      )
      return isService ? [{ source: 'manifest', text: where, at }] : []
    }),
]

/** Finds names built at run time. Those of ports only count if the input has a Service for each pod by its name. */
const findBuiltNames = (read: readonly TextGroup[], pod: Pod, context: EvidenceContext): Evidence[] => {
  const own = `${pod.resource.name}-`
  const isOwn = ({ resource: { name } }: InputObject): boolean =>
    name.startsWith(own) && /^\d+$/.test(name.slice(own.length))
  const ports = searchTexts(read, BUILT_PORT)
  const isMade = ports.length > 0 && findServices(pod, context).some(isOwn)
  return [...searchTexts(read, BUILT_HOST), ...(isMade ? ports : [])].map(({ evidence }) => evidence)
}

/** Whether a text may contain a match: a fast check, because the patterns are slow on long scripts. */
const mayMatch = ({ kind, text, variable }: PodText): boolean =>
  text.includes('_SERVICE_') ||
  text.includes('_PORT') ||
  (kind === 'env' && (variable === SERVICE_NAME || HOSTS_FROM.test(variable ?? '')))

const relevant = (texts: TextGroup): PodText[] =>
  texts.filter((piece) => piece.kind !== 'name' && mayMatch(piece)).map(withoutComments)

const namesIn = (texts: TextGroup): Set<string> => new Set(variableNames(texts).map(({ text }) => text))

/** Finds service variables that a pod reads in its environment, commands, probes and ConfigMaps. */
export const findServiceLinkReads = (pod: Pod, context: EvidenceContext): Evidence[] =>
  uniqueEvidence(
    pod.containers.flatMap((container) => {
      const all = textsOfContainer(pod, container, context)
      const texts = selectTexts(all, relevant)
      if (texts.every((group) => group.length === 0)) return []
      const isDefined = (name: string): boolean => all.some((group) => onceInGroup(group, namesIn, namesIn).has(name))
      return [
        ...findLinkReads(texts, isDefined, container, pod, context).map(({ evidence }) => evidence),
        ...findBuiltNames(texts, pod, context),
        ...findEnvironmentLookups(texts, pod, context),
      ]
    }),
  )
