import type { CustomKind, PodShape } from '../../model.ts'
import { CUSTOM_KINDS } from './custom-kinds.ts'

type ReasonTable = Readonly<Record<string, Readonly<Record<string, string>>>>

const STRIMZI =
  'the Strimzi operator creates the pods; their security contexts are set in spec.*.template, without containers'
const WORKFLOW =
  'the Argo workflow controller creates the pods from single containers, and its executor needs the service account token'

const renders = (kind: string, step: string): string => `a ${kind} renders pods elsewhere; to harden it, ${step}`
const starts = (kind: string, step: string): string => `a ${kind} starts pods elsewhere; to harden it, ${step}`

const FLUX = 'set spec.postRenderers: helm template ... | casehard export flux prints them for the chart and its values'
const ARGO_CD =
  'use a plugin of Argo CD that runs casehard, or casehard export argocd if its source is a kustomization; if its source is ' +
  'plain manifests in git, run casehard fix on them'
const CHART = 'render its chart: helm template ... | casehard prints manifests that can replace the resource'
const FLEET = 'use casehard export fleet, which writes an overlay for fleet.yaml'
const GIT = 'run casehard fix on the manifests that it applies'
const TEKTON_STEPS = 'set securityContext in spec.stepTemplate and in each of its steps'
const TEKTON_RUN = 'set securityContext in its podTemplate, or use the setting set-security-context of Tekton'
const TEKTON_PIPELINE = 'set securityContext in its tasks, and in the podTemplate of its PipelineRun'
const SPARK = 'set securityContext and podSecurityContext in spec.driver and spec.executor'
const FLINK = 'set securityContext in spec.podTemplate'

const of = (reason: (kind: string, step: string) => string, steps: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(steps).map(([kind, step]) => [kind, reason(kind, step)]))

/** Why kinds that stand for pods without a pod template are skipped, with the next step, by group and kind. */
const SKIPPED_KINDS: ReasonTable = {
  'kafka.strimzi.io': {
    Kafka: STRIMZI,
    KafkaConnect: STRIMZI,
    KafkaBridge: STRIMZI,
    KafkaMirrorMaker: STRIMZI,
    KafkaMirrorMaker2: STRIMZI,
    KafkaNodePool: STRIMZI,
  },
  'argoproj.io': {
    Workflow: WORKFLOW,
    WorkflowTemplate: WORKFLOW,
    ClusterWorkflowTemplate: WORKFLOW,
    CronWorkflow: WORKFLOW,
    AnalysisRun: 'an AnalysisRun is the record of a run of its AnalysisTemplate',
    Application: `an ${renders('Application', ARGO_CD).slice('a '.length)}`,
    ApplicationSet: `an ${renders('ApplicationSet', ARGO_CD).slice('a '.length)}`,
  },
  'postgresql.cnpg.io': {
    Cluster: 'the CloudNativePG operator creates hardened pods from fields that are not a pod template',
  },
  'helm.toolkit.fluxcd.io': of(renders, { HelmRelease: FLUX }),
  'helm.fluxcd.io': of(renders, { HelmRelease: CHART }),
  'source.toolkit.fluxcd.io': of(renders, { HelmChart: `change the HelmRelease that uses it: ${FLUX}` }),
  'kustomize.toolkit.fluxcd.io': of(renders, {
    Kustomization: `${GIT} from spec.path, or add patches to spec.patches`,
  }),
  'helm.cattle.io': of(renders, { HelmChart: CHART, HelmChartConfig: CHART }),
  'helm.k0sproject.io': of(renders, { Chart: CHART }),
  'helm.crossplane.io': of(renders, { Release: `set spec.forProvider.patchesFrom, or ${CHART}` }),
  'kubernetes.crossplane.io': of(starts, { Object: 'run casehard on the manifest in spec.forProvider.manifest' }),
  'addons.cluster.x-k8s.io': of(renders, { HelmChartProxy: CHART }),
  'fleet.cattle.io': of(renders, { GitRepo: FLEET, Bundle: FLEET }),
  'kappctrl.k14s.io': of(renders, { App: GIT }),
  'core.oam.dev': of(renders, { Application: 'run casehard on the manifests of its components' }),
  'work.open-cluster-management.io': of(starts, {
    ManifestWork: 'run casehard on the objects in spec.workload.manifests',
  }),
  'operators.coreos.com': of(starts, { Subscription: 'change the settings of the operator that it installs' }),
  'tekton.dev': of(starts, {
    Task: TEKTON_STEPS,
    ClusterTask: TEKTON_STEPS,
    Pipeline: TEKTON_PIPELINE,
    TaskRun: TEKTON_RUN,
    PipelineRun: TEKTON_RUN,
  }),
  'sparkoperator.k8s.io': of(starts, { SparkApplication: SPARK, ScheduledSparkApplication: SPARK }),
  'flink.apache.org': of(starts, { FlinkDeployment: FLINK, FlinkSessionJob: `${FLINK} of its FlinkDeployment` }),
}

