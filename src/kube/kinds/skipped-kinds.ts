type ReasonTable = Readonly<Record<string, Readonly<Record<string, string>>>>

const STRIMZI =
  'the Strimzi operator creates the pods; their security contexts are set in spec.*.template, without containers'
const WORKFLOW =
  'the Argo workflow controller creates the pods from single containers, and its executor needs the service account token'

const renders = (kind: string, step: string): string => `a ${kind} renders pods elsewhere; harden it by ${step}`
const starts = (kind: string, step: string): string => `a ${kind} starts pods elsewhere; harden it by ${step}`

const FLUX = 'spec.postRenderers: helm template ... | casehard export flux prints them for the chart and its values'
const ARGO_CD =
  'a plugin of Argo CD that runs casehard, or by casehard export argocd if its source is a kustomization; if its source is ' +
  'plain manifests in git, run casehard fix on them'
const CHART = 'rendering its chart: helm template ... | casehard prints manifests that can replace the resource'
const FLEET = 'casehard export fleet, which writes an overlay for fleet.yaml'
const GIT = 'casehard fix on the manifests that it applies'
const TEKTON_STEPS = 'securityContext in spec.stepTemplate and in each of its steps'
const TEKTON_RUN = 'securityContext in its podTemplate, or the setting set-security-context of Tekton'
const TEKTON_PIPELINE = 'securityContext in its tasks, and in the podTemplate of its PipelineRun'
const SPARK = 'securityContext and podSecurityContext in spec.driver and spec.executor'
const FLINK = 'securityContext in spec.podTemplate'

const of = (reason: (kind: string, step: string) => string, steps: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(steps).map(([kind, step]) => [kind, reason(kind, step)]))

/** Why kinds that stand for pods without a pod template are skipped, with the next step, by group and kind. */
export const SKIPPED_KINDS: ReasonTable = {
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
  'source.toolkit.fluxcd.io': of(renders, { HelmChart: `the HelmRelease that uses it, with ${FLUX}` }),
  'kustomize.toolkit.fluxcd.io': of(renders, { Kustomization: `${GIT} from spec.path, or by patches in spec.patches` }),
  'helm.cattle.io': of(renders, { HelmChart: CHART, HelmChartConfig: CHART }),
  'helm.k0sproject.io': of(renders, { Chart: CHART }),
  'helm.crossplane.io': of(renders, { Release: `spec.forProvider.patchesFrom, or by ${CHART}` }),
  'kubernetes.crossplane.io': of(starts, { Object: 'casehard on the manifest in spec.forProvider.manifest' }),
  'addons.cluster.x-k8s.io': of(renders, { HelmChartProxy: CHART }),
  'fleet.cattle.io': of(renders, { GitRepo: FLEET, Bundle: FLEET }),
  'kappctrl.k14s.io': of(renders, { App: GIT }),
  'core.oam.dev': of(renders, { Application: 'casehard on the manifests of its components' }),
  'work.open-cluster-management.io': of(starts, { ManifestWork: 'casehard on the objects in spec.workload.manifests' }),
  'operators.coreos.com': of(starts, { Subscription: 'the settings of the operator that it installs' }),
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
