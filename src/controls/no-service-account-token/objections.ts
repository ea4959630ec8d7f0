import { expectedIf, objection, objectionIf } from '../../evidence/evidence.ts'
import { findInjectors } from '../../evidence/pod/injectors.ts'
import { uniqueEvidence } from '../../evidence/text/text.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import type { Account } from '../../kube/pod/service-accounts.ts'
import { mountsOf, volumesOf } from '../../kube/pod/volumes.ts'
import type { Evidence, EvidenceContext, InputObject, Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { findBindings } from './rbac.ts'

/** The mount path of the token. A container with another mount at this path gets no token (admission plugin ServiceAccount). */
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Annotations of accounts for cloud identities, whose webhooks and metadata servers provide their own token. */
const IDENTITIES: readonly string[] = [
  'eks.amazonaws.com/role-arn',
  'azure.workload.identity/client-id',
  'iam.gke.io/gcp-service-account',
]

const USES_AZURE = 'azure.workload.identity/use'

const OWN = 'provides its own token'

/** Whether every container mounts a volume at the token path, so that none gets the token. */
export const coversTokenPath = (pod: Pod): boolean =>
  pod.containers.length > 0 &&
  pod.containers.every((container) => mountsOf(container).some(({ mountPath }) => mountPath === TOKEN_PATH))

const findProjectedTokens = (pod: Pod): Evidence[] =>
  volumesOf(pod).flatMap(({ name, pointer, value }) =>
    asList(asObject(value.projected).sources).flatMap((source, index): Evidence[] => {
      if (asObject(source).serviceAccountToken === undefined) return []
      const at = { document: pod.document, pointer: join(pointer, 'projected', 'sources', index) }
      return [{ source: 'manifest', text: `serviceAccountToken in volume "${name}" ${OWN}`, at }]
    }),
  )

const findCloudIdentities = (pod: Pod, accounts: readonly InputObject[]): Evidence[] => {
  const evidence = accounts.flatMap(({ resource, value, at }) =>
    IDENTITIES.filter((name) => asObject(asObject(value.metadata).annotations)[name] !== undefined).map(
      (name): Evidence => ({
        source: 'manifest',
        text: `${name} in ServiceAccount "${resource.name}" ${OWN}`,
        at: { document: at.document, pointer: join(at.pointer, 'metadata', 'annotations', name) },
      }),
    ),
  )
  if (asObject(pod.metadata.labels)[USES_AZURE] !== 'true' || pod.metadataPointer === undefined) return evidence
  const at = { document: pod.document, pointer: join(pod.metadataPointer, 'labels', USES_AZURE) }
  return [...evidence, { source: 'manifest', text: `${USES_AZURE}: "true" ${OWN}`, at }]
}

/** Finds tokens that a pod gets independently of the default one; `accounts` are the pod's own. */
export const findOwnTokens = (pod: Pod, accounts: readonly InputObject[]): Evidence[] => [
  ...findProjectedTokens(pod),
  ...findCloudIdentities(pod, accounts),
]

const HINT = 'if it does not call the Kubernetes API, set automountServiceAccountToken: false'

const isWorkflow = ({ resource: { apiVersion, kind } }: Pod): boolean =>
  apiVersion.startsWith('argoproj.io/') && kind.endsWith('Workflow')

/** Finds evidence that a pod needs its API token. */
export const findTokenObjection = (pod: Pod, account: Account, context: EvidenceContext): Objection | undefined => {
  if (isWorkflow(pod)) {
    const at = { document: pod.document, pointer: join(pod.objectPointer, 'kind') }
    const evidence: Evidence = { source: 'manifest', text: `kind: ${pod.resource.kind}`, at }
    return objection('each step of an Argo workflow reports its result with this token', HINT, [evidence], {
      overridable: false,
      expected: true,
    })
  }
  const injected = findInjectors(pod, context.input.namespaces, context.settings.namespace)
  if (injected.length > 0) return objection('an injected container may use this token', HINT, injected)
  if (coversTokenPath(pod)) return undefined
  const bound = findBindings(account, context)
  if (bound.evidence.length > 0) {
    const reason = `the input binds roles to its service account "${account.name}"`
    return objection(reason, HINT, uniqueEvidence(bound.evidence), expectedIf(bound.expected))
  }
  const calling = pod.containers.flatMap((container) => context.requirementsOf(pod, container).apiCalls)
  if (calling.length > 0)
    return objection('the image calls the Kubernetes API with this token', HINT, uniqueEvidence(calling))
  const spoken = uniqueEvidence(pod.containers.flatMap((container) => context.requirementsOf(pod, container).apiWords))
  return objectionIf(spoken, 'the manifest refers to the Kubernetes API or to a token for it', HINT)
}
