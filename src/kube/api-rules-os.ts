import type { Json, JsonObject, Pod } from '../model.ts'
import { CONTAINER_ONLY_FIELDS, POD_ONLY_FIELDS, SHARED_FIELDS } from './levels.ts'
import { asObject } from './pods.ts'

const LINUX_SHARED = SHARED_FIELDS.filter((field) => field !== 'runAsNonRoot' && field !== 'windowsOptions')
const LINUX_SPEC = ['hostPID', 'hostIPC', 'hostUsers', 'resources', 'shareProcessNamespace']

// hostPID and hostIPC are plain booleans of the API, in which false is the same as absent.
const isUsed = (field: string, value: Json | undefined): boolean =>
  field === 'hostPID' || field === 'hostIPC' ? value === true : value !== undefined && value !== null

/** What the API server refuses of a pod that names its operating system, by the comments of `PodSpec.os` in core/v1. */
export const osViolations = ({ spec, containers }: Pod): string[] => {
  const { name } = asObject(spec.os)
  if (name !== 'linux' && name !== 'windows') return []
  const used = (holder: string, value: JsonObject, fields: readonly string[]): string[] =>
    fields.filter((field) => isUsed(field, value[field])).map((field) => `${holder} has ${field}, not for ${name}`)
  const contexts: [string, JsonObject, readonly string[]][] = [
    ["the pod's securityContext", asObject(spec.securityContext), POD_ONLY_FIELDS],
    ...containers.map((container): [string, JsonObject, readonly string[]] => [
      `the securityContext of container ${container.name}`,
      asObject(container.value.securityContext),
      CONTAINER_ONLY_FIELDS,
    ]),
  ]
  if (name === 'linux') return contexts.flatMap(([holder, value]) => used(holder, value, ['windowsOptions']))
  return [
    ...used('the pod', spec, LINUX_SPEC),
    ...contexts.flatMap(([holder, value, own]) => used(holder, value, [...own, ...LINUX_SHARED])),
  ]
}
