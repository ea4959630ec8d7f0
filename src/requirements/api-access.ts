import { findInGroups } from '../evidence/evidence.ts'
import { parseImage } from '../evidence/image/names.ts'
import {
  type PodText,
  searchTexts,
  selectTexts,
  type TextGroup,
  textsOfContainer,
  uniqueEvidence,
  withoutComments,
} from '../evidence/text/text.ts'
import { asString } from '../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../model.ts'
import { stepsOf } from '../pointer.ts'

const anyOf = (...words: string[]): RegExp => new RegExp(words.join('|'), 'gm')

/** Blanks at the start of a line: with line breaks among them, the search would take quadratic time in empty lines. */
const BLANKS = '[^\\S\\r\\n\\u2028\\u2029]*'

/** The value of a setting that is switched off. */
const SWITCHED_OFF = `["']?\\s*[:=]\\s*["']?(?:[Ff]alse|[Nn]o\\b|[Oo]ff|0)`

/** Settings of programs that use the API server or its token, as the programs' documentation names them. */
export const API_WORDS = anyOf(
  '/run/secrets/kubernetes\\.io/serviceaccount',
  '\\bkubernetes\\.default(?:\\.svc)?(?![\\w-])',
  'KUBERNETES_SERVICE_(?:HOST|PORT)',
  `\\b[Ii][Nn][-_]?[Cc][Ll][Uu][Ss][Tt][Ee][Rr](?:[-_]?[Cc]onfig)?(?![\\w-])(?!${SWITCHED_OFF})`,
  '\\bk8s://',
  // Prometheus, Alloy, Promtail, Vector, Telegraf, Fluentd, Fluent Bit, Beats and the OpenTelemetry collector
  '\\bkubernetes_sd_configs?\\b',
  '\\bdiscovery\\.kubernetes\\b',
  '\\bloki\\.source\\.(?:kubernetes(?:_events)?|podlogs)\\b',
  '\\bkubernetes_(?:logs|events|metadata)\\b',
  '\\bkube_inventory\\b',
  '\\b[Kk]ube_(?:URL|url|Token_File|token_file)\\b',
  `^${BLANKS}(?:-\\s+)?[Nn]ame:?\\s+kubernetes\\s*$`,
  '\\badd_kubernetes_metadata\\b',
  '\\b(?:k8sattributes|kubeletstats|k8s_cluster|k8sobjects|k8s_observer)\\b',
  // Traefik and CoreDNS
  '\\bproviders\\.kubernetes(?:[Cc][Rr][Dd]|[Ii]ngress|[Gg]ateway)\\b',
  '\\bkubernetes(?:CRD|Ingress|Gateway):',
  `^${BLANKS}kubernetes\\s+cluster\\.local\\b`,
  // programs that find their peers, elect a leader or keep their state through the API
  '\\b(?:kubernetes\\.)?KUBE_PING\\b',
  '\\bTcpDiscoveryKubernetesIpFinder\\b',
  '\\bpeer_discovery_k8s\\b',
  '\\bpeer_discovery_backend\\s*=\\s*k8s\\b',
  '\\bprovider=k8s\\b',
  '\\bkubernetes-api\\b',
  '\\bPATRONI_KUBERNETES_\\w+',
  '\\bKUBERNETES_(?:(?:SCOPE|ROLE)_LABEL|LABELS|MASTER|TRUST_CERT(?:IFICATE)?S?|CA_CERTIFICATE_FILE|AUTH_\\w+)\\b',
  '\\bKubernetesHaServicesFactory\\b',
  '\\bservice_registration\\s+"kubernetes"',
  '\\bauth/kubernetes\\b',
  // programs that start pods
  '\\bKubernetes(?:Executor|PodOperator)\\b',
  '\\b(?:KubeSpawner|K8sRunLauncher)\\b',
  // operators and controllers
  '\\bWATCH_NAMESPACES?\\b',
  '\\bOPERATOR_(?:NAME|NAMESPACE|CONDITION_NAME)\\b',
  '--kube-api-(?:qps|burst|content-type)\\b',
)

/** Matches every text with one of the words above or settings below: a fast first check. */
export const MENTIONS_KUBERNETES = /kube|k8s|cluster|podlogs|WATCH_NAMESPACE|OPERATOR_/i

