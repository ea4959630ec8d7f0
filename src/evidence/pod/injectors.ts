import { calledIn } from '../../kube/names.ts'
import { asObject } from '../../kube/pod/pod.ts'
import { volumesOf } from '../../kube/pod/volumes.ts'
import type { Evidence, InputObject, Json, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

/** An annotation or label that makes a webhook inject a container which uses, or used to use, the pod's token. */
interface Injector {
  name: string
  values: RegExp
  /** The mark of a pod with which it opts out of the injector of its Namespace, if it has another name. */
  optOut?: string
}

const ON = /^(?:true|yes|enabled)$/
const ANY = /./

// vault-k8s#601, linkerd2#2843 (own tokens from 2.12 on), istio#22193, kuma#4029, dapr#6483
const INJECTORS: readonly Injector[] = [
  { name: 'vault.hashicorp.com/agent-inject', values: ON },
  { name: 'vault.security.banzaicloud.io/vault-addr', values: ANY },
  { name: 'secrets-webhook.security.bank-vaults.io/vault-addr', values: ANY },
  { name: 'consul.hashicorp.com/connect-inject', values: ON },
  { name: 'linkerd.io/inject', values: /^(?:enabled|ingress)$/ },
  { name: 'sidecar.istio.io/inject', values: ON },
  { name: 'istio.io/rev', values: ANY, optOut: 'sidecar.istio.io/inject' },
  { name: 'kuma.io/sidecar-injection', values: ON },
  { name: 'openservicemesh.io/sidecar-injection', values: ON },
  { name: 'dapr.io/enabled', values: ON },
  { name: 'conjur.org/inject', values: ON },
  { name: 'conjur.org/conjur-inject', values: ON },
  { name: 'sidecar.opentelemetry.io/inject', values: /^(?!false$)./ },
  { name: 'sidecar.jaegertracing.io/inject', values: /^(?!false$)./ },
]

/** Labels that only a Namespace has. */
const NAMESPACE_INJECTORS: readonly Injector[] = [
  ...INJECTORS,
  { name: 'istio-injection', values: ON, optOut: 'sidecar.istio.io/inject' },
  { name: 'openservicemesh.io/monitored-by', values: ANY, optOut: 'openservicemesh.io/sidecar-injection' },
  { name: 'consul.hashicorp.com/connect-inject-default', values: ON, optOut: 'consul.hashicorp.com/connect-inject' },
]

const OFF = /^(?:false|no|disabled)$/

/** The annotation that names a volume with a separate token for Vault's agent. */
const VAULT_VOLUME = 'vault.hashicorp.com/agent-service-account-token-volume-name'

const hasOwnVolume = (pod: Pod, name: string): boolean =>
  name.startsWith('vault.hashicorp.com/') &&
  volumesOf(pod).some(
    (volume) => volume.name !== '' && volume.name === asObject(pod.metadata.annotations)[VAULT_VOLUME],
  )

const FIELDS = ['annotations', 'labels'] as const

const markOf = (metadata: Json | undefined, name: string): Json | undefined => {
  const { annotations, labels } = asObject(metadata)
  return asObject(annotations)[name] ?? asObject(labels)[name]
}

/** Finds the marks of a Namespace from which the pod does not opt out. */
const findInNamespace = (pod: Pod, { resource, value, at }: InputObject): Evidence[] =>
  FIELDS.flatMap((field) => {
    const marks = asObject(asObject(value.metadata)[field])
    return NAMESPACE_INJECTORS.flatMap(({ name, values, optOut }): Evidence[] => {
      const mark = marks[name]
      if (mark === undefined || !values.test(String(mark))) return []
      const own = [markOf(pod.metadata, name), optOut === undefined ? undefined : markOf(pod.metadata, optOut)]
      if (own.some((value) => OFF.test(String(value))) || hasOwnVolume(pod, name)) return []
      const text = `${name}${values === ANY ? '' : `: "${String(mark)}"`} of Namespace "${resource.name}"`
      const pointer = join(at.pointer, 'metadata', field, name)
      return [{ source: 'manifest', text, at: { document: at.document, pointer } }]
    })
  })

const findInPod = (pod: Pod): Evidence[] =>
  FIELDS.flatMap((field) => {
    const marks = asObject(pod.metadata[field])
    return INJECTORS.flatMap(({ name, values }): Evidence[] => {
      const value = marks[name]
      if (pod.metadataPointer === undefined || value === undefined || !values.test(String(value))) return []
      if (hasOwnVolume(pod, name)) return []
      const text = values === ANY ? name : `${name}: "${String(value)}"`
      return [
        { source: 'manifest', text, at: { document: pod.document, pointer: join(pod.metadataPointer, field, name) } },
      ]
    })
  })

/**
 * Finds annotations and labels of a pod and of its Namespace that make a webhook inject containers which may use the pod's
 * token.
 * @param namespaces the Namespaces of the input
 * @param fallback the namespace of pods that set none; if that is unknown, they may be in any of the input
 */
export const findInjectors = (
  pod: Pod,
  namespaces: readonly InputObject[],
  fallback: string | undefined,
): Evidence[] => {
  const name = pod.resource.namespace ?? fallback
  const own = name === undefined ? namespaces : calledIn(namespaces, name)
  return [...findInPod(pod), ...own.flatMap((namespace) => findInNamespace(pod, namespace))]
}
