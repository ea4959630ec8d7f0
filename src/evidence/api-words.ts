const anyOf = (...words: string[]): RegExp => new RegExp(words.join('|'), 'gm')

/** What a setting says where it switches something off. */
const OFF = `["']?\\s*[:=]\\s*["']?(?:[Ff]alse|[Nn]o\\b|[Oo]ff|0)`

/**
 * Settings of programs that find the API server or its token by themselves, or name one of the two. Each is what the
 * program's own documentation calls it; many programs share most of them.
 */
export const API_WORDS = anyOf(
  '/run/secrets/kubernetes\\.io/serviceaccount',
  '\\bkubernetes\\.default(?:\\.svc)?(?![\\w-])',
  'KUBERNETES_SERVICE_(?:HOST|PORT)',
  `\\b[Ii][Nn][-_]?[Cc][Ll][Uu][Ss][Tt][Ee][Rr](?:[-_]?[Cc]onfig)?(?![\\w-])(?!${OFF})`,
  '\\bk8s://',
  // Prometheus, Alloy, Promtail, Vector, Telegraf, Fluentd, Fluent Bit, Beats and the OpenTelemetry collector
  '\\bkubernetes_sd_configs?\\b',
  '\\bdiscovery\\.kubernetes\\b',
  '\\bloki\\.source\\.(?:kubernetes(?:_events)?|podlogs)\\b',
  '\\bkubernetes_(?:logs|events|metadata)\\b',
  '\\bkube_inventory\\b',
  '\\b[Kk]ube_(?:URL|url|Token_File|token_file)\\b',
  '^\\s*(?:-\\s+)?[Nn]ame:?\\s+kubernetes\\s*$',
  '\\badd_kubernetes_metadata\\b',
  '\\b(?:k8sattributes|kubeletstats|k8s_cluster|k8sobjects|k8s_observer)\\b',
  // Traefik and CoreDNS
  '\\bproviders\\.kubernetes(?:[Cc][Rr][Dd]|[Ii]ngress|[Gg]ateway)\\b',
  '\\bkubernetes(?:CRD|Ingress|Gateway):',
  '^\\s*kubernetes\\s+cluster\\.local\\b',
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

/** What every text has in which one of the words above or the settings below stands: few have, and this is told fast. */
export const SPEAKS_OF_KUBERNETES = /kube|k8s|cluster|podlogs|WATCH_NAMESPACE|OPERATOR_/i

/** A program is told to work through Kubernetes: `--executor=kubernetes`, `discovery: k8s`, `EXECUTION_RUNTIME=kubernetes`. */
export const TOLD_KUBERNETES =
  /(?:executor|runtime|orchestrator|discovery(?:[._-]?(?:type|method|mode|backend))?|launcher|spawner)["']?(?:\s*[:=]\s*|(?<=--[\w-]{1,40})\s+)["']?(?:kubernetes|k8s)\b(?![.-])/gi

/** Programs that do nothing but talk to the API server, where they are called. */
export const API_PROGRAMS =
  /(?<![\w-])kubectl(?![\w-])|(?<![\w./-])(?:helm (?:install|upgrade|uninstall|list|ls|rollback)|oc (?:apply|create|delete|get|patch|rsh|wait))(?![\w-])/g

/** The flags by which controllers elect a leader through a Lease. */
export const LEADER_ELECTION =
  /--?(?:enable-)?leader-elect(?:ion)?(?:-[\w-]+)?(?![\w-]|[= ]"?false)|\bleaderElect(?:ion)?:\s*(?:true|(?:leaderElect|enabled?):\s*true)/g

/** Variables that switch it on. */
export const LEADER_VARIABLE = /^(?:ENABLE_)?LEADER_ELECT(?:ION)?(?:_ENABLED?)?$/

/** A kubeconfig that is left empty, for which client-go takes the pod's own token. */
export const EMPTY_KUBECONFIG = /--?kubeconfig(?:=|\s+)(?:""|''|\s|$)/g

/** A kubeconfig that is named: the program brings its own credentials. */
export const KUBECONFIG = /--?kubeconfig(?:=|\s+)["']?[^\s"'-]/
