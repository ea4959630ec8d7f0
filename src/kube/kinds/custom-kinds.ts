import type { PodShape } from '../../model.ts'

type KindTable<T> = Readonly<Record<string, Readonly<Record<string, T>>>>

// Without runAsUser and runAsNonRoot: the operator sets images that are not in the manifest, and the USER of many of
// them is a name, which the kubelet cannot distinguish from root.
const CONTAINER_FIELDS = ['privileged', 'allowPrivilegeEscalation', 'capabilities/**', 'seccompProfile/**', 'procMount']
const containerFields = (fields: readonly string[]): string[] =>
  ['containers', 'initContainers'].flatMap((list) => [
    `/${list}/*/securityContext`,
    ...fields.map((field) => `/${list}/*/securityContext/${field}`),
  ])
const POD_SECCOMP = ['/securityContext', '/securityContext/seccompProfile/**']

const template = (above: string): PodShape => ({ spec: `${above}/spec`, metadata: `${above}/metadata` })

// The operator merges containers by name into its own. Their resources are not set, since the operator takes them from
// `spec.resources`, nor is the token of Prometheus, which discovers its targets through the API.
const PROMETHEUS_FIELDS = [
  ...POD_SECCOMP,
  ...containerFields([...CONTAINER_FIELDS, 'readOnlyRootFilesystem']),
  '/containers/*/volumeMounts/**',
  '/initContainers/*/volumeMounts/**',
  '/volumes/**',
  '/podMetadata',
  '/podMetadata/annotations/**',
]
const prometheus = (plural: string, ...more: string[]): readonly PodShape[] => [
  {
    spec: '/spec',
    metadata: '/spec/podMetadata',
    writable: [...PROMETHEUS_FIELDS, ...more],
    source: `CustomResourceDefinition ${plural}.monitoring.coreos.com`,
  },
]

// Knative's webhook rejects fields that its field mask lacks; the pod's security context and added capabilities are behind
// feature flags.
const KNATIVE = {
  writable: [
    '/enableServiceLinks',
    '/automountServiceAccountToken',
    '/volumes/**',
    '/containers/*/volumeMounts/**',
    '/containers/*/resources/**',
    '/containers/*/securityContext',
    ...['privileged', 'allowPrivilegeEscalation', 'capabilities', 'capabilities/drop/**', 'seccompProfile/**']
      .concat('readOnlyRootFilesystem', 'runAsNonRoot', 'runAsUser', 'runAsGroup')
      .map((field) => `/containers/*/securityContext/${field}`),
  ],
  source: 'knative/serving pkg/apis/serving/fieldmask.go',
}

// The operator sets its security contexts and resources only if the manifest has none: setting some fields would lose
// its other ones, e.g. the fsGroup for its data.
const elastic = (above: string): PodShape => ({
  ...template(above),
  writable: ['/automountServiceAccountToken', '/enableServiceLinks'],
  source: 'elastic/cloud-on-k8s pkg/controller/common/defaults/pod_template.go',
})

// The autoscaler in the head pod uses the API with a role that the operator creates, so the token is kept.
const ray = (above: string): PodShape => ({
  ...template(above),
  writable: [
    '/enableServiceLinks',
    '/securityContext/**',
    '/volumes/**',
    ...['containers', 'initContainers'].flatMap((list) =>
      ['securityContext', 'resources', 'volumeMounts', 'ports', 'livenessProbe', 'readinessProbe'].map(
        (field) => `/${list}/*/${field}/**`,
      ),
    ),
    '/hostNetwork',
    '/hostPID',
    '/hostIPC',
  ],
  source: 'CustomResourceDefinition rayclusters.ray.io, which embeds the whole pod template',
})
const rayCluster = (above: string): readonly PodShape[] => [
  ray(`${above}/headGroupSpec/template`),
  ray(`${above}/workerGroupSpecs/*/template`),
]

const KNATIVE_TEMPLATE: readonly PodShape[] = [{ ...template('/spec/template'), immutable: 'named', ...KNATIVE }]
const ELASTIC_TEMPLATE: readonly PodShape[] = [elastic('/spec/podTemplate')]
const ELASTIC_WORKLOAD: readonly PodShape[] = [
  elastic('/spec/deployment/podTemplate'),
  elastic('/spec/daemonSet/podTemplate'),
  elastic('/spec/statefulSet/podTemplate'),
]
const ANALYSIS: readonly PodShape[] = [template('/spec/metrics/*/provider/job/spec/template')]

/** The pod templates of custom resources, by group and kind, with the fields that their operators keep. */
export const CUSTOM_KINDS: KindTable<readonly PodShape[]> = {
  'argoproj.io': {
    Rollout: [template('/spec/template')],
    Experiment: [template('/spec/templates/*/template')],
    AnalysisTemplate: ANALYSIS,
    ClusterAnalysisTemplate: ANALYSIS,
  },
  'apps.openshift.io': { DeploymentConfig: [template('/spec/template')] },
  'serving.knative.dev': {
    Service: KNATIVE_TEMPLATE,
    Configuration: KNATIVE_TEMPLATE,
    Revision: [{ spec: '/spec', metadata: '/metadata', immutable: true, ...KNATIVE }],
  },
  'monitoring.coreos.com': {
    Prometheus: prometheus('prometheuses'),
    PrometheusAgent: prometheus('prometheusagents'),
    Alertmanager: prometheus('alertmanagers', '/automountServiceAccountToken'),
    ThanosRuler: prometheus('thanosrulers'),
  },
  'elasticsearch.k8s.elastic.co': { Elasticsearch: [elastic('/spec/nodeSets/*/podTemplate')] },
  'kibana.k8s.elastic.co': { Kibana: ELASTIC_TEMPLATE },
  'apm.k8s.elastic.co': { ApmServer: ELASTIC_TEMPLATE },
  'enterprisesearch.k8s.elastic.co': { EnterpriseSearch: ELASTIC_TEMPLATE },
  'logstash.k8s.elastic.co': { Logstash: ELASTIC_TEMPLATE },
  'beat.k8s.elastic.co': { Beat: ELASTIC_WORKLOAD },
  'agent.k8s.elastic.co': { Agent: ELASTIC_WORKLOAD },
  // PgBouncer's instance manager reads its configuration through the API, and the operator sets security contexts.
  'postgresql.cnpg.io': {
    Pooler: [
      {
        ...template('/spec/template'),
        writable: ['/enableServiceLinks'],
        source: 'CustomResourceDefinition poolers.postgresql.cnpg.io',
      },
    ],
  },
  'ray.io': {
    RayCluster: rayCluster('/spec'),
    RayJob: rayCluster('/spec/rayClusterSpec'),
    RayService: rayCluster('/spec/rayClusterConfig'),
  },
  'grafana.integreatly.org': {
    Grafana: [
      {
        ...template('/spec/deployment/spec/template'),
        writable: [
          '/automountServiceAccountToken',
          '/enableServiceLinks',
          ...POD_SECCOMP,
          ...containerFields(CONTAINER_FIELDS),
        ],
        source: "CustomResourceDefinition grafanas.grafana.integreatly.org, merged into the operator's own template",
      },
    ],
  },
}