/** Settings that select Kubernetes: `--executor=kubernetes`, `discovery: k8s`, `EXECUTION_RUNTIME=kubernetes`. */
export const SELECTS_KUBERNETES =
  /(?:executor|runtime|orchestrator|discovery(?:[._-]?(?:type|method|mode|backend))?|launcher|spawner)["']?(?:\s*[:=]\s*|(?<=--[\w-]{1,40})\s+)["']?(?:kubernetes|k8s)\b(?![.-])/gi

/** Commands that only call the API server. */
export const API_PROGRAMS =
  /(?<![\w-])kubectl(?![\w-])|(?<![\w./-])(?:helm (?:install|upgrade|uninstall|list|ls|rollback)|oc (?:apply|create|delete|get|patch|rsh|wait))(?![\w-])/g

/** Flags for leader election with a Lease. */
export const LEADER_ELECTION =
  /--?(?:enable-)?leader-elect(?:ion)?(?:-[\w-]+)?(?![\w-]|[= ]"?false)|\bleaderElect(?:ion)?:\s*(?:true|(?:leaderElect|enabled?):\s*true)/g

/** Variables that enable leader election. */
export const LEADER_VARIABLE = /^(?:ENABLE_)?LEADER_ELECT(?:ION)?(?:_ENABLED?)?$/

/** An empty kubeconfig, with which client-go uses the pod's token. */
export const EMPTY_KUBECONFIG = /--?kubeconfig(?:=|\s+)(?:""|''|\s|$)/g

/** A kubeconfig, with which the program has its own credentials. */
export const KUBECONFIG = /--?kubeconfig(?:=|\s+)["']?[^\s"'-]/

/** Lists hosts without a proxy, whether the program calls them or not. */
const NO_PROXY = /^no_proxy$/i

const OFF = /^(?:false|no|off|0|)$/i

/** Whether a file is a script, by its name or first line. Other files mention programs without running them. */
const isScript = ({ kind, text, at }: PodText): boolean =>
  kind === 'file' && (text.startsWith('#!') || /\.(?:sh|bash|py|pl|rb)$|^[^.]*$/.test(stepsOf(at.pointer).at(-1) ?? ''))

const kubeconfigs = (texts: TextGroup): PodText[] =>
  texts.filter(
    ({ kind, text, variable }, i) =>
      (variable === 'KUBECONFIG' && text !== '') ||
      KUBECONFIG.test(text) ||
      (kind === 'command' && /^--?kubeconfig$/.test(text) && (texts[i + 1]?.text ?? '') !== ''),
  )

const KUBECONFIG_FLAG = /--?kubeconfig/

const emptyKubeconfigs = (texts: TextGroup): PodText[] =>
  texts.filter(({ kind, text }, i) => kind === 'command' && /^--?kubeconfig$/.test(text) && texts[i + 1]?.text === '')

const readable = (texts: TextGroup): PodText[] =>
  texts.filter(({ variable }) => variable === undefined || !NO_PROXY.test(variable)).map(withoutComments)

const promising = (texts: TextGroup): PodText[] => texts.filter(({ text }) => MENTIONS_KUBERNETES.test(text))

const programTexts = (texts: TextGroup): PodText[] =>
  texts.filter((piece) => piece.kind === 'command' || isScript(piece))

const commandsAndFiles = (texts: TextGroup): PodText[] =>
  texts.filter(({ kind }) => kind === 'command' || kind === 'file')

/** Makes a finder of variables by their name and value. */
const settingsFinder =
  (isMeant: (name: string, value: string) => boolean) =>
  (texts: TextGroup): Evidence[] =>
    texts.flatMap(({ kind, text, variable, where, at }): Evidence[] =>
      kind === 'env' && variable !== undefined && isMeant(variable, text)
        ? [{ source: 'manifest', text: where, at }]
        : [],
    )

const SELECTS = new RegExp(SELECTS_KUBERNETES.source, 'i')

const findSelections = settingsFinder(
  (name, value) => /^(?:kubernetes|k8s)$/i.test(value) && SELECTS.test(`${name}=${value}`),
)

const findLeaderSettings = settingsFinder((name, value) => LEADER_VARIABLE.test(name) && !OFF.test(value))

/** Finds evidence in the text that a container reads, including ConfigMaps, that its program calls the API server. */
export const findApiWords = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const texts = selectTexts(textsOfContainer(pod, container, context), readable)
  const find = (among: readonly TextGroup[], words: RegExp): Evidence[] =>
    searchTexts(among, words).map(({ evidence }) => evidence)
  const likely = selectTexts(texts, promising)
  return uniqueEvidence([
    ...find(likely, API_WORDS),
    ...find(likely, SELECTS_KUBERNETES),
    ...findInGroups(texts, findSelections),
    ...find(selectTexts(texts, programTexts), API_PROGRAMS),
    ...find(texts, EMPTY_KUBECONFIG),
    ...find(selectTexts(texts, emptyKubeconfigs), KUBECONFIG_FLAG),
    ...(selectTexts(texts, kubeconfigs).some((found) => found.length > 0)
      ? []
      : [...find(selectTexts(texts, commandsAndFiles), LEADER_ELECTION), ...findInGroups(texts, findLeaderSettings)]),
  ])
}

/** Last parts of repositories that only contain an API client. */
const CLIENTS: readonly string[] = ['helm', 'k8s', 'oc', 'origin-cli', 'ose-cli', 'reloader']

/** Finds the API client in the last part of a repository; the parts before it name teams and projects. */
const clientName = (repository: string): string | undefined => {
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase()
  const words = name.split(/[^a-z0-9]+/)
  const last = words.at(-1) ?? ''
  if (CLIENTS.includes(name) || name.startsWith('kube-')) return name
  if (words.includes('k8s') && words.includes('sidecar')) return 'k8s-sidecar'
  if (['controller', 'provisioner'].includes(last)) return last
  if (name.endsWith('controller-manager')) return 'controller-manager'
  return words.find((word) => word === 'kubectl' || word === 'operator')
}

/** Finds images of API clients: operators, controllers, kubectl. */
export const findApiClient = (pod: Pod, container: Container): Evidence[] => {
  const image = asString(container.value.image)
  const sign = image === undefined ? undefined : clientName(parseImage(image).repository)
  if (sign === undefined) return []
  const text = `"${sign}" in image of container "${container.name}"`
  return [{ source: 'manifest', text, at: { document: pod.document, pointer: `${container.pointer}/image` } }]
}
