import type { CustomKind, PodShape } from '../../model.ts'
import { CUSTOM_KINDS } from './custom-kinds.ts'
import { SKIPPED_KINDS } from './skipped-kinds.ts'

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
