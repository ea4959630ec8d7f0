import { asObject } from '../../kube/pod/pod.ts'
import { volumesOf } from '../../kube/pod/volumes.ts'
import type { Evidence, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

/** An annotation or label that makes a webhook inject a container which uses, or used to use, the pod's token. */
interface Injector {
  name: string
  values: RegExp
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
  { name: 'istio.io/rev', values: ANY },
  { name: 'kuma.io/sidecar-injection', values: ON },
  { name: 'openservicemesh.io/sidecar-injection', values: ON },
  { name: 'dapr.io/enabled', values: ON },
  { name: 'conjur.org/inject', values: ON },
]

/** The annotation that names a volume with a separate token for Vault's agent. */
const VAULT_VOLUME = 'vault.hashicorp.com/agent-service-account-token-volume-name'

const hasOwnVolume = (pod: Pod, name: string): boolean =>
  name.startsWith('vault.hashicorp.com/') &&
  volumesOf(pod).some(
    (volume) => volume.name !== '' && volume.name === asObject(pod.metadata.annotations)[VAULT_VOLUME],
  )

/** Finds annotations and labels that make a webhook inject containers which may use the pod's token. */
export const findInjectors = (pod: Pod): Evidence[] =>
  ['annotations', 'labels'].flatMap((field) => {
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
