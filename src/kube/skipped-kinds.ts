type ReasonTable = Readonly<Record<string, Readonly<Record<string, string>>>>

const STRIMZI =
  'the Strimzi operator makes the pods; their security contexts stand in spec.*.template, without containers'
const WORKFLOW =
  'the Argo workflow controller makes the pods from single containers, and its executor needs the service account token'

/** Why kinds whose operator makes pods from something that is no pod spec are left alone, by group and kind. */
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
    AnalysisRun: 'an AnalysisRun is the record of a run that its AnalysisTemplate describes',
  },
  'postgresql.cnpg.io': {
    Cluster: 'the CloudNativePG operator makes the pods, hardened, from fields that are no pod spec',
  },
}
