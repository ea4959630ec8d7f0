import type { Json, JsonObject } from '../../src/model.ts'
import type { Edit } from './edits.ts'

/** Chooses one of a list. */
export type Pick = <T>(list: readonly T[]) => T

/** Where a container of the pod goes. */
export interface Place {
  list: 'initContainers' | 'containers' | 'ephemeralContainers'
  sidecar?: true
}

const put = (target: JsonObject, steps: readonly string[], edit: Edit, port: number): void => {
  const { value, append } = edit
  const [step = '', ...rest] = steps
  if (rest.length > 0) {
    const below = target[step]
    if (below === null || typeof below !== 'object' || Array.isArray(below)) target[step] = {}
    put(target[step] as JsonObject, rest, edit, port)
  } else if (append) {
    const item: Json =
      step === 'ports'
        ? {
            containerPort: port,
            ...(value as JsonObject),
            ...((value as JsonObject).hostPort === 1 ? { hostPort: port } : {}),
          }
        : step === 'volumes'
          ? { name: `v${port}`, ...(value as JsonObject) }
          : value
    target[step] = [...(Array.isArray(target[step]) ? (target[step] as Json[]) : []), item]
  } else target[step] = structuredClone(value)
}

/** A pod in the making. */
export interface Making {
  spec: JsonObject
  annotations: JsonObject
  containers: { place: Place; value: JsonObject }[]
}

/** Applies an edit; returns false if the pod does not have its target. */
export const apply = (making: Making, edit: Edit, pick: Pick, port: number): boolean => {
  const { spec, annotations, containers } = making
  const steps = edit.path.split('.')
  const serving = containers.filter(({ place }) => place.list === 'containers' || place.sidecar)
  const isPort = edit.path === 'ports'
  const fitting = edit.on === 'server' ? serving : isPort ? containers.filter(hasPorts) : containers
  if (edit.on === 'pod') put(spec, steps, edit, port)
  else if (edit.on === 'annotation') {
    const name = pick(containers).value.name as string
    annotations[edit.path.replace('NAME', name)] = edit.value
  } else if (edit.on === 'every') for (const { value } of containers) put(value, steps, edit, port)
  else {
    if (fitting.length === 0) return false
    const { value } = pick(fitting)
    put(value, steps, edit, port)
    for (const more of edit.also ?? []) if (more.on === 'container') put(value, more.path.split('.'), more, port)
  }
  for (const more of edit.also ?? []) if (more.on === 'pod') put(spec, [more.path], more, port)
  return true
}

const hasPorts = ({ place }: Making['containers'][number]): boolean => place.list !== 'ephemeralContainers'

const template = ({ annotations, spec }: Making): JsonObject => ({
  metadata: { labels: { app: 'a' }, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
  spec,
})

const SELECTOR: JsonObject = { selector: { matchLabels: { app: 'a' } } }
/** The pod in a workload of a kind: Deployment, Job or Pod. */
export const wrap = (making: Making, name: string, kind: string): JsonObject => {
  const { metadata, spec } = template(making) as { metadata: JsonObject; spec: JsonObject }
  const named = { metadata: { name } }
  if (kind === 'Deployment')
    return { apiVersion: 'apps/v1', kind, ...named, spec: { ...SELECTOR, template: { metadata, spec } } }
  if (kind === 'Job') {
    const once = { ...spec, restartPolicy: 'Never' }
    return { apiVersion: 'batch/v1', kind, ...named, spec: { template: { metadata, spec: once } } }
  }
  return { apiVersion: 'v1', kind, metadata: { name, ...metadata }, spec }
}
