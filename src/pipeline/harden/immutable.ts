import { asObject, asString } from '../../kube/pod/pod.ts'
import type { JsonObject, Operation, Pod, Resource } from '../../model.ts'
import type { ChangedVerdict, PlacedNotice } from '../types.ts'

const words = (value: unknown): string[] =>
  typeof value === 'string' ? value.split(',').map((word) => word.trim().toLowerCase()) : []

/**
 * Tells whether the tool that deploys an object recreates it each time and never updates it in place: hooks of Helm and Argo CD, objects that Argo CD or Flux may replace by force, generated names.
 * https://helm.sh/docs/topics/charts_hooks/
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
export const isRecreated = (object: JsonObject): boolean => {
  const { name, generateName, annotations } = asObject(object.metadata)
  const annotation = asObject(annotations)
  if (
    asString(annotation['helm.sh/hook']) !== undefined ||
    asString(annotation['argocd.argoproj.io/hook']) !== undefined
  )
    return true
  const options = words(annotation['argocd.argoproj.io/sync-options'])
  return (
    (options.includes('force=true') && options.includes('replace=true')) ||
    words(annotation['kustomize.toolkit.fluxcd.io/force']).includes('enabled') ||
    (asString(name) === undefined && asString(generateName) !== undefined)
  )
}

/** The part of an installed object that cannot be changed in place, and the error of the API server or a webhook. */
interface Refusal {
  part: string
  error(name: string): string
}

const KNATIVE: Refusal = {
  part: 'the template (unless its name changes, too)',
  error: () => 'Saw the following changes without a name change (-old +new): spec.template.metadata.name',
}

/** Words of pkg/apis/batch/validation and pkg/apis/core/validation of Kubernetes and of pkg/apis/serving of Knative. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  Job: {
    part: 'the template',
    error: (name) => `Job.batch "${name}" is invalid: spec.template: Invalid value: ...: field is immutable`,
  },
  Pod: {
    part: 'the spec',
    error: (name) =>
      `Pod "${name}" is invalid: spec: Forbidden: pod updates may not change fields other than \`spec.containers[*].image\`, ...`,
  },
  Revision: { part: 'the spec', error: () => 'Immutable fields changed (-old +new): spec' },
  Service: KNATIVE,
  Configuration: KNATIVE,
}

/** Tells whether the pod of an installed object cannot be changed in place. */
export const isImmutable = ({ shape, object, metadata }: Pod): boolean => {
  if (shape.immutable === undefined || isRecreated(object)) return false
  return shape.immutable === true || typeof metadata.name === 'string'
}

/** Tells whether operations change more than the metadata of the object at a pointer, which may always change. */
export const leavesMetadata = (operations: readonly Operation[], objectPointer: string): boolean =>
  operations.some(({ path }) => !path.startsWith(`${objectPointer}/metadata/`))

const remedyFor = ({ kind, namespace, name }: Resource): string => {
  if (REFUSALS[kind] === KNATIVE) return 'change or remove spec.template.metadata.name'
  const where = namespace === undefined ? '' : ` --namespace ${namespace}`
  const hook =
    kind === 'Job'
      ? ', or make it a hook (helm.sh/hook with helm.sh/hook-delete-policy: before-hook-creation), which Helm deletes and creates again'
      : ''
  const by = `kubectl delete ${kind.toLowerCase()} ${name}${where}`
  return `delete it before the upgrade (${by})${hook}; without Helm, kubectl replace --force does both`
}

/** Makes a notice, with the remedy, if an upgrade of an installed object would be refused because of the changes. */
export const immutableNotices = (pod: Pod, changed: readonly ChangedVerdict[]): PlacedNotice[] => {
  const { resource, objectPointer, pointer } = pod
  const refusal = REFUSALS[resource.kind]
  const isRefused = changed.some(({ operations }) => leavesMetadata(operations, objectPointer))
  if (refusal === undefined || !isRefused || !isImmutable(pod)) return []
  const { kind, name } = resource
  const message = `${refusal.part} of an installed ${kind} cannot be changed: helm upgrade and kubectl apply fail with '${refusal.error(name)}'; ${remedyFor(resource)}`
  return [{ code: 'immutable', message, pointer }]
}
