import { asObject, asString } from '../../kube/pod/pod.ts'
import type { JsonObject, Operation, Pod, Resource } from '../../model.ts'
import type { ChangedVerdict, PlacedNotice, Settled } from '../types.ts'

const words = (value: unknown): string[] =>
  typeof value === 'string' ? value.split(',').map((word) => word.trim().toLowerCase()) : []

/**
 * Whether the tool that brings an object to the cluster makes it anew each time, so that nothing of it is ever updated
 * in place: hooks of Helm and Argo CD, objects that Argo CD or Flux may replace by force, names that are generated.
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

/** What can not be changed in place of an object that is installed, and the API server's or a webhook's words for it. */
interface Refusal {
  part: string
  says(name: string): string
}

const KNATIVE: Refusal = {
  part: 'the template (unless its name changes, too)',
  says: () => 'Saw the following changes without a name change (-old +new): spec.template.metadata.name',
}

/** Words of pkg/apis/batch/validation and pkg/apis/core/validation of Kubernetes and of pkg/apis/serving of Knative. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  Job: {
    part: 'the template',
    says: (name) => `Job.batch "${name}" is invalid: spec.template: Invalid value: ...: field is immutable`,
  },
  Pod: {
    part: 'the spec',
    says: (name) =>
      `Pod "${name}" is invalid: spec: Forbidden: pod updates may not change fields other than \`spec.containers[*].image\`, ...`,
  },
  Revision: { part: 'the spec', says: () => 'Immutable fields changed (-old +new): spec' },
  Service: KNATIVE,
  Configuration: KNATIVE,
}

/** Whether the pod of an object that is installed already can not be changed in place. */
export const isImmutable = ({ shape, object, metadata }: Pod): boolean => {
  if (shape.immutable === undefined || isRecreated(object)) return false
  return shape.immutable === true || typeof metadata.name === 'string'
}

/** Whether operations change more than the metadata of the object at a pointer: that may always change. */
export const leavesMetadata = (operations: readonly Operation[], objectPointer: string): boolean =>
  operations.some(({ path }) => !path.startsWith(`${objectPointer}/metadata/`))

const remedyFor = ({ kind, namespace, name }: Resource): string => {
  if (REFUSALS[kind] === KNATIVE) return 'change or remove spec.template.metadata.name'
  const where = namespace === undefined ? '' : ` --namespace ${namespace}`
  const hook =
    kind === 'Job'
      ? ', or make it a hook (helm.sh/hook with helm.sh/hook-delete-policy: before-hook-creation), which Helm deletes and makes anew'
      : ''
  const by = `kubectl delete ${kind.toLowerCase()} ${name}${where}`
  return `delete it before the upgrade (${by})${hook}; without Helm, kubectl replace --force does both`
}

/** The notice, if any, that changes of a pod do not reach a cluster where its object is installed already, and the remedy. */
export const immutableNotices = (pod: Pod, changed: readonly Settled<ChangedVerdict>[]): PlacedNotice[] => {
  const { resource, objectPointer, pointer } = pod
  const refusal = REFUSALS[resource.kind]
  const isRefused = changed.some(({ verdict }) => leavesMetadata(verdict.operations, objectPointer))
  if (refusal === undefined || !isRefused || !isImmutable(pod)) return []
  const { kind, name } = resource
  const message = `${refusal.part} of an installed ${kind} can not be changed: helm upgrade and kubectl apply fail with '${refusal.says(name)}'; ${remedyFor(resource)}`
  return [{ code: 'immutable', message, pointer }]
}
