import { findInContainer, uniqueClues } from '../../evidence/text.ts'
import { repositoryWords } from '../../kube/image.ts'
import { asList, asObject, asString } from '../../kube/pods.ts'
import type { Account } from '../../kube/service-accounts.ts'
import { bindingsOf } from '../../kube/service-accounts.ts'
import { volumesOf } from '../../kube/volumes.ts'
import type { Clue, Container, Context, Objection, Pod } from '../../model.ts'
import { join } from '../../patch/pointer.ts'

const TOKEN_WORDS = new RegExp(
  [
    '/run/secrets/kubernetes\\.io/serviceaccount',
    '\\bkubernetes\\.default(?:\\.svc)?(?![\\w-])',
    'KUBERNETES_SERVICE_(?:HOST|PORT)',
    'kubernetes_sd_configs?',
    '\\bin[-_]?cluster(?:[-_ ]?config)?\\b',
    '\\bkubectl\\b',
  ].join('|'),
  'gi',
)

const LEADER_ELECTION = /--?(?:enable-)?leader-elect(?:ion)?(?:-[\w-]+)?(?![\w-]|[= ]"?false)/g

/** Images of programs that do nothing but talk to the API server. */
const CLIENTS: readonly string[] = ['kubectl', 'operator']

/** Injectors that hand the pod's own token to what they inject. */
const INJECTORS: readonly string[] = ['vault.hashicorp.com/agent-inject', 'consul.hashicorp.com/connect-inject']

/** Clues to roles that this stream binds to a service account. */
export const bindingClues = (account: Account, { stream, settings }: Context): Clue[] =>
  bindingsOf(account, stream.bindings, settings).map(({ binding, subject: { subject, at } }) => ({
    source: 'rbac',
    text: `${binding.resource.kind} "${binding.resource.name}" has the subject ${subject.kind} "${subject.name}"`,
    at,
  }))

const projectedTokens = (pod: Pod): Clue[] =>
  volumesOf(pod).flatMap(({ name, pointer, value }) =>
    asList(asObject(value.projected).sources).flatMap((source, index): Clue[] => {
      if (asObject(source).serviceAccountToken === undefined) return []
      const at = { document: pod.document, pointer: join(pointer, 'projected', 'sources', index) }
      return [{ source: 'manifest', text: `serviceAccountToken in volume "${name}"`, at }]
    }),
  )

const injectors = (pod: Pod): Clue[] =>
  INJECTORS.flatMap((name): Clue[] => {
    if (asObject(pod.metadata.annotations)[name] !== 'true' || pod.metadataPointer === undefined) return []
    const at = { document: pod.document, pointer: join(pod.metadataPointer, 'annotations', name) }
    return [{ source: 'manifest', text: `${name}: "true"`, at }]
  })

const clients = (pod: Pod, container: Container): Clue[] => {
  const words = repositoryWords(asString(container.value.image) ?? '')
  const client =
    words.find((word) => CLIENTS.includes(word)) ?? (words.join('-').includes('k8s-sidecar') && 'k8s-sidecar')
  if (typeof client !== 'string') return []
  const text = `"${client}" in image of container "${container.name}"`
  return [{ source: 'manifest', text, at: { document: pod.document, pointer: `${container.pointer}/image` } }]
}

const words = (pod: Pod, container: Container, context: Context): Clue[] => {
  const configured = findInContainer(pod, container, context, /--kubeconfig\b/).length > 0
  return [
    ...findInContainer(pod, container, context, TOKEN_WORDS),
    ...(configured ? [] : findInContainer(pod, container, context, LEADER_ELECTION)),
  ]
}

/** What shows that a pod needs its API token, or undefined where nothing in the stream does. */
export const tokenNeed = (pod: Pod, account: Account, context: Context): Objection | undefined => {
  const hint = 'if it never calls the Kubernetes API, set automountServiceAccountToken: false'
  if (pod.resource.apiVersion.startsWith('argoproj.io/') && pod.resource.kind.endsWith('Workflow')) {
    const text = `kind: ${pod.resource.kind}`
    const at = { document: pod.document, pointer: join(pod.objectPointer, 'kind') }
    const reason = 'each step of an Argo workflow reports its outcome with this token'
    return { cause: 'evidence', reason, hint, evidence: [{ source: 'manifest', text, at }], final: true }
  }
  const bound = bindingClues(account, context)
  if (bound.length > 0)
    return {
      cause: 'evidence',
      reason: `this stream binds roles to its service account "${account.name}"`,
      hint,
      evidence: bound,
    }
  const evidence = uniqueClues([
    ...projectedTokens(pod),
    ...injectors(pod),
    ...pod.containers.flatMap((container) => [...words(pod, container, context), ...clients(pod, container)]),
  ])
  if (evidence.length === 0) return undefined
  return { cause: 'evidence', reason: 'the manifest speaks of the Kubernetes API or of a token for it', hint, evidence }
}
