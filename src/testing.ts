import { parse } from 'yaml'
import { catalogOf } from './evidence/image/catalog.ts'
import { viewPod } from './kube/pod/pod.ts'
import type { EvidenceContext, ImageFacts, InputEvidence, InputObject, JsonObject, Pod } from './model.ts'
import { requirementsOf } from './requirements/requirements.ts'

/** For tests: parses the manifest of a Pod, or of a workload with `spec.template`, and returns its pod. */
export const podFrom = (text: string): Pod => {
  const object = parse(text) as JsonObject
  const meta = object.metadata as JsonObject | undefined
  const resource = { apiVersion: String(object.apiVersion), kind: String(object.kind), name: String(meta?.name ?? '') }
  const template = (object.spec as JsonObject).template as JsonObject | undefined
  const spec = template === undefined ? '/spec' : '/spec/template/spec'
  const metadata = template === undefined ? '/metadata' : '/spec/template/metadata'
  const shape = { spec, metadata }
  const holder = (template ?? object) as JsonObject
  const location = { document: 0, resource, objectPointer: '', shape, spec, metadata }
  return viewPod(location, object, holder.spec as JsonObject, (holder.metadata ?? {}) as JsonObject)
}

/** The controls that hold what is unknown unless the user assumes it. */
const BETS: ReadonlySet<string> = new Set([
  'run-as-non-root',
  'read-only-root-filesystem',
  'drop-capabilities',
  'default-resources',
  'no-service-account-token',
])

/**
 * For tests: builds the context of an input that is empty except for the given evidence and facts about images.
 * @param assumed the controls that write what is unknown: by default all, so that tests see what else holds a change
 */
export const contextWith = (
  evidence: Partial<InputEvidence> = {},
  images: readonly ImageFacts[] = [],
  assumed: ReadonlySet<string> = BETS,
): EvidenceContext => ({
  input: {
    bindings: [],
    serviceAccounts: [],
    services: [],
    configMaps: [],
    limitRanges: [],
    resourceQuotas: [],
    autoscalers: [],
    persistentVolumeClaims: [],
    roles: [],
    namespaces: [],
    objects: [],
    ...evidence,
  },
  settings: { resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } } },
  images: images.filter(({ status }) => status === 'configured'),
  catalog: catalogOf(images.filter(({ status }) => status !== 'configured')),
  mountsWrites: () => true,
  assumed,
  requirementsOf,
})

/** For tests: parses an object of the input. */
export const objectFrom = (text: string, document = 1): InputObject => {
  const value = parse(text) as JsonObject
  const meta = (value.metadata ?? {}) as JsonObject
  const resource = {
    apiVersion: String(value.apiVersion),
    kind: String(value.kind),
    name: String(meta.name ?? ''),
    ...(typeof meta.namespace === 'string' ? { namespace: meta.namespace } : {}),
  }
  return { resource, value, at: { document, pointer: '' } }
}
