import type { CustomKind, PodShape } from '../../model.ts'
import { CUSTOM_KINDS } from './custom-kinds.ts'

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

const PLAIN: PodShape = { spec: '/spec', metadata: '/metadata', immutable: true }
const TEMPLATE: PodShape = { spec: '/spec/template/spec', metadata: '/spec/template/metadata' }

// By group, whatever the version: a kind keeps its shape after its old groups and versions are no longer served.
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

/** The API group of an apiVersion: empty for the core group (`v1`). */
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
 * Where the pods of a kind stand, or undefined for a kind that holds none that is known. Kinds of the configuration come
 * before those of the tables, so that a user can correct them. Pointers may hold `*` for each item of a list.
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

/** Why the pods of a known kind cannot be hardened in its manifest, or undefined where nothing is known of that. */
export const skipReason = (apiVersion: string, kind: string): string | undefined =>
  own(own(SKIPPED_KINDS, groupOf(apiVersion)), kind)