const PLAIN: PodShape = { spec: '/spec', metadata: '/metadata', immutable: true }
const TEMPLATE: PodShape = { spec: '/spec/template/spec', metadata: '/spec/template/metadata' }

// By group, for all versions: kinds keep their shape in groups and versions that are no longer served.
const BUILT_IN: ReadonlyMap<string, Readonly<Record<string, PodShape>>> = new Map([
  [
    '',
    {
      Pod: PLAIN,
      PodTemplate: { spec: '/template/spec', metadata: '/template/metadata' },
      ReplicationController: TEMPLATE,
    },
  ],
  ['apps', { Deployment: TEMPLATE, StatefulSet: TEMPLATE, DaemonSet: TEMPLATE, ReplicaSet: TEMPLATE }],
  [
    'extensions',
    { Deployment: TEMPLATE, DaemonSet: TEMPLATE, ReplicaSet: TEMPLATE, Job: { ...TEMPLATE, immutable: true } },
  ],
  [
    'batch',
    {
      Job: { ...TEMPLATE, immutable: true },
      CronJob: {
        spec: '/spec/jobTemplate/spec/template/spec',
        metadata: '/spec/jobTemplate/spec/template/metadata',
      },
    },
  ],
])

/** Returns the API group of an apiVersion; empty for the core group (`v1`). */
export const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

const own = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined

const shapeOf = (custom: CustomKind): PodShape => {
  const above = custom.pod.endsWith('/spec') ? custom.pod.slice(0, -'/spec'.length) : undefined
  const metadata = custom.metadata ?? (above === undefined ? undefined : `${above}/metadata`)
  return {
    spec: custom.pod,
    ...(metadata === undefined ? {} : { metadata }),
    ...(custom.writable === undefined ? {} : { writable: custom.writable, source: 'configuration' }),
  }
}

/**
 * Returns the pod templates of a kind; undefined if it is not known to have any. Kinds of the configuration override the
 * built-in ones. Pointers may contain `*` for each item of a list.
 */
export const podShapes = (
  apiVersion: string,
  kind: string,
  custom: readonly CustomKind[] = [],
): readonly PodShape[] | undefined => {
  const group = groupOf(apiVersion)
  const configured = custom.filter((entry) => entry.group === group && entry.kind === kind)
  if (configured.length > 0) return configured.map(shapeOf)
  const builtIn = own(BUILT_IN.get(group), kind)
  return builtIn === undefined ? own(own(CUSTOM_KINDS, group), kind) : [builtIn]
}

/** Returns why the pods of a kind cannot be hardened in its manifest; undefined for other kinds. */
export const skipReason = (apiVersion: string, kind: string): string | undefined =>
  own(own(SKIPPED_KINDS, groupOf(apiVersion)), kind)

/** The names of custom resources that run something once. */
const JOB_LIKE = /(?:Job|JobSet|Run)$/

/** Whether a custom kind without a known pod template probably starts pods, by its name. */
export const isJobLike = (apiVersion: string, kind: string): boolean =>
  JOB_LIKE.test(kind) && groupOf(apiVersion).includes('.')

/** Short names of kinds, as `kubectl api-resources` lists them. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  cj: 'cronjob',
  deploy: 'deployment',
  ds: 'daemonset',
  ns: 'namespace',
  po: 'pod',
  rc: 'replicationcontroller',
  rs: 'replicaset',
  sa: 'serviceaccount',
  sts: 'statefulset',
  // Custom resources that have pods.
  ksvc: 'service',
  ro: 'rollout',
  sj: 'scaledjob',
  vmi: 'virtualmachineinstance',
  wf: 'workflow',
}

/** Returns whether a word names a kind as in kubectl: in upper or lower case, in the plural, or by its short name. */
export const isKindName = (word: string, kind: string): boolean => {
  const asked = word.toLowerCase()
  const name = kind.toLowerCase()
  const plural = /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : name.replace(/([^aeiou])y$/, '$1ie').concat('s')
  return asked === name || asked === plural || (Object.hasOwn(SHORT_NAMES, asked) && SHORT_NAMES[asked] === name)
}
